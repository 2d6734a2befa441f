"""What a sentence adds to its evidence: clauses of its own, codes, signs that nobody wrote there.

A sentence may be true in half of its words and say anything in the other half, so each clause must
be told by itself. Question words may frame what is told, and prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.verdicts import About, Reason
from retrieval.verifying.clauses import Clause, clauses_of
from retrieval.verifying.codes import Wording, odd_signs, wording_of
from retrieval.verifying.reading import Told, Word, told
from retrieval.verifying.vocabulary import (
    ANNOUNCING,
    FRAMING,
    INTERROGATIVE,
    LINKING,
)
from retrieval.verifying.wording import Stems

MOST_ADDED = 2
"""Words of one clause that the evidence does not tell. Two must be outnumbered by words it tells:
faithful sentences put a synonym, a padded one an opinion, an order or an advertisement."""
_POSSESSIVE = "s"
_ANSWER = frozenset({"answer", "reponse"})
_CLOSING = " \"'»”)]."


def padding(said: Told, texts: Sequence[Told], question: str = "") -> Iterator[Reason]:
    """The clauses of a sentence that say more than the evidence does, and what is written in signs
    that the evidence lacks."""
    yield from odd_signs(said, texts)
    if said.text.rstrip(_CLOSING).endswith("?"):
        yield Reason(About.WORDS, said.text)  # a question tells nothing
    evidence, asked = wording_of(tuple(texts)), Stems.of(told(question).stems)
    for segment in said.segments:
        clauses = [_weighed(clause, evidence, asked) for clause in clauses_of(segment)]
        runs = _runs(clauses)
        for rank, run in enumerate(runs):
            is_last = rank + 1 == len(runs)
            is_first = rank == 0 and (run.is_linking or is_last or runs[1].clause.is_joined)
            # A statement of its own ends the sentence, or opens it before a conjunction. In between
            # stand enumerations.
            if run.is_more(is_apart=is_last or is_first):
                yield Reason(About.WORDS, run.clause.text)
        if 0 < sum(run.added for run in runs) >= sum(run.told for run in runs):
            yield Reason(About.WORDS, segment.text)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A clause, or several in a row of which the evidence tells nothing."""

    clause: Clause
    told: int
    """Words of it that the evidence tells, and its figures."""
    is_told: bool
    """By a word that is no mere link, or a figure that is more than a number."""
    added: int
    """Words of it that neither the evidence nor the question has."""
    is_barred: bool
    """It has a code, or speaks to somebody."""
    is_idle: bool
    """It asks something, or is about the answer."""
    is_linking: bool = False
    """There is a conjunction between those that it is of."""

    def is_more(self, is_apart: bool) -> bool:
        """Whether it says more than the evidence does; alone, it needs something that is told."""
        if self.is_barred or self.added > MOST_ADDED or self.added == MOST_ADDED >= self.told:
            return True
        return is_apart and not self.is_told and (self.added > 0 or self.is_idle)


def _weighed(clause: Clause, evidence: Wording, asked: Stems) -> _Weighed:
    words = [word for word in clause.words if word.stem and word.text != _POSSESSIVE]
    free = [word for word in words if not _is_framing(word)]
    held = [word for word in words if evidence.stems.has(word.stem)]
    return _Weighed(
        clause,
        told=len(held) + clause.figures,
        is_told=clause.is_telling or any(word.text not in LINKING for word in held),
        added=sum(not evidence.stems.has(w.stem) and not asked.has(w.stem) for w in free),
        is_barred=any(evidence.is_addressed(word) for word in clause.words)
        or any(evidence.is_code(word) for word in free if word.stem not in asked.stems),
        is_idle=any(word.text in INTERROGATIVE or word.stem in _ANSWER for word in clause.words),
    )


def _runs(clauses: Sequence[_Weighed]) -> list[_Weighed]:
    """Clauses, those as one that stand side by side and of which nothing is told."""
    runs: list[_Weighed] = []
    for each in clauses:
        if runs and not runs[-1].is_told and not each.is_told:
            runs[-1] = _joined(runs[-1], each)
        else:
            runs.append(each)
    return runs


def _joined(one: _Weighed, other: _Weighed) -> _Weighed:
    clause = Clause(
        f"{one.clause.text}, {other.clause.text}",
        one.clause.words + other.clause.words,
        one.clause.figures + other.clause.figures,
        False,
        one.clause.is_joined,
    )
    return _Weighed(
        clause,
        told=one.told + other.told,
        is_told=False,
        added=one.added + other.added,
        is_barred=one.is_barred or other.is_barred,
        is_idle=one.is_idle or other.is_idle,
        is_linking=one.is_linking or other.clause.is_joined,
    )


def _is_framing(word: Word) -> bool:
    return word.text in FRAMING or word.stem in FRAMING or word.stem in ANNOUNCING
