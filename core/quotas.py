"""Quotas: how much may be asked in a time, by whom; and what was asked, counted without who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from core.ids import EntityId, UseCaseId


class Window(StrEnum):
    """A stretch of time in UTC that begins where the calendar or the clock does."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def start(self, at: datetime) -> datetime:
        """Of the window that a moment is in."""
        moment = at.astimezone(UTC).replace(second=0, microsecond=0)
        match self:
            case Window.MINUTE:
                return moment
            case Window.HOUR:
                return moment.replace(minute=0)
            case Window.DAY:
                return moment.replace(hour=0, minute=0)
            case Window.MONTH:
                return moment.replace(day=1, hour=0, minute=0)

    def end(self, at: datetime) -> datetime:
        """Of the same: the first moment that is no longer in it."""
        start = self.start(at)
        if self is Window.MONTH:
            return self.start(start + timedelta(days=31))
        return start + _LENGTHS[self]


_LENGTHS = {
    Window.MINUTE: timedelta(minutes=1),
    Window.HOUR: timedelta(hours=1),
    Window.DAY: timedelta(days=1),
}


class Measure(StrEnum):
    REQUESTS = "requests"
    """Questions, searches, and cells of grids."""
    TOKENS = "tokens"
    """Of the model that wrote: of its prompts and of what it said."""


class Whose(StrEnum):
    """Whose requests share a limit."""

    USER = "user"
    """Those of one person or program, with the keys that they gave."""
    USE_CASE = "use_case"
    """Those for a use case, of all users of one entity."""
    ENTITY = "entity"


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    measure: Measure
    window: Window
    most: int

    @property
    def name(self) -> str:
        """As it is declared."""
        return f"{self.measure}_per_{self.window}"


Limits = Mapping[Whose, tuple[Limit, ...]]
"""Without those of whom nothing is limited."""
LIMIT_NAMES = tuple(
    Limit(measure, window, 1).name
    for measure, window in (
        *((Measure.REQUESTS, window) for window in Window),
        *((Measure.TOKENS, window) for window in (Window.DAY, Window.MONTH)),
    )
)
"""Those that can be declared."""


def limits_to_json(limits: Limits) -> dict[str, dict[str, int]]:
    """As they are declared."""
    return {whose.value: {limit.name: limit.most for limit in of} for whose, of in limits.items()}


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted together, one window after the other."""

    whose: Whose
    measure: Measure
    window: Window
    entity: EntityId
    use_case: UseCaseId | None = None
    """None: whatever it is asked for."""
    user: str = ""
    """Id of a principal; empty: all of them."""

    @property
    def key(self) -> str:
        """Another for every counter: no part but the last has spaces in it."""
        use = self.use_case or "*"
        return f"{self.whose} {self.measure} {self.window} {self.entity} {use} {self.user}"

    @property
    def name(self) -> str:
        """As its limit is declared."""
        return f"{self.measure}_per_{self.window}"


@dataclass(frozen=True, slots=True)
class Metered:
    """What an entity asked for a use case on a day (UTC), written by one model."""

    entity: EntityId
    day: date
    use_case: UseCaseId | None
    """None: for no use that is declared."""
    model: str
    """`core.use_cases.EXTRACTIVE`: quotes alone."""
    requests: int
    prompt_tokens: int = 0
    completion_tokens: int = 0
