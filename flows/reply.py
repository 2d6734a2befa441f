"""What is told besides passages and sentences: where was looked, and why, how sure, how long."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from core.evidence import Answer, AnswerState, Searched, Writing
from core.explanation import Explanation
from retrieval.search import Found
from retrieval.sentence import Transcript

NEAREST = 3
"""Passages shown when there is no answer."""


def found_to_json(found: Found, *, explain: bool) -> dict[str, Any]:
    """Passages with the scope they were looked for in; with `explain`, why these."""
    told = {"explanation": found.explanation.to_json()} if explain else {}
    hits = [hit.to_json() for hit in found.hits]
    return {"hits": hits, "scope": found.scope.to_json(), **told}


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

    found: Found
    searched: Searched
    confidence: float
    clock: Clock
    explain: bool

    def answered(self, said: Transcript, notes: str, writing: Writing | None) -> Answer:
        return Answer(
            AnswerState.ANSWERED,
            said.text,
            tuple(said.citations),
            notes or None,
            self.searched,
            self.clock.stop(),
            self.confidence,
            self._explanation,
            writing,
            tuple(said.sentences),
        )

    def abstained(self, notes: str = "", writing: Writing | None = None) -> Answer:
        return Answer(
            AnswerState.ABSTAINED,
            "",
            (),
            notes or self._reason,
            replace(self.searched, nearest=tuple(self.found.hits[:NEAREST])),
            self.clock.stop(),
            self.confidence,
            self._explanation,
            writing,
        )

    @property
    def _reason(self) -> str:
        if not self.searched.documents:
            return "There is no document to look in."
        if not self.found.hits:
            return "No passage matches the question."
        return "No passage answers the question well enough to be shown as evidence."

    @property
    def _explanation(self) -> Explanation | None:
        return self.found.explanation if self.explain else None
