"""Number and date formats used by the documents, kept apart so that the gold writes them alike."""

from __future__ import annotations

import datetime as dt
import re

NBSP = "\u00a0"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def fr(value: float, digits: int = 0) -> str:
    """Format a number the French way: no-break spaces between thousands, decimal comma."""
    text = f"{value:,.{digits}f}"
    return text.replace(",", NBSP).replace(".", ",")


def euros(value: float, digits: int = 0) -> str:
    """Format an amount in euros."""
    return f"{fr(value, digits)}{NBSP}€"


def percent(value: float, digits: int = 2) -> str:
    """Format a percentage given in percent units."""
    return f"{fr(value, digits)}{NBSP}%"


def long_date(day: dt.date) -> str:
    """Format a date in full French."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def short_date(day: dt.date) -> str:
    """Format a date as DD/MM/YYYY."""
    return day.strftime("%d/%m/%Y")


def parens(value: float, digits: int = 0) -> str:
    """Format an amount as in English accounts: negative in parentheses, nil as a dash."""
    if value == 0:
        return "—"
    text = f"{abs(value):,.{digits}f}"
    return f"({text})" if value < 0 else text


def dollars(value: float, digits: int = 0) -> str:
    """Format an amount in dollars as in English accounts."""
    return f"$ {parens(value, digits)}"


def kilo(value: int) -> str:
    """Format an amount of French accounts, in thousands, negative with a minus sign."""
    return "–" if value == 0 else fr(value).replace("-", "-" + NBSP)


def typeset(text: str) -> str:
    """Put the no-break spaces French typography asks for, so no line starts with punctuation."""
    text = re.sub(r" ([:;?!%€»])", NBSP + r"\1", text)
    return text.replace("« ", "«" + NBSP).replace("n° ", "n°" + NBSP)


def fold(text: str) -> str:
    """Reduce every run of white space, no-break ones included, to one space."""
    return " ".join(text.split())
