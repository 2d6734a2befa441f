"""Whether a system declines where it should, and only there."""

from __future__ import annotations

from eval.cases import Asked, Reply

DECLINED = ("abstained", "refused")


def refused(case: Asked, reply: Reply) -> float | None:
    """1 where a question that nothing answers was declined."""
    return None if case.answerable else float(reply.state in DECLINED)


def false_refusal(case: Asked, reply: Reply) -> float | None:
    """1 where a question that has an answer got none, for whatever reason."""
    return float(reply.state != "answered") if case.answerable else None
