"""Reads the format of SQuAD: articles, their paragraphs, questions, and answers as spans of them.

Rajpurkar et al. 2016, arXiv:1606.05250.
"""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from core.errors import InvalidRequest

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ0-9«\"“(])")


class Span(BaseModel):
    text: str = Field(min_length=1)
    answer_start: int = Field(ge=0)
    """In characters of the paragraph."""


class Question(BaseModel):
    id: str = ""
    question: str = Field(min_length=1)
    answers: list[Span] = Field(min_length=1)
    """Any of them counts."""


class Paragraph(BaseModel):
    context: str = Field(min_length=1)
    qas: list[Question] = Field(default_factory=list)

    def sentence_around(self, span: Span) -> str:
        """From the last sentence's end before the answer to the first one after it."""
        start = self._found(span)
        breaks = list(_BETWEEN_SENTENCES.finditer(self.context))
        begins = max((b.end() for b in breaks if b.end() <= start), default=0)
        ends = [b.start() for b in breaks if b.start() >= start + len(span.text)]
        return self.context[begins : min(ends, default=len(self.context))].strip()

    def _found(self, span: Span) -> int:
        """Where it begins. An offset is sometimes off by one; that the text is there is checked."""
        if self.context.startswith(span.text, span.answer_start):
            return span.answer_start
        return self.context.index(span.text)


class Article(BaseModel):
    title: str
    categorie: str = ""
    paragraphs: list[Paragraph] = Field(min_length=1)

    @property
    def text(self) -> str:
        """The paragraphs, without the title, which would give the article away."""
        return "\n\n".join(paragraph.context for paragraph in self.paragraphs) + "\n"


class _File(BaseModel):
    data: list[Article]


def articles(path: Path) -> list[Article]:
    """Raises `InvalidRequest`, naming the file and what is wrong where in it."""
    try:
        read = _File.model_validate_json(path.read_bytes()).data
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(f"{path}: {field}: {first['msg']}.") from error
    for article in read:
        _check(path, article)
    return read


def _check(path: Path, article: Article) -> None:
    for paragraph in article.paragraphs:
        for question in paragraph.qas:
            for span in question.answers:
                if span.text not in paragraph.context:
                    raise InvalidRequest(
                        f"{path}: {article.title}: {question.question!r}: "
                        f"the paragraph does not hold the answer {span.text!r}."
                    )
