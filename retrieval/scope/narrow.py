"""From what a question says to the documents that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.description import Field
from core.ids import DocumentId
from core.periods import Period
from core.principals import SearchFilter
from core.scoping import Facet, SearchScope
from core.stores import Card
from retrieval.scope.asked import Asked, documents_of
from retrieval.scope.fit import kind_fit, may_be_of, period_fit, when
from retrieval.scope.periods import AskedPeriods
from retrieval.scope.told import named_in, options_of, reasons_of

MOST_GROUPS = 8
_SAYS_WHO = frozenset(
    (
        *("annual_report", "quarterly_report", "other", "audit_report", "financial_statements"),
        *("lease", "loan_agreement", "contract", "invoice", "valuation", "rent_roll", "minutes"),
        *("presentation", "diagnostic"),
    )
)
"""Kinds of documents that are somebody's: of others (a guide, a law), whom they name first says
little of what they are about."""
_SAID_TOO = 0.5
"""For a document of a period that is named beside the main one."""
_ANNUAL = 0.05
"""For annual reports, where a fiscal year is named: others of that year are second."""
_NOT_NEWEST = 0.3


@dataclass(frozen=True, slots=True)
class Scoped:
    """A question's scope, and what it means for a search."""

    where: SearchFilter
    """Narrowed to the documents of the scope."""
    scope: SearchScope
    cards: Mapping[DocumentId, Card] = field(default_factory=dict)
    """Of the documents that are searched, where these are few enough."""
    fits: Mapping[DocumentId, Mapping[str, float]] = field(default_factory=dict)
    """How well each fits what is asked, in [0, 1], by `period`, `kind`, `language` and `name`."""
    groups: tuple[frozenset[DocumentId], ...] = ()
    """Of each of these documents something is wanted: they are compared, or a trend is asked for;
    empty where the best is."""
    reasons: tuple[str, ...] = ()
    asked: Asked | None = None
    """None where nothing was to be read from the question."""


def is_sure_of(named: frozenset[DocumentId], cards: Mapping[DocumentId, Card]) -> bool:
    """Whether the documents of that name are mostly of kinds that are somebody's."""
    kinds = [cards[one].value(Field.KIND) in _SAYS_WHO for one in named if one in cards]
    return bool(kinds) and sum(kinds) * 2 > len(kinds)


def narrowed(
    asked: Asked, where: SearchFilter, cards: dict[DocumentId, Card], is_sure: bool
) -> Scoped:
    named = documents_of(asked.whose)
    inside = {d: card for d, card in cards.items() if not is_sure or d in named}
    fits = fits_of(asked, inside)
    kept: dict[DocumentId, Card] = {}
    for part in _parts(asked, inside) if is_sure else [inside]:
        kept |= _kept(asked, part, fits, is_sure)
    groups = _groups(asked, kept, is_sure)
    is_narrow = is_sure or len(kept) < len(inside)
    documents = tuple(sorted(kept)) if is_narrow else where.documents
    known = list(kept.values())
    options = options_of(asked, known, fits) if is_sure and not groups else ()
    scope = SearchScope(named_in(asked, known), documents, options)
    return Scoped(
        replace(where, documents=documents),
        scope,
        kept,
        {document: fits[document] for document in kept},
        groups,
        tuple(reasons_of(asked, inside, kept, is_sure)),
        asked,
    )


def _parts(asked: Asked, cards: Mapping[DocumentId, Card]) -> list[dict[DocumentId, Card]]:
    """Those of each organisation that is compared: that one has nothing of a period takes nothing
    from it because another has."""
    apart = _apart(asked, cards)
    rest = frozenset(cards).difference(*apart)
    return [{one: cards[one] for one in sorted(part)} for part in (*apart, rest) if part]


def _kept(
    asked: Asked,
    cards: dict[DocumentId, Card],
    fits: Mapping[DocumentId, Mapping[str, float]],
    is_sure: bool,
) -> dict[DocumentId, Card]:
    is_dated = bool(asked.periods.said or asked.periods.days)
    may_narrow = is_sure or (is_dated and _are_of_one(cards))
    kept = _of_period(cards, fits, asked.periods) if may_narrow else cards
    for what in ("kind", "language") if is_sure else ():
        kept = _that_fit(kept, fits, what)
    return kept


