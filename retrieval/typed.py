"""Values of a type in a unit of evidence: numbers with their units, dates, yes and no, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.grids import AnswerType, GridQuestion, TypedValue
from core.moments import Moment, moments_in
from core.plain import plain
from core.readings import Leaf, WordSpan
from core.units import BASES, CURRENCIES
from core.words import words
from retrieval.figures import Figure, figures_of
from retrieval.parties import parties_in
from retrieval.topic import Topic, topic_of, years_in
from retrieval.units import Unit
from retrieval.yes_no import yes_or_no

MOST_ITEMS = 50
"""Of a list, and names of parties."""
_LONGEST_NAME = 60
"""Characters of a law's name, before its date."""
_LAW_OF = re.compile(
    r"\b(?:acts?|codes?|laws?|statutes?|regulations?|directives?|rules?|lois?|decrets?|ordonnances?"
    r"|arretes?|reglements?)\b(?: n\W{0,2}o?\W{0,2}\d[\w/.-]{0,20}| \d[\w/.-]{0,20})?,? "
    r"(?:of|dated|du|de|en date du) (?:the )?$"
)
"""On plain text: "the Securities Exchange Act of 1934", "loi n° 89-462 du 6 juillet 1989"."""
_YEAR_S_ACT = re.compile(r" (?:acts?|code|directive|regulations?)\b")
_ITEM = re.compile(r";|•|▪|(?<!\w)(?:\([a-z0-9]{1,3}\)|[a-z0-9]{1,2}\))(?= )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """A value, and what proves it."""

    value: TypedValue
    said: str
    """What the evidence must support: the value in its normalised form, where it has another."""
    sources: tuple[WordSpan, ...]
    """Words of the unit's leaf that tell it: the unit, and the headers it can't be read without."""


def typed(question: GridQuestion, unit: Unit, names: Sequence[str] = ()) -> Typed | None:
    """The value that a unit gives to a question; None where it holds none of the type.

    `names` are those of the document's parties, which a party is taken from first.
    """
    match question.type:
        case AnswerType.NUMBER:
            return _number(question, unit)
        case AnswerType.DATE:
            return _date(unit)
        case AnswerType.YES_NO:
            return _yes_no(question, unit)
        case AnswerType.PARTY:
            return _party(question, unit, names)
        case AnswerType.LIST:
            return _listed(unit)
        case AnswerType.TEXT:
            return _whole(_folded(unit.quote), unit)


def _whole(text: str, unit: Unit) -> Typed:
    return Typed(TypedValue(text, text), text, (unit.words,))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _number(question: GridQuestion, unit: Unit) -> Typed | None:
    wanted = topic_of(question.text)
    fitting = [figure for figure in figures_of(unit) if _fits(figure, question.unit)]
    if not fitting:
        return None
    leaf = unit.passage.leaf
    best = max(fitting, key=lambda figure: _relevance(wanted, question.unit, figure, leaf))
    number, name = _in_unit(best, question.unit)
    normalised = _decimal(number)
    text = _folded(unit.passage.leaf.quote(best.words)).rstrip(" ,;.")
    return Typed(
        TypedValue(text, normalised, name), f"{normalised} {name or ''}".strip(), best.sources
    )


def _fits(figure: Figure, unit: str | None) -> bool:
    """An amount without a currency may be in the one that is asked for."""
    own = figure.quantity.unit
    if unit is None or own == unit:
        return True
    if own is None:
        return unit in CURRENCIES
    return _base(own) == _base(unit) or {_base(own), _base(unit)} <= _LENGTHS_OF_TIME


_LENGTHS_OF_TIME = frozenset({"hours", "days", "months"})
"""None has a fixed number of another: a notice of three months is not one of 90 days."""


def _base(unit: str) -> str:
    return BASES.get(unit, (unit, Decimal(1)))[0]


def _relevance(wanted: Topic, unit: str | None, figure: Figure, leaf: Leaf) -> tuple[float, ...]:
    """What tells the figure that is asked for from others of its row or sentence: the words around
    it, and of these those before it."""
    about = set(words(f"{figure.label} {figure.column}"))
    shared = len(wanted.terms & about) / (len(wanted.terms) or 1)
    years = {str(figure.moment.year)} if figure.moment and figure.moment.year else set[str]()
    years |= years_in(f"{figure.label} {figure.column}")
    is_of_year = bool(wanted.years & years) if wanted.years else True
    has_unit = unit is not None and figure.quantity.unit == unit
    before = set(words(figure.label.partition(leaf.quote(figure.words))[0]))
    return float(is_of_year), float(has_unit), shared, float(len(wanted.terms & before))


def _in_unit(figure: Figure, wanted: str | None) -> tuple[Decimal, str | None]:
    """The figure in the unit that is wanted, or in its own where none is."""
    quantity = figure.quantity
    if (
        wanted
        and quantity.unit
        and quantity.unit != wanted
        and _base(quantity.unit) == _base(wanted)
    ):
        return figure.signed / BASES.get(wanted, (wanted, Decimal(1)))[1], wanted
    scaled = quantity.value.scaleb(quantity.scale or 0)
    return (-scaled if quantity.sign == -1 else scaled), quantity.unit or None


def _decimal(number: Decimal) -> str:
    """Without exponent, and without noughts that only scaling has put there."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(unit: Unit) -> Typed | None:
    text = _folded(unit.quote)
    folded = plain(text)
    found = [one for one in moments_in(folded) if one.year and not _names_a_law(folded, one)]
    if not found:
        return None
    best = max(found, key=lambda moment: (_precision(moment), -moment.start))
    said = text[best.start : best.end] if len(folded) == len(text) else _iso(best)
    return Typed(TypedValue(said, _iso(best)), said, (unit.words,))


def _names_a_law(text: str, moment: Moment) -> bool:
    """Whether it is the date of a law that the text goes by: no date of its own."""
    before = text[max(0, moment.start - _LONGEST_NAME) : moment.start]
    return bool(_LAW_OF.search(before) or _YEAR_S_ACT.match(text, moment.end))


def _precision(moment: Moment) -> int:
    return sum(part is not None for part in (moment.month, moment.day))


def _iso(moment: Moment) -> str:
    """As far as it is known: `2026-01-31`, `2026-01`, `2026`; a quarter as `2026-Q1`."""
    if moment.month and moment.day:
        try:
            return date(moment.year or 1, moment.month, moment.day).isoformat()
        except ValueError:
            return f"{moment.year:04}-{moment.month:02}"
    if moment.month:
        return f"{moment.year:04}-{moment.month:02}"
    return f"{moment.year:04}-Q{moment.quarter}" if moment.quarter else f"{moment.year:04}"


def _yes_no(question: GridQuestion, unit: Unit) -> Typed | None:
    text = _folded(unit.quote)
    answer = yes_or_no(question.text, text)
    # The value is ours, the quote is what proves it: it is the quote that is checked.
    return Typed(TypedValue(answer, answer), text, (unit.words,)) if answer else None


def _party(question: GridQuestion, unit: Unit, names: Sequence[str]) -> Typed | None:
    found = parties_in(question.text, _folded(unit.quote), names)[:MOST_ITEMS]
    if not found:
        return None
    said = "; ".join(found)
    return Typed(TypedValue(said, found[0] if len(found) == 1 else found), said, (unit.words,))


def _listed(unit: Unit) -> Typed:
    text = _folded(unit.quote)
    items = [part.strip(" ,.:") for part in _ITEM.split(text)]
    kept = tuple(item for item in items if item)[:MOST_ITEMS] or (text,)
    return Typed(TypedValue(text, kept), text, (unit.words,))
