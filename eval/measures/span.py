"""Overlap of the answer's words with the gold answer's (SQuAD, Rajpurkar et al. 2016)."""

from __future__ import annotations

from collections import Counter

from core.words import words
from eval.cases import Asked, Reply


def f1(case: Asked, reply: Reply) -> float | None:
    """Harmonic mean of the words' precision and recall, against the best gold answer."""
    return _best(case, reply, 0)


def recall(case: Asked, reply: Reply) -> float | None:
    """Share of the gold answer's words, as often as they occur, against the best gold answer."""
    return _best(case, reply, 1)


def _best(case: Asked, reply: Reply, which: int) -> float | None:
    golds = [counted for answer in case.answers if (counted := Counter(words(answer)))]
    if not case.answerable or not golds:
        return None
    given = Counter(words(reply.answer)) if reply.state == "answered" else Counter[str]()
    return max(_overlap(gold, given)[which] for gold in golds)


def _overlap(gold: Counter[str], given: Counter[str]) -> tuple[float, float]:
    """(F1, recall)"""
    common = (gold & given).total()
    return 2 * common / (gold.total() + given.total()), common / gold.total()
