"""Labelled questions with the units found for each, and which of these answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.evidence import Hit
from core.places import PageSpan
from eval.cases import Asked, Cited, Reply
from eval.fitting import Floats
from eval.measures import citations, number
from eval.plan import Planned
from eval.progress import Told
from eval.store import open_store
from eval.tasks.ask import question_of
from eval.workspace import Workspace
from flows.ask import PASSAGES
from retrieval.extract import Sought, weigh
from retrieval.once import Once
from retrieval.scope.missing import about
from retrieval.signs import Signs
from retrieval.topic import Topic, topic_of
from retrieval.units import Unit
from retrieval.weighing import Weighed, Weighing, certainties, fitted


@dataclass(frozen=True, slots=True)
class Found:
    """A question with the units that were found for it."""

    suite: str
    case: Asked
    topic: Topic
    hits: Sequence[Hit]
    weighed: Sequence[Weighed]
    right: Floats
    """Shape (units,): 1 where the unit alone is the right answer."""

    def under(self, weighing: Weighing) -> Found:
        """The same, weighed anew: best first."""
        anew = [replace(one, worth=weighing.worth(one.signs)) for one in self.weighed]
        order = sorted(range(len(anew)), key=lambda at: -anew[at].worth)
        return replace(self, weighed=[anew[at] for at in order], right=self.right[order])

    @property
    def certainties(self) -> Signs:
        """Of its units, of which there is one at least."""
        return certainties(self.topic, self.weighed, self.hits)

    def confidence(self, weighing: Weighing) -> float:
        """Where nothing was found, nothing answers."""
        return weighing.likely(self.certainties) if self.weighed else 0.0


async def judged(workspace: Workspace, planned: Planned, told: Told) -> list[Found]:
    """The questions of a suite, searched in its store, which is built first where there is none."""
    name, documents = planned.suite.name, planned.dataset.documents

    def reading(stage: str, at: int, total: int) -> None:
        told(name, stage, at, total)

    cases = [case for case in planned.dataset.cases if isinstance(case, Asked)]
    judgements = []
    async with open_store(workspace, documents, planned.suite.settings, reading) as store:
        for at, case in enumerate(cases):
            told(name, "questions", at, len(cases))
            found = await store.parts.asker.search(store.user, question_of(case), PASSAGES)
            meant = about(case.question, (), found.scoped, found.hits)
            hits = [] if meant.missing else meant.hits  # as in answering: the rest is never weighed
            topic = topic_of(case.question)
            sought = Sought(case.question, hits, found.vector)
            [weighed] = await asyncio.to_thread(
                weigh, workspace.encoder, [sought], fitted(), Once()
            )
            right = right_units(case, [one.unit for one in weighed])
            judgements.append(Found(name, case, topic, hits, weighed, right))
    return judgements


def right_units(case: Asked, units: Sequence[Unit]) -> Floats:
    """1 for each unit that answers alone, shape (units,).

    It has as many of the gold's figures as any unit has, on its pages where one of these is there;
    where no unit has any, half of the words of a gold quote.
    """
    if not units:
        return np.zeros(0)
    replies = [_reply(unit) for unit in units]
    figures = np.array([number.number(case, reply) or 0.0 for reply in replies])
    if not figures.any():
        quoted = np.array([citations.quote(case, reply) or 0.0 for reply in replies])
        return np.where(quoted > 0, 1.0, 0.0)
    on_page = np.array([citations.hit(case, reply) or 0.0 for reply in replies])
    best = figures == figures.max()
    there = best & (on_page > 0)
    return np.where(there if there.any() else best, 1.0, 0.0)


def _reply(unit: Unit) -> Reply:
    """The answer that is this unit, with what it can't be read without."""
    leaf, document = unit.passage.leaf, unit.passage.document_name
    cited = []
    for span in (unit.words, unit.header, unit.lead):
        if span:
            place = leaf.place(span)
            page = place.page if isinstance(place, PageSpan) else None
            cited.append(Cited(document, page, leaf.quote(span), in_source=True))
    return Reply("answered", (), " — ".join(one.quote for one in cited), tuple(cited))
