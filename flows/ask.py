"""The journey of a question: decide → search → answer → verify → out, sentence by sentence."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from time import perf_counter

from core.documents import Collection
from core.errors import InvalidRequest, NotFound, UpstreamFailed
from core.evidence import Answer, AnswerState, Hit, Searched
from core.generations import Spaces
from core.ids import CollectionId, DocumentId
from core.principals import AccessScope, Principal, SearchFilter
from core.stores import Database
from governance.policy import Action, decide
from ingest.language import language_of
from retrieval.answer import Silence, Writer, extractive
from retrieval.extract import Evidence, best_evidence
from retrieval.many import ManyRetriever
from retrieval.search import Retriever
from retrieval.sentence import Sentence, Shown, Transcript
from retrieval.verify import Verifier

log = logging.getLogger(__name__)

PASSAGES = 10
_SILENT = "The model found no evidence in the passages."
_BROKEN = "The model failed: the evidence is quoted, or what it wrote until then is shown."
NEAREST = 3
"""Passages shown when there is no answer."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    collection: CollectionId | None = None
    document: str | None = None
    """Name or id of the one document to look in."""
    day: date | None = None
    """Only documents that are valid on this day count; None: on the day it is asked (UTC)."""


@dataclass(slots=True)
class _Clock:
    """Milliseconds by stage."""

    timings_ms: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=perf_counter)
    _started: float = field(default_factory=perf_counter)

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + 1000 * (now - self._since)
        self._since = now

    def stop(self) -> dict[str, float]:
        self.timings_ms["total"] = 1000 * (perf_counter() - self._started)
        return self.timings_ms


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers questions from evidence, or says why it does not."""

    database: Database
    spaces: Spaces
    retriever: Retriever
    many: ManyRetriever
    verifier: Verifier
    writer: Writer | None
    abstain_below: float
    most_chars: int

    async def search(self, principal: Principal, question: Question, limit: int) -> list[Hit]:
        """Passages for a question. Raises `InvalidRequest`, `NotFound`, `Refused`."""
        where = await self._where(principal, question)
        return await self.retriever.search(await self.spaces.live(), question.text, where, limit)

    async def search_many(
        self, principal: Principal, questions: Sequence[Question], limit: int
    ) -> AsyncIterator[list[Hit]]:
        """What `search` gives for each question, in order; quicker for many in a row that look in
        the same place. Raises the same."""
        space = await self.spaces.live()
        for _, run in groupby(questions, _place):
            alike = list(run)
            wheres = [await self._where(principal, question) for question in alike]
            texts = [question.text for question in alike]
            async for hits in self.many.search(space, texts, wheres[0], limit):
                yield hits

    async def ask(self, principal: Principal, question: Question) -> Answer:
        """The whole answer at once."""
        async for part in self.stream(principal, question):
            if isinstance(part, Answer):
                return part
        raise RuntimeError("the stream ended without an answer")

    async def stream(
        self, principal: Principal, question: Question
    ) -> AsyncIterator[Shown | Answer]:
        """Verified sentences as they come, then the whole answer.

        Raises `InvalidRequest`, `NotFound`, `Refused` before the first sentence.
        """
        clock = _Clock()
        where = await self._where(principal, question)
        space = await self.spaces.live()  # one from here to the end, whatever is built meanwhile
        hits = await self.retriever.search(space, question.text, where, PASSAGES)
        clock.lap("search")
        evidence = await best_evidence(space.encoder, question.text, hits)
        clock.lap("extract")
        searched = await self._searched(where, hits)
        confidence = evidence[0].confidence if evidence else 0.0
        if not evidence or confidence < self.abstain_below:
            yield _abstained(searched, hits, confidence, clock)
            return
        answer = Transcript()
        notes: list[str] = []
        async for sentence in self._answer(where.scope, question, hits, evidence, notes):
            clock.lap("answer")
            yield answer.add(sentence)
        if not answer.citations:
            yield _abstained(searched, hits, confidence, clock, *notes)
            return
        yield Answer(
            AnswerState.ANSWERED,
            answer.text,
            tuple(answer.citations),
            " ".join(notes) or None,
            searched,
            clock.stop(),
            confidence,
        )

    async def _answer(
        self,
        scope: AccessScope,
        question: Question,
        hits: Sequence[Hit],
        evidence: Sequence[Evidence],
        notes: list[str],
    ) -> AsyncIterator[Sentence]:
        """Verified sentences: the model's where it gives any, else the evidence word for word.

        `notes` gets what the reader should know of how it went.
        """
        written = False
        if self.writer:
            async with aclosing(self._written(self.writer, question, hits, notes)) as sentences:
                async for sentence in sentences:
                    checked = await self.verifier.verified(scope, sentence)
                    if checked:
                        written = True
                        yield checked
        if not written and _SILENT not in notes:
            for sentence in extractive(evidence):
                checked = await self.verifier.verified(scope, sentence)
                if checked:
                    yield checked

    @staticmethod
    async def _written(
        writer: Writer, question: Question, hits: Sequence[Hit], notes: list[str]
    ) -> AsyncGenerator[Sentence, None]:
        try:
            language = language_of(question.text)
            async with aclosing(writer.sentences(question.text, language, hits)) as sentences:
                async for sentence in sentences:
                    yield sentence
        except Silence:
            notes.append(_SILENT)
        except UpstreamFailed as error:
            log.warning("the chat model failed: %s", error)
            notes.append(_BROKEN)

    async def _where(self, principal: Principal, question: Question) -> SearchFilter:
        text = question.text.strip()
        if not text:
            raise InvalidRequest("The question is empty.")
        if len(text) > self.most_chars:
            raise InvalidRequest(
                f"The question has {len(text)} characters; {self.most_chars} are the most.",
                "Shorten it, or raise PROBANT_MAX_QUESTION_CHARS.",
            )
        day = question.day or datetime.now(UTC).date()
        chosen = (question.collection,) if question.collection else None
        scope = decide(principal, Action.ASK, chosen).granted()
        async with self.database.begin() as unit:
            if question.collection and not await unit.documents.count(scope):
                everything = decide(principal, Action.ASK).granted()
                raise _unknown(question.collection, await unit.collections.all(everything))
            if question.document is None:
                return SearchFilter(scope, day=day)
            named = [d.id for d in await unit.documents.named(scope, question.document)]
            found = await unit.documents.find(scope, DocumentId(question.document))
        documents = tuple(named) + ((found.id,) if found else ())
        if not documents:
            raise NotFound(f"There is no document {question.document[:120]!r}.")
        return SearchFilter(scope, documents, day)

    async def _searched(self, where: SearchFilter, hits: Sequence[Hit]) -> Searched:
        async with self.database.begin() as unit:
            collections = await unit.collections.all(where.scope)
            count = await unit.documents.count(where.scope)
        documents = len(where.documents) if where.documents is not None else count
        names = tuple(collection.name for collection in collections if collection.documents)
        return Searched(names, documents, len(hits))


def _place(question: Question) -> tuple[object, ...]:
    """Where a question looks: the same for two is the same filter."""
    return question.collection, question.document, question.day


def _abstained(
    searched: Searched, hits: Sequence[Hit], confidence: float, clock: _Clock, *notes: str
) -> Answer:
    if notes:
        reason = " ".join(notes)
    elif not searched.documents:
        reason = "There is no document to look in."
    elif not hits:
        reason = "No passage matches the question."
    else:
        reason = "No passage answers the question well enough to be shown as evidence."
    nearest = Searched(
        searched.collections, searched.documents, searched.passages, tuple(hits[:NEAREST])
    )
    return Answer(AnswerState.ABSTAINED, "", (), reason, nearest, clock.stop(), confidence)


def _unknown(collection: CollectionId, known: Sequence[Collection]) -> NotFound:
    names = ", ".join(one.name for one in known if one.documents) or "none yet"
    return NotFound(f"There is no collection {collection[:80]!r}.", f"There are: {names}.")
