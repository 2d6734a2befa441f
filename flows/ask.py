"""The journey of a question: decide → search → answer → verify → out, sentence by sentence."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import groupby

from core.chat import ChatFailed
from core.evidence import Answer, Hit, Searched
from core.generations import Spaces
from core.principals import AccessScope, Principal, SearchFilter
from core.stores import Database
from flows.notices import SILENT, TOO_LONG, UNPROVEN, Notices
from flows.question import Question, query_of
from flows.reply import Clock, Reply
from ingest.language import language_of
from retrieval.answer import Writer, extractive
from retrieval.draft import Silence
from retrieval.extract import Evidence, best_evidence
from retrieval.many import ManyRetriever
from retrieval.search import Found, Query, Retriever
from retrieval.sentence import Sentence, Shown, Transcript
from retrieval.verify import Verifier

log = logging.getLogger(__name__)

PASSAGES = 10


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

    async def search(self, principal: Principal, question: Question, limit: int) -> Found:
        """Passages for a question. Raises `InvalidRequest`, `NotFound`, `Refused`."""
        query = await self._query(principal, question)
        return await self.retriever.search(await self.spaces.live(), query, limit)

    async def search_many(
        self, principal: Principal, questions: Sequence[Question], limit: int
    ) -> AsyncIterator[Found]:
        """What `search` gives for each question, in order; quicker for many in a row that look in
        the same place. Raises the same."""
        space = await self.spaces.live()
        for _, run in groupby(questions, lambda question: question.place):
            queries = [await self._query(principal, question) for question in run]
            async for found in self.many.search(space, queries, limit):
                yield found

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
        clock = Clock()
        query = await self._query(principal, question)
        space = await self.spaces.live()  # one from here to the end, whatever is built meanwhile
        found = await self.retriever.search(space, query, PASSAGES)
        clock.lap("search")
        evidence = await best_evidence(space.encoder, question.text, found.hits)
        clock.lap("extract")
        confidence = evidence[0].confidence if evidence else 0.0
        searched = await self._searched(query.where, found)
        reply = Reply(found, searched, confidence, clock, question.explain)
        if not evidence or confidence < self.abstain_below:
            yield reply.abstained()
            return
        said = Transcript()
        notices = Notices()
        scope = query.where.scope
        async for sentence in self._answer(scope, question, found.hits, evidence, notices):
            clock.lap("answer")
            yield said.add(sentence)
        if said.citations:
            yield reply.answered(said, notices.text, notices.writing)
        else:
            yield reply.abstained(notices.silence, notices.writing)

    async def _answer(
        self,
        scope: AccessScope,
        question: Question,
        hits: Sequence[Hit],
        evidence: Sequence[Evidence],
        notices: Notices,
    ) -> AsyncIterator[Sentence]:
        """Verified sentences: the model's where it gives any, else the evidence word for word.

        `notices` gets what the reader should know of how it went.
        """
        if self.writer:
            written = self._written(self.writer, scope, question, hits, notices)
            async with aclosing(written) as sentences:
                async for sentence in sentences:
                    yield sentence
            if not notices.shown and not notices.cause:
                notices.cause = UNPROVEN
        if not notices.shown and not notices.is_silent:
            for sentence in extractive(evidence):
                checked = await self.verifier.verified(scope, sentence)
                if checked:
                    yield checked

    async def _written(
        self,
        writer: Writer,
        scope: AccessScope,
        question: Question,
        hits: Sequence[Hit],
        notices: Notices,
    ) -> AsyncGenerator[Sentence, None]:
        """The model's sentences that hold. No failure of its server is one of ours."""
        notices.language = language_of(question.text)
        draft = await writer.draft(question.text, notices.language, hits, question.turns)
        if not draft.hits:
            notices.cause = TOO_LONG
            return
        try:
            async with aclosing(draft.sentences()) as sentences:
                async for sentence in sentences:
                    checked = await self.verifier.verified(scope, sentence)
                    if checked:
                        notices.shown += 1
                        yield checked
                    else:
                        notices.dropped += 1
        except Silence:
            notices.cause = SILENT
        except ChatFailed as failed:
            log.warning("the chat model failed: %s", failed)
            notices.cause = failed.failure
        notices.writing = await draft.writing(len(hits) - len(draft.hits))

    async def _query(self, principal: Principal, question: Question) -> Query:
        return await query_of(self.database, principal, question, self.most_chars)

    async def _searched(self, where: SearchFilter, found: Found) -> Searched:
        async with self.database.begin() as unit:
            collections = await unit.collections.all(where.scope)
            count = await unit.documents.count(where.scope)
        for narrowed in (where.documents, found.scope.documents):
            count = count if narrowed is None else len(narrowed)
        names = tuple(collection.name for collection in collections if collection.documents)
        return Searched(names, count, len(found.hits), scope=found.scope)
