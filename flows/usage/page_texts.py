"""What the page of usage says, in French and in English, and how it writes numbers."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_NARROW = "\u202f"
"""Between thousands, and before a percent sign, in French."""


def said(language: str, text: str, **values: Any) -> str:
    """A text with its values, not escaped."""
    found: str = _texts()[language][text]
    return found.format(**values)


def notes(language: str, text: str, **values: Any) -> list[str]:
    """The lines of a list of notes."""
    return [line.format(**values) for line in _texts()[language][text]]


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("flows.usage").joinpath("page_texts.toml").read_text("utf-8"))


def number(value: float | None, language: str, places: int = 0) -> str:
    """With the separators of the language; a dash for none."""
    if value is None:
        return "–"
    told = f"{value:,.{places}f}"
    if language == "fr":
        return told.replace(",", _NARROW).replace(".", ",")
    return told


def percent(value: float | None, language: str, places: int = 0) -> str:
    if value is None:
        return "–"
    space = _NARROW if language == "fr" else " "
    return f"{number(100 * value, language, places)}{space}%"


def day(iso: str, language: str) -> str:
    told = date.fromisoformat(iso[:10])
    return told.strftime("%d/%m/%Y" if language == "fr" else "%d %B %Y").lstrip("0")
