"""Numbers and texts as a report shows them, before any markup."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape

NOTHING = "–"
LONGEST = 600
"""Characters of a text that a report shows."""
IDENTITY = ("profile", "code")
ENVIRONMENT = ("encoder", "environment", "settings")
"""Names in run.json of what a report tells of a run."""
_FACT = 60
_UNITS = {"latency": "ms", "memory": "MB"}


def unit(measure: str) -> str:
    """ "ms", "MB", or nothing for a share."""
    return _UNITS.get(measure.partition(".")[0], "")


def number(measure: str, value: float | None) -> str:
    """With three digits and the measure's unit; a dash for what is not a number."""
    if value is None:
        return NOTHING
    named = unit(measure)
    return quantity(value, named) if named else f"{value:.3f}"


def quantity(value: float, named: str) -> str:
    """1,234 ms, 56.7 ms."""
    if not math.isfinite(value):
        return NOTHING
    figure = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{figure} {named}"


def interval(measure: str, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return NOTHING
    named = unit(measure)
    lowest = number(measure, low).removesuffix(f" {named}") if named else number(measure, low)
    return f"{lowest} to {number(measure, high)}"


def contribution(columns: Sequence[float]) -> str:
    return ", ".join(f"{column:.3g}" for column in columns)


def shown(value: object, longest: int = LONGEST) -> str:
    """The text on one line, cut, without what can't be shown or would reorder what surrounds it."""
    words = " ".join(str(value).split())
    clean = "".join(_visible(character) for character in words[: longest + 1])
    return clean if len(clean) <= longest else f"{clean[:longest].rstrip()}…"


def text(value: object) -> str:
    """Anything from a run, cut, escaped for an element's text or a quoted attribute."""
    return escape(shown(value))


def _visible(character: str) -> str:
    # Control characters, lone surrogates (JSON may hold them, UTF-8 can't), and the controls of
    # writing direction, with which a text could display as another.
    category = unicodedata.category(character)
    bidirectional = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return "\ufffd" if category in ("Cc", "Cs") or bidirectional else character


def facts(configuration: Mapping[str, object], names: Sequence[str]) -> list[tuple[str, str]]:
    """What run.json says under some names, one fact a line, in the order of the names."""
    told: list[tuple[str, str]] = []
    for name in names:
        _tell(name, configuration.get(name), told)
    return told


def _tell(name: str, value: object, told: list[tuple[str, str]]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _tell(f"{name} {key}".removeprefix("environment "), inner, told)
    elif value is not None:
        told.append((shown(name, _FACT), shown(value, _FACT) or NOTHING))
