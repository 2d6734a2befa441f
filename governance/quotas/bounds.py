"""Which limits a request is under, and what somebody is told who has come to one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from math import ceil

from core.errors import QuotaSpent, Refused
from core.principals import Principal
from core.quotas import Counter, Limit, Limits, Measure, Whose
from core.use_cases import UseCase
from governance.quotas.declared import InstallationQuotas

Bounds = Mapping[Counter, int]
"""The most of each counter that a request is counted in."""


def bounds_of(
    declared: InstallationQuotas, principal: Principal, use_case: UseCase | None = None
) -> Bounds:
    """Of what somebody asks for a use case. Where two limits are of one counter, the lower."""
    found: dict[Counter, int] = {}
    for counter, most in _all(declared.of(principal.entity), principal, use_case):
        found[counter] = min(most, found.get(counter, most))
    return found


def _all(
    limits: Limits, principal: Principal, use_case: UseCase | None
) -> Iterator[tuple[Counter, int]]:
    for whose, limit in _each(limits):
        counter = Counter(whose, limit.measure, limit.window, principal.entity)
        if whose is Whose.USER:
            yield replace(counter, user=principal.holder), limit.most
        elif whose is Whose.ENTITY:
            yield counter, limit.most
        elif use_case:
            yield replace(counter, use_case=use_case.id), limit.most
    if use_case is None:
        return
    for whose, limit in _each(use_case.quotas):
        user = principal.holder if whose is Whose.USER else ""
        entity = principal.entity
        counter = Counter(whose, limit.measure, limit.window, entity, use_case.id, user)
        yield counter, limit.most


def _each(limits: Limits) -> Iterator[tuple[Whose, Limit]]:
    return ((whose, limit) for whose, of in limits.items() for limit in of)


def of_requests(bounds: Bounds) -> Bounds:
    """Those that what no model writes is under."""
    return {
        counter: most for counter, most in bounds.items() if counter.measure is Measure.REQUESTS
    }


def amounts(bounds: Bounds, requests: int) -> dict[Counter, int]:
    """What is counted as something is asked: tokens are known at its end."""
    return {counter: requests if counter.measure is Measure.REQUESTS else 0 for counter in bounds}


def check_size(bounds: Bounds, requests: int) -> None:
    """Raises `Refused` for more at once than is ever let through: to wait is no use."""
    for counter, most in bounds.items():
        if counter.measure is Measure.REQUESTS and requests > most:
            raise Refused(
                f"This takes {requests:,} requests at once; {_had(counter, most)}.",
                "Ask for less at once: fewer questions, or fewer documents.",
                rule=rule_of(counter),
            )


def check(bounds: Bounds, counted: Mapping[Counter, int], requests: int, now: datetime) -> None:
    """Whether a request may go on that was `counted` with all before it: of requests with itself,
    of tokens where any are left. Raises `QuotaSpent` of what is spent for the longest."""
    spent = [
        counter
        for counter, most in bounds.items()
        if counted[counter] > most - (counter.measure is Measure.TOKENS)
    ]
    if not spent:
        return
    last = max(spent, key=lambda counter: counter.window.end(now))
    most, end = bounds[last], last.window.end(now)
    left = most - (counted[last] - requests) if last.measure is Measure.REQUESTS else 0
    short = f"{left:,} are left, and this takes {requests:,}" if left > 0 else "none are left"
    had = _had(last, most)
    raise QuotaSpent(
        f"{had[0].upper()}{had[1:]}: {short}.",
        f"They come again at {end:%Y-%m-%d %H:%M} UTC; who runs this service sets how many.",
        rule=rule_of(last),
        retry_after_s=max(1, ceil((end - now).total_seconds())),
    )


def rule_of(counter: Counter) -> str:
    use = f" {counter.use_case}" if counter.use_case else ""
    return f"quota: {counter.whose}{use} {counter.name}"


def _had(counter: Counter, most: int) -> str:
    who = {
        Whose.USER: "you have",
        Whose.USE_CASE: f"all of {counter.entity} together have",
        Whose.ENTITY: f"all of {counter.entity} together have",
    }[counter.whose]
    use = f" for {counter.use_case}" if counter.use_case else ""
    an = "an" if counter.window == "hour" else "a"
    return f"{who} {most:,} {counter.measure} {an} {counter.window}{use}"
