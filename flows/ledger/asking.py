"""The records around an answer: one before it is made, one before its end is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from core.evidence import Answer, Citation, Hit
from core.generations import Space
from core.ledger import Entry, RecordKind
from core.principals import Principal
from core.review_store import StoredReview
from core.reviews import Draft, Supervised
from core.use_cases import Standing
from flows.ledger import entries
from flows.ledger.recorder import Recorder
from flows.notices import Notices
from flows.question import Question
from flows.reviews.supervising import Supervising
from retrieval.search import Query
from retrieval.sentence import Shown


@dataclass(slots=True)
class Unrecorded:
    """Of an answer that nobody is told: a replay."""

    made_with: Mapping[str, Any]
    seen: dict[str, Any] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)
    """How it is written."""

    async def saw(self, space: Space, hits: Sequence[Hit]) -> None:
        """What the answer is made from."""
        self.seen = entries.seen_of(space, hits, self.made_with)


@dataclass(slots=True)
class Minutes(Unrecorded):
    """Of one question that is being answered."""

    recorder: Recorder = field(kw_only=True)
    opening: Entry = field(kw_only=True)
    opened: asyncio.Future[None] = field(kw_only=True)
    """Done when the opening has committed."""
    supervising: Supervising = field(kw_only=True)
    use_case: Standing | None = field(kw_only=True)
    supervised: Supervised | None = field(kw_only=True)
    """Whether what is told waits for people."""
    _text: str = ""
    _citations: list[Citation] = field(default_factory=list)
    _is_closed: bool = False

    async def saw(self, space: Space, hits: Sequence[Hit]) -> None:
        """The same, once the question is in the ledger: nothing is made of what was found before.

        Raises `Unavailable` where it can't be written.
        """
        await asyncio.shield(self.opened)
        await Unrecorded.saw(self, space, hits)

    async def told(self, part: Shown | Answer) -> Shown | Answer:
        """What may leave: a sentence, or the whole answer with the id of its record, once that is
        closed. Raises `Unavailable` where it can't be: the question stays without an end."""
        if isinstance(part, Shown):
            self._text += part.text
            self._citations += part.citations
            return part
        answer = replace(part, record=self.opening.id)
        if self._text or answer.text:
            answer = replace(answer, supervision=self.supervised)
        self._is_closed = True
        closing = entries.closed(self.opening, answer, self.seen)
        await self.recorder.write(closing, review=self._review(closing, answer.citations))
        return answer

    def waits(self, part: Shown | Answer) -> Supervised | None:
        """What is to be told before a sentence: before the first one, that it waits for people."""
        is_first = isinstance(part, Shown) and part.text and not self._text
        return self.supervised if is_first and self._draft else None

    def break_off(self, kind: RecordKind, **more: Any) -> None:
        """It ends before its end. What was never opened has none."""
        if self._is_closed:
            return
        self._is_closed = True
        seen = {**self.seen, **more}
        if self._text and self.supervised:
            seen["supervision"] = self.supervised.to_json()
        ending = entries.broken_off(self.opening, kind, self._text, self._citations, seen)
        review = self._review(ending, self._citations)

        def close(opened: asyncio.Future[None]) -> None:
            if opened.exception() is None:
                self.recorder.hand_over(ending, review)

        if self.opened.done():
            close(self.opened)
        else:
            self.opened.add_done_callback(close)

    def _review(self, closing: Entry, citations: Sequence[Citation]) -> StoredReview | None:
        """Of whatever was told, also where whoever asked went before the end."""
        draft, was_told = self._draft, self._text or closing.kind is RecordKind.ANSWERED
        if not (draft and self.use_case and was_told):
            return None
        use_case = self.use_case.use_case
        return self.supervising.review(draft, use_case, self.opening, closing, citations)

    @property
    def _draft(self) -> Draft | None:
        return self.supervised.draft if self.supervised else None


@asynccontextmanager
async def minutes(
    recorder: Recorder,
    principal: Principal,
    question: Question,
    query: Query,
    made_with: Mapping[str, Any],
    supervising: Supervising,
) -> AsyncIterator[Minutes]:
    """Opened while it is searched, and before anything is made of what was found."""
    opening = entries.asked(principal, question, query)
    supervised = supervising.supervised(opening, question.use_case)
    kept = Minutes(
        made_with,
        recorder=recorder,
        opening=opening,
        opened=recorder.take(opening),
        supervising=supervising,
        use_case=question.use_case,
        supervised=supervised,
    )
    try:
        yield kept
    except (asyncio.CancelledError, GeneratorExit):
        kept.break_off(RecordKind.INTERRUPTED)
        raise
    except Exception as error:
        kept.break_off(RecordKind.FAILED, error=getattr(error, "code", "internal"))
        raise
