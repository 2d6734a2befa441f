"""Answers without a model: the sentences and table rows that answer, word for word."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.encoding import Encoder
from core.evidence import Hit
from core.lexicon import concepts_in, row_concepts
from core.readings import ElementKind
from core.words import words
from retrieval.units import Unit, units_of

PASSAGES = 10
"""Passages whose sentences and rows are weighed: the best page is seldom further down."""
CANDIDATES = 32
"""Units that the encoder compares with the question, chosen by their words first."""
MOST_QUOTES = 3
CLOSE = 0.94
"""A further unit is quoted where its score is at least this share of the best one's."""

_FORM = frozenset(
    words("amount montant value valeur usd eur euros dollars million millions thousands milliers")
)
"""Words that say how an answer should look, not what it is about."""
_FISCAL = re.compile(r"\bFY(?=\d{4}\b)", re.IGNORECASE)
_ASKS_FIGURE = re.compile(
    r"\b(?:combien|montant|how (?:much|many)|amount|total|taux|rate|ratio|prix|price|loyer|rent"
    r"|surface|area|superficie|pourcentage|percentage|nombre|number of|chiffre|effectif|durée"
    r"|quand|when|date|année|year)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit with how well it answers; `confidence` in [0, 1]."""

    unit: Unit
    score: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Extractor:
    encoder: Encoder

    async def best(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """The units that answer best, best first, at most `MOST_QUOTES`; none without hits."""
        asked = _Asked.of(question)
        candidates = _shortlist(asked, hits[:PASSAGES])
        if not candidates:
            return []
        similar = await asyncio.to_thread(self._similarities, question, candidates)
        weighed = [
            asked.weigh(unit, rank, cosine)
            for (unit, rank), cosine in zip(candidates, similar, strict=True)
        ]
        weighed.sort(key=lambda evidence: -evidence.score)
        return [e for e in weighed if e.score >= CLOSE * weighed[0].score][:MOST_QUOTES]

    def _similarities(self, question: str, candidates: Sequence[tuple[Unit, int]]) -> list[float]:
        vector = self.encoder.encode_queries([question])[0]
        texts = [_described(unit) for unit, _ in candidates]
        return [float(cosine) for cosine in self.encoder.encode_passages(texts) @ vector]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question's words ask for."""

    terms: frozenset[str]
    concepts: frozenset[str]
    years: frozenset[str]
    figure: bool

    @staticmethod
    def of(question: str) -> _Asked:
        return _Asked(
            frozenset(words(_FISCAL.sub("", question))) - _FORM,
            concepts_in(question),
            frozenset(_YEAR.findall(question)),
            bool(_ASKS_FIGURE.search(question)),
        )

    def overlap(self, unit: Unit) -> float:
        """Share of the question's words that the unit (fully) or its context (half) holds.

        A concept of the lexicon that both hold counts for the words that name it.
        """
        own = set(words(f"{unit.quote} {unit.header_text}"))
        around = set(words(f"{unit.context} {unit.passage.chunk.text}"))
        held = sum(1.0 if t in own else 0.5 if t in around else 0.0 for t in self.terms)
        shared = self.concepts & concepts_in(unit.quote)
        return min(1.0, (held + 2 * len(shared)) / max(1, len(self.terms)))

    def weigh(self, unit: Unit, rank: int, cosine: float) -> Evidence:
        confidence = _logistic(_BIAS + _COSINE * cosine + _OVERLAP * self.overlap(unit))
        score = confidence * self._fit(unit) * (1 - 0.02 * rank)
        return Evidence(unit, score, confidence)

    def _fit(self, unit: Unit) -> float:
        """1 for a unit of the kind and the year asked for, less for each that it is not."""
        fit = 1.0
        if self.figure and not _FIGURE.search(unit.quote):
            fit *= 0.7
        if self.figure and self.concepts and not self.concepts & row_concepts(unit.quote):
            fit *= 0.8
        years = set(_YEAR.findall(unit.quote)) or set(_YEAR.findall(unit.context))
        if self.years and years and not self.years & years:
            fit *= 0.6
        return fit


def _described(unit: Unit) -> str:
    """What the encoder compares: headings, the unit, and the common names of what it is about."""
    return " ".join([unit.context, unit.quote, *sorted(concepts_in(unit.quote))]).strip()


_BIAS, _COSINE, _OVERLAP = -23.0, 26.0, 3.0
"""Read off the samples: unrelated sentences lie near cosine .78, answers near .85."""


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _shortlist(asked: _Asked, hits: Sequence[Hit]) -> list[tuple[Unit, int]]:
    """The units that share most with the question, each with its passage's rank from 0."""
    seen: dict[tuple[str, int, int, int], tuple[Unit, int]] = {}
    for rank, hit in enumerate(hits):
        for unit in units_of(hit.passage):
            if _says_something(unit):
                seen.setdefault(unit.key, (unit, rank))
    ranked = sorted(seen.values(), key=lambda pair: (-asked.overlap(pair[0]), pair[1]))
    return ranked[:CANDIDATES]


def _says_something(unit: Unit) -> bool:
    size = unit.words.end - unit.words.start
    return size >= 2 if unit.kind is ElementKind.TABLE else size >= 3