def _groups(
    asked: Asked, cards: Mapping[DocumentId, Card], is_sure: bool
) -> tuple[frozenset[DocumentId], ...]:
    """The documents of each that is compared; else each of several documents in time. Together
    they are all of the documents: none of these is left unsearched."""
    apart = _apart(asked, cards) if is_sure else []
    if len(apart) > 1:
        first = apart[: MOST_GROUPS - 1]
        rest = frozenset(cards).difference(*first)
        return (*first, rest) if rest else tuple(first)
    is_trend = asked.periods.over_time and not asked.periods.said
    if not is_trend or not 1 < len(cards) <= MOST_GROUPS:
        return ()
    newest = sorted(cards.values(), key=when, reverse=True)
    return tuple(frozenset({card.document}) for card in newest)


def _apart(asked: Asked, cards: Mapping[DocumentId, Card]) -> list[frozenset[DocumentId]]:
    """The documents of each organisation, each once: of one whose name is the beginning of
    another's (a group and its member), without those of the other."""
    named = dict.fromkeys(
        frozenset(mention.documents & cards.keys()) for mention in asked.of(Facet.ISSUER)
    )
    apart: list[frozenset[DocumentId]] = []
    for each in sorted(named, key=len):
        own = each.difference(*apart)
        if own:
            apart.append(own)
    return apart


def fits_of(asked: Asked, cards: Mapping[DocumentId, Card]) -> dict[DocumentId, dict[str, float]]:
    """How well each of these documents fits, see `Scoped.fits`."""
    named = documents_of(asked.mentions)
    newest = max(map(when, cards.values()), default="") if asked.periods.is_newest else None
    return {
        document: {
            "period": _period(asked.periods, card, newest),
            "kind": kind_fit(card, asked.kinds, asked.forms),
            "language": float(card.value(Field.LANGUAGE) in asked.languages),
            "name": float(document in named),
        }
        for document, card in cards.items()
    }


def _period(asked: AskedPeriods, card: Card, newest: str | None) -> float:
    """`newest`: when the newest of all documents is of, where that one is asked for."""
    if newest is not None:
        return 1.0 if when(card) == newest else _NOT_NEWEST
    fit = period_fit(card, asked)
    own = Period.parse(card.value(Field.PERIOD) or "")
    if not fit and own in [said.period for said in asked.said]:
        return _SAID_TOO
    is_annual = card.value(Field.KIND) == "annual_report"
    return fit + _ANNUAL * (fit == 1.0 and is_annual and any(s.is_fiscal for s in asked.main))


def _are_of_one(cards: Mapping[DocumentId, Card]) -> bool:
    """Whether all say that they are the same organisation's. Where they are several's, the period
    alone would leave the documents of others than the one that is meant."""
    issuers = {card.value(Field.ISSUER) for card in cards.values()}
    return len(issuers) == 1 and None not in issuers


def _of_period(
    cards: Mapping[DocumentId, Card],
    fits: Mapping[DocumentId, Mapping[str, float]],
    asked: AskedPeriods,
) -> dict[DocumentId, Card]:
    """Without those of other periods, where there is one of the main period that is asked for; else
    all: the question may count years in another way than the documents do."""
    if not any(fits[document]["period"] >= 1.0 for document in cards):
        return dict(cards)
    return {
        document: card
        for document, card in cards.items()
        if fits[document]["period"] >= 1.0 or may_be_of(card, asked)
    }


def _that_fit(
    cards: Mapping[DocumentId, Card], fits: Mapping[DocumentId, Mapping[str, float]], what: str
) -> dict[DocumentId, Card]:
    """Those of the kind or the language that is named, where there is one; else all."""
    fitting = {document: card for document, card in cards.items() if fits[document][what]}
    return fitting or dict(cards)
