"""Answers without a model: the sentences, list items and table rows that answer, word for word."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.encoding import Encoder
from core.evidence import Hit, Passage
from core.lexicon import concepts_in
from core.readings import ElementKind
from retrieval.once import Once
from retrieval.signs import Candidate, Signs, signs_of, years_told
from retrieval.topic import Topic, topic_of
from retrieval.units import Unit, quotable
from retrieval.weighing import Weighed, Weighing, certainties, fitted

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

CANDIDATES = 8
"""Units that the encoder compares with the question: those for which most else speaks. Of 32 the
right one is no more often first, and each costs the encoder as much as the question."""
MOST_CONTEXT, MOST_WORDS = 24, 64
"""Words of a unit's headings, and of itself, that the encoder reads: it takes as long over each."""
MOST_QUOTES = 3
CLOSE = 0.3
"""A further unit is quoted where it is at least this likely, as a share of the best one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit, and how likely it is that it answers, in [0, 1]."""

    unit: Unit
    confidence: float


@dataclass(frozen=True, slots=True)
class Sought:
    """A question with the passages that may answer it."""

    question: str
    hits: Sequence[Hit]
    vector: Vector | None = None
    """The question's, where it is known from the search."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is left to be compared with a question."""

    topic: Topic
    told: Sequence[tuple[Candidate, Signs, str]]
    """Each with what the encoder reads of it."""


async def best_evidence(encoder: Encoder, sought: Sought) -> list[Evidence]:
    """The units that answer best, best first, at most `MOST_QUOTES`; none without hits."""
    [found] = await each_best_evidence(encoder, [sought])
    return found


async def each_best_evidence(
    encoder: Encoder, sought: Sequence[Sought], once: Once | None = None
) -> list[list[Evidence]]:
    """What `best_evidence` gives for each, in order: what they have in common is encoded once, and
    all together."""
    return await asyncio.to_thread(_each_best_evidence, encoder, sought, once or Once())


def _each_best_evidence(
    encoder: Encoder, sought: Sequence[Sought], once: Once
) -> list[list[Evidence]]:
    weighing = fitted()
    weighed = weigh(encoder, sought, weighing, once)
    found = []
    for one, units in zip(sought, weighed, strict=True):
        topic = topic_of(one.question)
        found.append(_evidence(topic, units, one.hits, weighing) if units else [])
    return found


def _evidence(
    topic: Topic, weighed: Sequence[Weighed], hits: Sequence[Hit], weighing: Weighing
) -> list[Evidence]:
    likely = weighing.likely(certainties(topic, weighed, hits))
    best = weighed[0].worth
    return [
        Evidence(one.unit, likely * math.exp(one.worth - best)) for one in shown(topic, weighed)
    ]


def weigh(
    encoder: Encoder, sought: Sequence[Sought], weighing: Weighing, once: Once
) -> list[list[Weighed]]:
    """For each question the units that may answer it, best first, at most `CANDIDATES`."""
    chosen = [_chosen(one, weighing, once) for one in sought]
    known = {one.question: one.vector for one in sought if one.vector is not None}
    vectors = known | _encoded(encoder.encode_queries, _asked(sought, chosen, known))
    texts = (text for of in chosen for _, _, text in of.told)
    described = _encoded(encoder.encode_passages, texts)
    return [
        _compared(one.question, of, vectors, described, weighing)
        for one, of in zip(sought, chosen, strict=True)
    ]


def _compared(
    question: str,
    chosen: _Chosen,
    vectors: Mapping[str, Vector],
    described: Mapping[str, Vector],
    weighing: Weighing,
) -> list[Weighed]:
    """With what the encoder finds, best first."""
    weighed = []
    for candidate, signs, text in chosen.told:
        cosines = (described[text] @ vectors[asked] for asked in (chosen.topic.text, question))
        signs |= dict(zip(("topic_cosine", "question_cosine"), map(float, cosines), strict=True))
        weighed.append(Weighed(candidate, signs, weighing.worth(signs)))
    return sorted(weighed, key=lambda each: -each.worth)


def _asked(
    sought: Sequence[Sought], chosen: Sequence[_Chosen], known: Mapping[str, Vector]
) -> Iterator[str]:
    """What is to be encoded of the questions that have something to be compared with."""
    for one, of in zip(sought, chosen, strict=True):
        if of.told:
            yield from (text for text in (of.topic.text, one.question) if text not in known)


def _chosen(sought: Sought, weighing: Weighing, once: Once) -> _Chosen:
    """The units for which most speaks, but for what the encoder finds."""
    topic = topic_of(sought.question)
    candidates = _candidates(sought.hits, once)
    if topic.why:
        prose = [one for one in candidates if one.unit.kind is not ElementKind.TABLE]
        candidates = prose or candidates
    told = list(zip(candidates, signs_of(topic, candidates, once), strict=True))
    best = sorted(told, key=lambda pair: -weighing.worth(pair[1]))[:CANDIDATES]
    return _Chosen(topic, [(*pair, _described(pair[0].unit)) for pair in best])


def _encoded(encode: Callable[[Sequence[str]], Vectors], texts: Iterable[str]) -> dict[str, Vector]:
    """Each once."""
    different = list(dict.fromkeys(texts))
    return dict(zip(different, encode(different), strict=True)) if different else {}


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
    """What the encoder compares: headings, the unit, and the common names of what it is about. Of
    what is long its beginning, and of headings their end, next to the unit."""
    context, quote = unit.context.split()[-MOST_CONTEXT:], unit.quote.split()[:MOST_WORDS]
    return " ".join([*context, *quote, *sorted(concepts_in(unit.quote))])


def _candidates(hits: Sequence[Hit], once: Once) -> list[Candidate]:
    """Each unit once, of the best hit that holds it."""
    seen: dict[tuple[str, int, int, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        for unit in _units(hit.passage, once):
            if unit.key not in seen:
                seen[unit.key] = Candidate(unit, hit, rank)
    return list(seen.values())


def _units(passage: Passage, once: Once) -> list[Unit]:
    def cut() -> list[Unit]:
        return [unit for unit in quotable(passage) if _says_something(unit)]

    return once.of("units", passage.chunk.id, cut)


def _says_something(unit: Unit) -> bool:
    size = unit.words.end - unit.words.start
    return size >= 2 if unit.kind is ElementKind.TABLE else size >= 3
