"""How far an evaluation has come, with an estimate of what is left."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

Told = Callable[[str, str, int, int], None]
"""Told (suite, stage, done, total); a total of 0 is not known."""


def silent(suite: str, stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Lines:
    """Progress as lines of text: at each stage's end, and in between not too often."""

    def __init__(self, write: Callable[[str], None], every_s: float = 15.0) -> None:
        self._write = write
        self._every_s = every_s
        self._stage = ("", "")
        self._began = self._last = monotonic()

    def __call__(self, suite: str, stage: str, done: int, total: int) -> None:
        now = monotonic()
        if (suite, stage) != self._stage:
            self._stage, self._began, self._last = (suite, stage), now, now
        elapsed = now - self._began
        is_end = total > 0 and done >= total
        if not is_end and now - self._last < self._every_s:
            return
        self._last = now
        left = f", about {_time(elapsed * (total - done) / done)} left" if 0 < done < total else ""
        of = f"/{total}" if total else ""
        self._write(f"{suite}: {stage} {done}{of} in {_time(elapsed)}{left}")


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
