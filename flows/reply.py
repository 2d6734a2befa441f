"""What is told besides passages and sentences: where was looked, and why, how sure, how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from core.evidence import Answer, AnswerState, Searched, Writing
from core.explanation import Explanation
from flows.abstaining import abstention, why_not
from flows.disagreeing import contradictions_in, disagreement
from flows.question import Question
from ingest.language import language_of
from retrieval.contradictions import Clash
from retrieval.scope.missing import About
from retrieval.search import Found
from retrieval.sentence import Transcript

NEAREST = 3
"""Passages shown when there is no answer."""


def found_to_json(question: Question, found: Found) -> dict[str, Any]:
    """Passages with the scope they were looked for in, and the use case they were asked for; why
    these, where the question asks that."""
    told = {"explanation": found.explanation.to_json()} if question.explain else {}
    return {
        "hits": [hit.to_json() for hit in found.hits],
        "scope": found.scope.to_json(),
        "use_case": question.used.to_reference() if question.used else None,
        **told,
    }


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage."""

    timings_ms: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=perf_counter)
    _started: float = field(default_factory=perf_counter)

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + 1000 * (now - self._since)
        self._since = now

    def stop(self) -> dict[str, float]:
        self.timings_ms["total"] = 1000 * (perf_counter() - self._started)
        return self.timings_ms


@dataclass(frozen=True, slots=True)
class Reply:
    """Makes the answer to one question."""

    question: Question
    found: Found
    about: About
    searched: Searched
    confidence: float
    clock: Clock

    def answered(
        self, said: Transcript, notes: str, writing: Writing | None, found: Sequence[Clash] = ()
    ) -> Answer:
        """`found`: what documents say against the evidence."""
        contradictions = contradictions_in(found, said.citations)
        disagreed = disagreement(language_of(self.question.text), contradictions)
        return Answer(
            AnswerState.ANSWERED,
            said.text,
            tuple(said.citations),
            " ".join(filter(None, (disagreed, notes))) or None,
            self.searched,
            self.clock.stop(),
            self.confidence,
            self._explanation,
            writing,
            tuple(said.sentences),
            contradictions=contradictions,
            use_case=self.question.used,
        )

    def abstained(
        self, notes: str = "", writing: Writing | None = None, *, is_weak: bool = False
    ) -> Answer:
        """`is_weak`: nothing found is likely enough to answer; else it proves nothing."""
        why = why_not(self.found, self.searched.documents, self.about, is_weak=is_weak)
        language = language_of(self.question.text)
        abstained = abstention(why, language, self.found, self.about, notes)
        return Answer(
            AnswerState.ABSTAINED,
            "",
            (),
            abstained.text,
            replace(self.searched, nearest=tuple(self.found.hits[:NEAREST])),
            self.clock.stop(),
            self.confidence,
            self._explanation,
            writing,
            abstention=abstained,
            use_case=self.question.used,
        )

    @property
    def _explanation(self) -> Explanation | None:
        return self.found.explanation if self.question.explain else None
