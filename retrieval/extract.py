"""Answers without a model: the sentences and table rows that answer, word for word."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.encoding import Encoder
from core.evidence import Hit
from core.lexicon import concepts_in, naming_words, row_concepts
from core.readings import ElementKind
from core.words import words
from retrieval.asked import Asked, asked, years_in
from retrieval.units import Unit, units_of

CANDIDATES = 32
"""Units that the encoder compares with the question, chosen by their words first."""
MOST_QUOTES = 3
CLOSE = 0.6
"""A further unit is quoted where it is at least this likely, as a share of the best one."""

_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit, and how likely it is that it holds the answer, in [0, 1]."""

    unit: Unit
    confidence: float


async def best_evidence(encoder: Encoder, question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """The units that answer best, best first, at most `MOST_QUOTES`; none without hits."""
    wanted = asked(question)
    candidates = _shortlist(wanted, hits)
    if not candidates:
        return []
    similar = await asyncio.to_thread(_similarities, encoder, wanted.topic, candidates)
    weighed = [
        Evidence(unit, _confidence(wanted, unit, cosine))
        for unit, cosine in zip(candidates, similar, strict=True)
    ]
    weighed.sort(key=lambda evidence: -evidence.confidence)
    least = CLOSE * weighed[0].confidence
    return [evidence for evidence in weighed if evidence.confidence >= least][:MOST_QUOTES]


def _similarities(encoder: Encoder, topic: str, candidates: Sequence[Unit]) -> list[float]:
    vector = encoder.encode_queries([topic])[0]
    texts = [_described(unit) for unit in candidates]
    return [float(cosine) for cosine in encoder.encode_passages(texts) @ vector]


# Logistic regression over the units of the ten best passages, on the gold questions of the samples
# and of labelled French annual reports: is this unit the quote? What it weighs, in log-odds:
_BIAS = -37.0
_COSINE = 37.6
"""The encoder's cosines of unrelated sentences lie near .78, those of answers near .86."""
_OWN_WORDS, _WORDS_AROUND, _NAMES_AROUND = 3.2, 0.5, 0.6
_ROW_OF_CONCEPT, _WITHOUT_FIGURE, _OTHER_YEAR = 2.0, -1.8, -1.9


def _confidence(wanted: Asked, unit: Unit, cosine: float) -> float:
    # What is named otherwise is named: "purchases of property" holds "capital expenditure".
    shared = wanted.concepts & concepts_in(unit.quote)
    own = set(words(f"{unit.quote} {unit.header_text}")) | naming_words(shared)
    around = own | set(words(f"{unit.context} {unit.passage.chunk.text}"))
    years = years_in(unit.quote) or years_in(unit.context)
    odds = _BIAS + _COSINE * cosine
    odds += _OWN_WORDS * _share(wanted.terms, own) + _WORDS_AROUND * _share(wanted.terms, around)
    odds += _NAMES_AROUND * _share(wanted.names, around)
    if wanted.figure:
        odds += _ROW_OF_CONCEPT * bool(wanted.concepts & row_concepts(unit.quote))
        odds += _WITHOUT_FIGURE * (not _FIGURE.search(unit.quote))
    odds += _OTHER_YEAR * bool(wanted.years and years and not wanted.years & years)
    return 1 / (1 + math.exp(-odds))


def _share(wanted: frozenset[str], held: set[str]) -> float:
    """Share of the wanted words that are held; all of them where none is wanted."""
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _described(unit: Unit) -> str:
    """What the encoder compares: headings, the unit, and the common names of what it is about."""
    return " ".join([unit.context, unit.quote, *sorted(concepts_in(unit.quote))]).strip()


def _shortlist(wanted: Asked, hits: Sequence[Hit]) -> list[Unit]:
    """The units that share most words and concepts with the question."""
    seen: dict[tuple[str, int, int, int], tuple[float, Unit]] = {}
    for hit in hits:
        for unit in units_of(hit.passage):
            if unit.key not in seen and _says_something(unit):
                seen[unit.key] = (_overlap(wanted, unit), unit)
    ranked = sorted(seen.values(), key=lambda pair: -pair[0])
    return [unit for _, unit in ranked[:CANDIDATES]]


def _overlap(wanted: Asked, unit: Unit) -> float:
    shared = wanted.concepts & concepts_in(unit.quote)
    return _share(wanted.terms, set(words(f"{unit.quote} {unit.context}"))) + 0.5 * len(shared)


def _says_something(unit: Unit) -> bool:
    size = unit.words.end - unit.words.start
    return size >= 2 if unit.kind is ElementKind.TABLE else size >= 3
