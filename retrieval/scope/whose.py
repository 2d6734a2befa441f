"""Questions for a figure of accounts that do not say whose, where several have it."""

from __future__ import annotations

import re

from core.description import Field
from core.lexicon import concepts_in
from core.naming import keys_of
from core.plain import plain
from retrieval.scope.fit import is_accounts
from retrieval.scope.narrow import Scoped
from retrieval.scope.proper import proper_names

_OF_PERIOD = 0.5
"""How well accounts fit the period, from where on it may have the figure."""
_ALL_MEANT = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|issuers?|entit(?:y|ies)|organi[sz]ations?|banks?|each|every|all"
    r"|compare|societes?|entreprises?|groupes?|emetteurs?|entites?|banques?|chaque|tous|toutes"
    r"|comparer?)\b"
)
"""Words of a question about several, or about which of them."""


def issuers_meant(question: str, scoped: Scoped) -> tuple[str, ...]:
    """The issuers that have accounts of the period asked for, in order of their names; none where
    the question names somebody or several, asks for no concept of accounts, or one alone has."""
    asked = scoped.asked
    if asked is None or asked.whose or not asked.periods.said or not concepts_in(question):
        return ()
    if proper_names(question) or _ALL_MEANT.search(plain(question)):
        return ()
    issuers = {
        issuer
        for document, card in scoped.cards.items()
        if is_accounts(card) and (issuer := card.value(Field.ISSUER))
        if scoped.fits.get(document, {}).get("period", 0.0) >= _OF_PERIOD
    }
    called = {_shortest(issuer): issuer for issuer in sorted(issuers, reverse=True)}
    return tuple(sorted(called.values())) if len(called) > 1 else ()


def _shortest(name: str) -> str:
    """What a name begins with: one issuer may be written in two ways."""
    return min(keys_of(Field.ISSUER, name), key=lambda key: (len(key), key), default=name)
