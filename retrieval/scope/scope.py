"""The first thing that a search does: what is the question about, and which documents are that?

Only what the caller may read is asked, so nothing here tells of anything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.description import Field
from core.errors import InvalidRequest, NotFound
from core.ids import DocumentId
from core.naming import grams, keys_of
from core.principals import SearchFilter
from core.scoping import NAMED_BY, Facet, Origin, SearchScope, Wanted
from core.stores import Called, Card, Database, UnitOfWork
from retrieval.scope.asked import WHOSE, Asked, documents_of
from retrieval.scope.in_force import in_force, on_day, then
from retrieval.scope.kinds import forms_in, kinds_named
from retrieval.scope.languages import languages_named
from retrieval.scope.names import Mention, mentions
from retrieval.scope.narrow import Scoped, fits_of, is_sure_of, narrowed
from retrieval.scope.periods import asked_periods, period_wanted
from retrieval.scope.told import named_in

MOST_CALLED = 400
"""Documents looked up for a name. What more go by (the group's own name) tells none apart."""
MOST_CARDS = 400
"""Documents whose cards are compared with a question."""
MOST_GRAMS = 600
"""Word runs of a question that are looked up: of its first hundred words."""
_EARLIER = 5
"""Questions of a conversation that are looked back at."""


@dataclass(frozen=True, slots=True)
class Scoper:
    """Finds out what questions are about."""

    database: Database

    async def scoped(
        self,
        question: str,
        where: SearchFilter,
        wanted: Wanted,
        before: Sequence[str],
        *,
        is_now: bool = False,
    ) -> Scoped:
        """The search scope of a question. Never wider than `where`, but for its day where that is
        the present one and the question asks for what was in force on another.

        Raises `InvalidRequest` where the period that is wanted is none, `NotFound` where no
        document goes by the issuer that is wanted.
        """
        if wanted == Wanted(everywhere=True):
            return Scoped(where, SearchScope(), reasons=("Nothing is narrowed, as was asked.",))
        if wanted.everywhere:
            question, before = "", ()
        async with self.database.begin() as unit:
            asked = in_force(question) if is_now else None
            other = await then(unit, where, asked) if asked else None
            scoped = await _scoped(unit, question, other or where, wanted, before)
        return on_day(scoped, asked) if asked and other else scoped


async def _scoped(
    unit: UnitOfWork, question: str, where: SearchFilter, wanted: Wanted, before: Sequence[str]
) -> Scoped:
    asked = await _asked(unit, question, where, wanted, before)
    named = documents_of(asked.whose)
    cards = await _cards(unit, where, sorted(named)) if named else None
    if cards and (wanted.issuer or is_sure_of(named, cards)):
        return narrowed(asked, where, cards, is_sure=True)
    cards = await _cards(unit, where)
    if cards is None:
        return Scoped(where, SearchScope(named_in(asked, ())), asked=asked)
    return narrowed(asked, where, cards, is_sure=False)


async def _asked(
    unit: UnitOfWork, question: str, where: SearchFilter, wanted: Wanted, before: Sequence[str]
) -> Asked:
    found = await _mentions(unit, wanted.issuer or question, where, bool(wanted.issuer))
    said = period_wanted(wanted.period)
    if wanted.period and not said:
        raise InvalidRequest(
            f"{wanted.period[:40]!r} is not a period.", "Write 2018, 2022-Q3 or “T3 2022”."
        )
    periods = said or asked_periods(question)
    origins = {
        Facet.ISSUER: Origin.CALLER if wanted.issuer else Origin.QUESTION,
        Facet.PERIOD: Origin.CALLER if said else Origin.QUESTION,
        Facet.KIND: Origin.CALLER if wanted.kind else Origin.QUESTION,
    }
    for earlier in before[-_EARLIER:][::-1]:
        facets = {mention.facet for mention in found}
        if facets.isdisjoint(WHOSE) and not wanted.issuer:
            inherited = await _mentions(unit, earlier, where)
            found += (mention for mention in inherited if mention.facet not in facets)
            origins |= {m.facet: Origin.EARLIER for m in found if m.facet not in facets}
        if not periods:
            periods = asked_periods(earlier)
            origins[Facet.PERIOD] = Origin.EARLIER
    kind = wanted.kind or question
    kinds = kinds_named(kind) or ({wanted.kind: wanted.kind} if wanted.kind else {})
    languages = languages_named(question)
    return Asked(found, periods, kinds, forms_in(kind), languages, origins)


async def _mentions(
    unit: UnitOfWork, text: str, where: SearchFilter, is_issuer: bool = False
) -> list[Mention]:
    """What a text names; with `is_issuer`, whom alone. Too many go by some names to tell."""
    runs = list(islice(grams(text, is_name=is_issuer), MOST_GRAMS))
    keys = list(dict.fromkeys(run.key for run in runs))
    called = await unit.documents.called(where, keys, MOST_CALLED)
    if is_issuer:
        called = [one for one in called if NAMED_BY[one.field] is Facet.ISSUER]
        if not called:
            raise NotFound(f"No document that you may read goes by {text[:80]!r}.")
    called += await _of_tickers(unit, where, called)
    times = Counter(one.key for one in called)
    return mentions(text, runs, [one for one in called if times[one.key] < MOST_CALLED])


async def _of_tickers(
    unit: UnitOfWork, where: SearchFilter, called: Sequence[Called]
) -> list[Called]:
    """All else of the issuers whose tickers are named: not each of their documents tells it."""
    tickers = {one.document: one.key for one in called if one.field is Field.TICKER}
    cards = await _cards(unit, where, sorted(tickers)) if tickers else {}
    issuers = {card.value(Field.ISSUER): tickers[one] for one, card in (cards or {}).items()}
    found: list[Called] = []
    for issuer, ticker in issuers.items():
        keys = sorted(keys_of(Field.ISSUER, issuer or ""), key=len)[-1:]
        others = await unit.documents.called(where, keys, MOST_CALLED)
        found += (
            replace(one, key=ticker, field=Field.TICKER)
            for one in others
            if one.field is Field.ISSUER
        )
    return found


async def _cards(
    unit: UnitOfWork, where: SearchFilter, documents: Sequence[DocumentId] | None = None
) -> dict[DocumentId, Card] | None:
    cards = await unit.documents.cards(where, MOST_CARDS, documents)
    return None if cards is None else {card.document: card for card in cards}


async def fitted(unit: UnitOfWork, scoped: Scoped, documents: Collection[DocumentId]) -> Scoped:
    """With the cards of some documents, of a scope too large to have looked at them all."""
    if not scoped.asked or not documents:
        return scoped
    cards = await unit.documents.cards(scoped.where, len(documents), sorted(documents))
    known = {card.document: card for card in cards or ()}
    return replace(scoped, cards=known, fits=fits_of(scoped.asked, known))
