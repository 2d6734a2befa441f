"""How long a chat server is waited for, when it is asked again, and when it is left alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from core.chat import ChatFailed, ChatFailure

Clock = Callable[[], float]
"""Seconds since some moment, never going back."""

MOST_ATTEMPTS = 3
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0
"""Pauses double from the first. A server that asks for a longer one is not waited for: a quote now
is worth more to who asked."""
MOST_FAILURES = 5
REST_S = 30.0


@dataclass(frozen=True, slots=True)
class Waits:
    """The longest waits of one question, in seconds."""

    connect_s: float
    first_s: float
    """From the request to the first piece of the reply."""
    next_s: float
    """From one piece to the next."""
    whole_s: float
    """From the question to the end of the reply, with every attempt and pause."""


def pause_s(attempt: int, retry_after_s: float | None, jitter: Callable[[], float]) -> float | None:
    """How long to wait after an attempt (from 1) failed; None where it was the last.

    Doubling, with the upper half drawn by chance, so that many who failed together do not come back
    together; never less than the server asked for. `jitter` gives numbers in [0, 1).
    """
    if attempt >= MOST_ATTEMPTS:
        return None
    pause = FIRST_PAUSE_S * 2 ** (attempt - 1) * (0.5 + jitter() / 2)
    if retry_after_s is not None:
        pause += retry_after_s
    return pause if pause <= LONGEST_PAUSE_S else None


def chance() -> float:
    return random.random()  # noqa: S311  # spreads requests, guards nothing


class Breaker:
    """After `MOST_FAILURES` failures in a row nothing is sent for `REST_S` seconds; then one
    request tries, and how it ends decides for the others.

    A context around each request: ChatFailed counts, unless it is of the request alone; a request
    that was left by who asked counts for nothing.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0
        self._is_trying = False

    def __enter__(self) -> Self:
        """Raises `ChatFailed` while nothing is to be sent."""
        if self._failures >= MOST_FAILURES:
            if self._is_trying or self._clock() < self._rests_until:
                detail = f"The chat model failed {self._failures} times in a row and is left alone."
                raise ChatFailed(detail, failure=ChatFailure.RESTING)
            self._is_trying = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._is_trying = False
        if kind is None:
            self._failures = 0
        elif isinstance(error, ChatFailed) and not getattr(error, "is_of_the_request", False):
            self._failures += 1
            self._rests_until = self._clock() + REST_S
