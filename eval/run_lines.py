"""One line of a run file in JSON Lines, both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from core.errors import InvalidRequest
from eval.cases import Cited, Found, Judgement, Reply


def _one_based(page: int) -> int:
    if page < 1:
        raise ValueError(f"page {page}: pages are 1-based")
    return page


Page = Annotated[int, AfterValidator(_one_based)]


class _Strict(BaseModel):
    """Nothing is converted; fields that we don't know are left alone."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Hit(_Strict):
    document: str
    page: Page | None = None
    text: str = ""
    score: float = Field(0.0, allow_inf_nan=False)


class _Citation(_Strict):
    document: str
    page: Page | None = None
    quote: str = ""


class ReplyLine(_Strict):
    """What a system gave for a question."""

    id: str
    state: Literal["answered", "abstained", "refused", "failed"] | None = None
    answer: str = ""
    confidence: float | None = Field(None, ge=0, le=1, allow_inf_nan=False)
    citations: tuple[_Citation, ...] = ()
    hits: tuple[_Hit, ...] = ()
    """Best first; their scores are not looked at."""
    options: tuple[str, ...] = ()
    """Documents offered as a choice, most likely first."""

    def output(self, names: Mapping[str, str]) -> Reply:
        """Where the state is not said: answered where there is an answer, else abstained."""
        guessed = "answered" if self.answer.strip() else "abstained"
        return Reply(
            self.state or guessed,
            tuple(
                Found(names.get(h.document, h.document), h.page, h.text, h.score) for h in self.hits
            ),
            self.answer,
            tuple(
                Cited(names.get(c.document, c.document), c.page, c.quote, in_source=False)
                for c in self.citations
            ),
            self.confidence,
            options=tuple(names.get(option, option) for option in self.options),
        )


class JudgementLine(_Strict):
    """Whether a system found a claim supported."""

    id: str
    supported: bool

    def output(self, names: Mapping[str, str]) -> Judgement:
        return Judgement(self.supported)


Line = TypeVar("Line", ReplyLine, JudgementLine)


def parse_line(model: type[Line], text: str, where: str) -> Line:
    """Raises `InvalidRequest` that begins with `where` and names the field."""
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        raise InvalidRequest(
            f"{where}: {field}: {first['msg']}.", "See docs/eval-run-files.md."
        ) from error


def reply_line(case: str, reply: Reply) -> str:
    """A line that `parse_line` reads back as `reply`, without its line end."""
    line = {
        "id": case,
        "state": reply.state,
        "answer": reply.answer,
        "confidence": reply.confidence,
        "citations": [
            {"document": c.document, "page": c.page, "quote": c.quote} for c in reply.citations
        ],
        "hits": [
            {"document": h.document, "page": h.page, "text": h.text, "score": h.score}
            for h in reply.hits
        ],
        "options": list(reply.options),
    }
    return json.dumps(line, ensure_ascii=False)
