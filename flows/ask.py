"""The journey of a question: decide → count → record → search → answer → verify → record → out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.errors import Refused
from core.evidence import Answer, Searched
from core.generations import Space, Spaces
from core.principals import Principal, SearchFilter
from core.reviews import Supervised
from core.stores import Database
from flows.arithmetic import worked_out
from flows.compose import Composer
from flows.disagreeing import clashes_of, with_both_sides
from flows.evidence import gathered
from flows.holding import with_holders
from flows.in_force import lapsed, marked
from flows.ledger import entries
from flows.ledger.asking import Unrecorded, minutes
from flows.ledger.recorder import Recorder
from flows.question import Question, query_of
from flows.quotas.quotas import Quotas
from flows.reply import Clock, Reply
from flows.reviews.supervising import Supervising
from flows.usage.gathering import Gathering
from flows.usage.noted import note_asked, note_ended
from retrieval.many import ManyRetriever
from retrieval.search import Found, Query, Retriever
from retrieval.sentence import Shown, Transcript
from retrieval.worked import CONFIDENCE

PASSAGES = 10
_RECORDED_AT_ONCE = 32
"""Searches of a batch of which the records share a commit."""

_Search = tuple[Question, Query, Found]


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers questions from evidence, or says why it does not."""

    database: Database
    spaces: Spaces
    retriever: Retriever
    many: ManyRetriever
    composer: Composer
    recorder: Recorder
    supervising: Supervising
    quotas: Quotas
    usage: Gathering
    abstain_below: float
    most_chars: int
    made_with: Mapping[str, Any]
    """What answers depend on besides documents: versions and settings, for the ledger."""

    async def search(self, principal: Principal, question: Question, limit: int) -> Found:
        """Passages for a question. Raises `InvalidRequest`, `NotFound`, `Refused`."""
        [query] = await self._queries(principal, [question])
        self.quotas.note(principal, question.use_case, 1)
        space = await self.spaces.live()
        found = await self.retriever.search(space, query, limit)
        await self._record(principal, space, [(question, query, found)])
        return found

    async def search_many(
        self, principal: Principal, questions: Sequence[Question], limit: int
    ) -> AsyncIterator[Found]:
        """What `search` gives for each question, in order; quicker for many in a row that look in
        the same place. Raises the same."""
        space = await self.spaces.live()
        for _, run in groupby(questions, lambda question: question.place):
            these = list(run)
            queries = await self._queries(principal, these)
            self.quotas.note(principal, these[0].use_case, len(these))
            searching = zip(these, queries, strict=True)
            async with aclosing(self.many.search(space, queries, limit)) as each:
                async for some in _together(each):
                    told = [(*next(searching), found) for found in some]
                    await self._record(principal, space, told)
                    for found in some:
                        yield found

    async def ask(self, principal: Principal, question: Question) -> Answer:
        """The whole answer at once."""
        async with aclosing(self.stream(principal, question)) as parts:
            async for part in parts:
                if isinstance(part, Answer):
                    return part
        raise RuntimeError("the stream ended without an answer")

    async def stream(
        self, principal: Principal, question: Question
    ) -> AsyncGenerator[Supervised | Shown | Answer, None]:
        """Verified sentences as they come, then the whole answer. Where it waits for people, that
        is told before the first of them.

        Nothing is made of what is found before the question is in the ledger, and the whole answer
        is given once its end is: `Unavailable` where either can't be written.
        Raises `InvalidRequest`, `NotFound`, `Refused` before the first sentence.
        """
        [query] = await self._queries(principal, [question], by_model=True)
        recorded = (self.recorder, principal, question, query, self.made_with, self.supervising)
        async with minutes(*recorded) as kept:
            with self.quotas.spending(principal, question.use_case, kept.notices) as spent:
                note_asked(self.usage, kept, question)
                async with aclosing(self.answered(question, query, kept)) as parts:
                    async for part in parts:
                        if isinstance(part, Answer):
                            await spent.end(part.writing)
                        if waits := kept.waits(part):
                            yield waits
                        told = await kept.told(part)
                        if isinstance(told, Answer):
                            note_ended(self.usage, kept, question, told)
                        yield told

    async def answered(
        self, question: Question, query: Query, kept: Unrecorded
    ) -> AsyncGenerator[Shown | Answer, None]:
        """The same, of a question that has been decided; `kept` is told what it is made from."""
        clock = Clock()
        space = await self.spaces.live()  # one from here to the end, whatever is built meanwhile
        found = await self.retriever.search(space, query, PASSAGES)
        await kept.saw(space, found.hits)
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
        said, notices = Transcript(), kept.notices
        past = await lapsed(self.database, found)
        scope = query.where.scope
        against = await clashes_of(query.text, told, evidence)
        composer = self.composer.for_one_answer(question.used)
        composed = composer.sentences(scope, question, told.hits, drawn, evidence, notices)
        async for sentence in with_both_sides(composed, composer, scope, against):
            clock.lap("answer")
            yield said.add(marked(sentence, past), notices.note_on(sentence))
        if any(sentence.judgement.holds for sentence in said.sentences):
            yield reply.answered(said, notices.text, notices.writing, against)
        else:
            yield reply.abstained(notices.silence, notices.writing, is_weak=notices.is_silent)

    async def _queries(
        self, principal: Principal, questions: Sequence[Question], *, by_model: bool = False
    ) -> list[Query]:
        """Those of one use case, all of them within its quotas or none. Refusals are recorded."""
        queries = []
        question = questions[0]
        try:
            for question in questions:
                queries.append(await query_of(self.database, principal, question, self.most_chars))
            used, count = question.use_case, len(questions)
            await self.quotas.take(principal, used, count, by_model=by_model)
        except Refused as refusal:
            if not refusal.is_recorded:
                asked = {"question": question.text}
                await self.recorder.write(entries.refused(principal, refusal, "ask", asked))
                refusal.is_recorded = True
            raise
        return queries

    async def _record(
        self, principal: Principal, space: Space, searches: Sequence[_Search]
    ) -> None:
        made = self.made_with
        await self.recorder.write(
            *(
                entries.searched(
                    principal, question, query, entries.seen_of(space, found.hits, made)
                )
                for question, query, found in searches
            )
        )

    async def _searched(self, where: SearchFilter, found: Found) -> Searched:
        async with self.database.begin() as unit:
            collections = await unit.collections.all(where.scope)
            count = await unit.documents.count(where.scope)
        for narrowed in (where.documents, found.scope.documents):
            count = count if narrowed is None else len(narrowed)
        names = tuple(collection.name for collection in collections if collection.documents)
        return Searched(names, count, len(found.hits), scope=found.scope)


async def _together(each: AsyncIterator[Found]) -> AsyncIterator[list[Found]]:
    some: list[Found] = []
    async for found in each:
        some.append(found)
        if len(some) == _RECORDED_AT_ONCE:
            yield some
            some = []
    if some:
        yield some
