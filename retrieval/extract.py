"""Answers without a model: the sentences, list items and table rows that answer, word for word."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.encoding import Encoder
from core.evidence import Hit
from core.lexicon import concepts_in
from core.readings import ElementKind
from retrieval.signs import Candidate, signs_of, years_told
from retrieval.topic import Topic, topic_of
from retrieval.units import Unit, quotable
from retrieval.weighing import Weighed, Weighing, certainties, fitted

CANDIDATES = 10
"""Units that the encoder compares with the question: those for which most else speaks. Of 32 the
right one is no more often first, and each costs the encoder as much as the question."""
MOST_QUOTES = 3
CLOSE = 0.3
"""A further unit is quoted where it is at least this likely, as a share of the best one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit, and how likely it is that it answers, in [0, 1]."""

    unit: Unit
    confidence: float


async def best_evidence(encoder: Encoder, question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """The units that answer best, best first, at most `MOST_QUOTES`; none without hits."""
    return await asyncio.to_thread(_best_evidence, encoder, question, hits)


def _best_evidence(encoder: Encoder, question: str, hits: Sequence[Hit]) -> list[Evidence]:
    topic, weighing = topic_of(question), fitted()
    weighed = weigh(encoder, question, topic, hits, weighing)
    if not weighed:
        return []
    likely = weighing.likely(certainties(topic, weighed, hits))
    best = weighed[0].worth
    return [
        Evidence(one.unit, likely * math.exp(one.worth - best)) for one in shown(topic, weighed)
    ]


def weigh(
    encoder: Encoder, question: str, topic: Topic, hits: Sequence[Hit], weighing: Weighing
) -> list[Weighed]:
    """The units that may answer a question, best first, at most `CANDIDATES`."""
    candidates = _candidates(hits)
    if topic.why:
        prose = [one for one in candidates if one.unit.kind is not ElementKind.TABLE]
        candidates = prose or candidates
    told = list(zip(candidates, signs_of(topic, candidates), strict=True))
    told = sorted(told, key=lambda pair: -weighing.worth(pair[1]))[:CANDIDATES]
    if not told:
        return []
    asked = encoder.encode_queries([topic.text, question])
    texts = [_described(candidate.unit) for candidate, _ in told]
    weighed = []
    for (candidate, signs), cosines in zip(
        told, encoder.encode_passages(texts) @ asked.T, strict=True
    ):
        signs |= {"topic_cosine": float(cosines[0]), "question_cosine": float(cosines[1])}
        weighed.append(Weighed(candidate, signs, weighing.worth(signs)))
    return sorted(weighed, key=lambda one: -one.worth)


def shown(topic: Topic, weighed: Sequence[Weighed]) -> list[Weighed]:
    """The best, the best of each other year that is asked about, and those nearly as good."""
    found = [weighed[0]]
    told = set(years_told(weighed[0].unit))
    for year in sorted(topic.years) if len(topic.years) > 1 else ():
        of_year = (one for one in weighed if year in years_told(one.unit))
        best = None if year in told else next(of_year, None)
        if best:
            found.append(best)
            told |= years_told(best.unit)
    least = weighed[0].worth + math.log(CLOSE)
    found += [one for one in weighed if one.worth >= least and one not in found]
    return sorted(found[:MOST_QUOTES], key=lambda one: -one.worth)


def _described(unit: Unit) -> str:
    """What the encoder compares: headings, the unit, and the common names of what it is about."""
    return " ".join([unit.context, unit.quote, *sorted(concepts_in(unit.quote))]).strip()


def _candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Each unit once, of the best hit that holds it."""
    seen: dict[tuple[str, int, int, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        for unit in quotable(hit.passage):
            if unit.key not in seen and _says_something(unit):
                seen[unit.key] = Candidate(unit, hit, rank)
    return list(seen.values())


def _says_something(unit: Unit) -> bool:
    size = unit.words.end - unit.words.start
    return size >= 2 if unit.kind is ElementKind.TABLE else size >= 3
