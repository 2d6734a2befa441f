"""Whether a system declines where it should, and only there."""

from __future__ import annotations

from eval.cases import Asked, Reply
from eval.measures.quantities import read_quantities

DECLINED = ("abstained", "refused")


def refused(case: Asked, reply: Reply) -> float | None:
    """1 where a question that nothing answers was declined."""
    return None if case.answerable else float(reply.state in DECLINED)


def no_figure(case: Asked, reply: Reply) -> float | None:
    """1 where a question that nothing answers was not answered with a figure: whatever figure that
    would be is of something else, somebody else or another time. A year is none."""
    if case.answerable:
        return None
    if reply.state != "answered":
        return float(reply.state in DECLINED)
    return float(all(quantity.is_year for quantity in read_quantities(reply.answer)))


def false_refusal(case: Asked, reply: Reply) -> float | None:
    """1 where a question that has an answer got none, for whatever reason."""
    return float(reply.state != "answered") if case.answerable else None
