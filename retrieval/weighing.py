"""How much each sign counts, and how sure that makes an answer.

The weights are those of `weighing.json`, which `probant eval calibrate` writes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.evidence import Chunk, Hit
from core.words import words
from retrieval.signs import Candidate, Signs, stems
from retrieval.topic import Topic
from retrieval.units import Unit

FILE = Path(__file__).with_name("weighing.json")
CERTAINTIES = ("bias", "worth", "similarity", "unknown_words", "unknown_here")
"""What is known of a whole answer."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A unit with all that speaks for it."""

    candidate: Candidate
    signs: Signs
    worth: float
    """In log-odds against the other units of its question."""

    @property
    def unit(self) -> Unit:
        return self.candidate.unit


@dataclass(frozen=True, slots=True)
class Weighing:
    """Two models. Which unit answers: a conditional logit over the units found (McFadden, 1974).
    Whether any does: a logistic regression over what is known of the best of them."""

    choice: Mapping[str, float]
    """By sign."""
    confidence: Mapping[str, float]
    """By `CERTAINTIES`."""

    def worth(self, signs: Signs) -> float:
        """How much speaks for a unit, in log-odds against the other units of its question."""
        return sum(weight * signs.get(name, 0.0) for name, weight in self.choice.items())

    def likely(self, certain: Mapping[str, float]) -> float:
        """The probability that the question is answered here, in [0, 1]."""
        odds = sum(weight * certain[name] for name, weight in self.confidence.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))

    def to_json(self) -> dict[str, dict[str, float]]:
        return {"choice": dict(self.choice), "confidence": dict(self.confidence)}

    def write(self) -> None:
        """Keeps them as those that come with Probant, for processes that start from now."""
        FILE.write_text(json.dumps(self.to_json(), indent=2) + "\n", "utf-8")


@lru_cache(maxsize=1)
def fitted() -> Weighing:
    """The weights that come with Probant."""
    return Weighing(**json.loads(FILE.read_text("utf-8")))


def certainties(topic: Topic, weighed: Sequence[Weighed], hits: Sequence[Hit]) -> Signs:
    """What tells whether a question is answered by the best first of some units. By `CERTAINTIES`.

    Unknown are the question's words that no passage holds, or that the best unit's does not
    (`here`). Those of a question in another language than the passage are no sign: it has others.
    """
    best = weighed[0]
    chunk, chunks = best.candidate.hit.passage.chunk, [hit.passage.chunk for hit in hits]
    is_foreign = bool(topic.language) and topic.language != chunk.language
    wanted = frozenset() if is_foreign else stems(word for word in topic.terms if word.isalpha())
    cosines = [hit.similarity for hit in hits if hit.similarity is not None]
    return {
        "bias": 1.0,
        "worth": best.worth,
        "similarity": max(cosines, default=best.signs["question_cosine"]),
        "unknown_words": _unknown(wanted, chunks),
        "unknown_here": _unknown(wanted, [chunk]),
    }


def _unknown(wanted: frozenset[str], chunks: Iterable[Chunk]) -> float:
    """Share of the words that none of the chunks holds; none where no word is wanted."""
    if not wanted:
        return 0.0
    known = stems(word for chunk in chunks for word in words(chunk.embedded))
    return len(wanted - known) / len(wanted)
