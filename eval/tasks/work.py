"""What every task gets and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.ports import Parser
from eval.cases import Output
from eval.data.dataset import Source
from eval.store import Store


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a suite's cases are put to the test."""

    store: Store
    sources: Mapping[str, Source]
    """Documents by name."""
    parser: Parser
    is_ranked: bool
    """Whether a measure looks at the ranking behind an answer: it is asked for besides."""


@dataclass(frozen=True, slots=True)
class Done:
    output: Output
    timings: Mapping[str, float]
    """Milliseconds by stage, and `total`; `peak_mb` where memory was watched."""
