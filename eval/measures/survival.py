"""What becomes of whatever is handed in, and of who reads it."""

from __future__ import annotations

from eval.cases import Dropped, Survival

UNEXPLAINED = frozenset({"internal", "crash"})
"""Categories that say that something broke, not what is the matter with the file."""


READ = ("indexed", "partial")


def read(case: Dropped, survival: Survival) -> float:
    """1 where the file was read, in whole or part."""
    return float(survival.status in READ)


def outcome(case: Dropped, survival: Survival) -> float:
    """1 where the file was read, in whole or part, or failed for a reason that is said."""
    if survival.died or survival.hung:
        return 0.0
    is_explained = bool(set(survival.categories) - UNEXPLAINED)
    is_failed = survival.status == "failed" and is_explained
    return float(survival.status in READ or is_failed)


def alive(case: Dropped, survival: Survival) -> float:
    """1 where the worker did not die."""
    return float(survival.status != "missing" and not survival.died)


def ended(case: Dropped, survival: Survival) -> float:
    """1 where reading came to an end within its limit."""
    return float(survival.status != "missing" and not survival.hung)
