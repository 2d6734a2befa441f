"""The journey of a question: decide → search → answer → verify → out, sentence by sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.evidence import Answer, Searched
from core.generations import Spaces
from core.principals import Principal, SearchFilter
from core.stores import Database
from flows.arithmetic import worked_out
from flows.compose import Composer
from flows.disagreeing import clashes_of, with_both_sides
from flows.evidence import gathered
from flows.holding import with_holders
from flows.in_force import lapsed, marked
from flows.notices import Notices
from flows.question import Question, query_of
from flows.reply import Clock, Reply
from retrieval.many import ManyRetriever
from retrieval.search import Found, Query, Retriever
from retrieval.sentence import Shown, Transcript
from retrieval.worked import CONFIDENCE

PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers questions from evidence, or says why it does not."""

    database: Database
    spaces: Spaces
    retriever: Retriever
    many: ManyRetriever
    composer: Composer
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
        got = await gathered(space.encoder, query, found, self.abstain_below)
        got = await with_holders(self.retriever, space, query, got, self.abstain_below)
        told, evidence = got.about, got.evidence
        clock.lap("extract")
        drawn = await worked_out(self.retriever, space, query, found, told, self.abstain_below)
        clock.lap("work out")
        searched = await self._searched(query.where, found)
        confidence = CONFIDENCE if drawn else got.confidence
        reply = Reply(question, found, told, searched, confidence, clock)
        if not evidence and not drawn:
            yield reply.abstained(is_weak=True)
            return
        said, notices = Transcript(), Notices()
        past = await lapsed(self.database, found)
        scope = query.where.scope
        against = await clashes_of(query.text, told, evidence)
        composer = self.composer.for_one_answer()
        composed = composer.sentences(scope, question, told.hits, drawn, evidence, notices)
        async for sentence in with_both_sides(composed, composer, scope, against):
            clock.lap("answer")
            yield said.add(marked(sentence, past), notices.note_on(sentence))
        if any(sentence.judgement.holds for sentence in said.sentences):
            yield reply.answered(said, notices.text, notices.writing, against)
        else:
            yield reply.abstained(notices.silence, notices.writing, is_weak=notices.is_silent)

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
