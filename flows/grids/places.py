"""Where a document answers a question: stretches of it, each with how likely it is the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.description import Field
from core.documents import Document
from core.encoding import Encoder
from retrieval.clauses import clauses_in
from retrieval.extract import Evidence, Sought, each_best_evidence
from retrieval.once import Once
from retrieval.presence import ABSENT_BELOW, PRESENT_FROM, clause_of
from retrieval.search import Found
from retrieval.units import Unit, units_of
from retrieval.worded import AGREED

_DOUBT = 0.15
"""What a sentence or a row may lack to the bar of a single answer and still be shown, as unsure."""


@dataclass(frozen=True, slots=True)
class Place:
    whole: Unit
    """All that is shown of it."""
    confidence: float
    """That it is the answer, if there is one, in [0, 1]."""

    @property
    def units(self) -> list[Unit]:
        """Its sentences and rows; those at its ends may go on outside."""
        start, end = self.whole.words
        within = units_of(self.whole.passage)
        return [unit for unit in within if unit.words.start < end and unit.words.end > start]

    @property
    def widened(self) -> Place:
        """All of its passage."""
        passage = self.whole.passage
        return replace(self, whole=replace(self.whole, words=passage.chunk.words, header=None))


@dataclass(frozen=True, slots=True)
class Located:
    """What a document has to say to a question."""

    places: tuple[Place, ...]
    """Best first."""
    presence: float
    """How likely it is that the document answers at all, in [0, 1]."""
    found_from: float
    absent_below: float
    """Bars for `presence`; between them the answer is unsure."""

    @property
    def is_absent(self) -> bool:
        return not self.places or self.presence < self.absent_below

    @property
    def is_weak(self) -> bool:
        return self.presence < self.found_from


async def locate(
    encoder: Encoder,
    document: Document,
    asked: Mapping[str, Found],
    abstain_below: float,
    once: Once,
) -> dict[str, Located]:
    """For each question the places that answer best of what was found for it.

    What asks a contract for a clause is answered by stretches worded as one; anything else by
    sentences and rows, with the bar from which a single question is answered.
    """
    is_contract = document.description.value(Field.KIND) in AGREED
    told = {
        text: _clause(found) for text, found in asked.items() if is_contract and clauses_in(text)
    }
    sought = [
        Sought(text, found.hits, found.vector) for text, found in asked.items() if text not in told
    ]
    best = await each_best_evidence(encoder, sought, once)
    for one, evidence in zip(sought, best, strict=True):
        told[one.question] = _sentences(evidence, abstain_below)
    return told


def _sentences(evidence: Sequence[Evidence], abstain_below: float) -> Located:
    places = tuple(Place(one.unit, one.confidence) for one in evidence)
    presence = places[0].confidence if places else 0.0
    return Located(places, presence, abstain_below, max(0.0, abstain_below - _DOUBT))


def _clause(found: Found) -> Located:
    clause = clause_of(found)
    places = tuple(Place(unit, right) for unit, right in clause.stretches)
    return Located(places, clause.presence, PRESENT_FROM, ABSENT_BELOW)
