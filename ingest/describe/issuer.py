"""Whose document it is, and who else is bound by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.description import Fact, Field
from core.plain import plain
from ingest.describe.filings import registrant
from ingest.describe.leaf_text import LeafText
from ingest.describe.organisations import Mention, mentions, most_named
from ingest.describe.parties import Party, addressee, correspondents, parties_of

_ACTS = ("lease", "loan_agreement", "contract")
_LETTERS = ("letter", "invoice")
_TICKER = re.compile(
    r"\(\s?(?:NYSE|NASDAQ|Nasdaq|LSE|ASX|TSX|Euronext|AMEX)[^)\n]{0,40}[:\-–][^)\n]{1,40}\)"
)
_ANNOUNCES = re.compile(
    r"^(?P<name>[A-Z0-9][^\n,;:]{1,60}?) (?:today )?(?:reports?|reported|announces|announced"
    r"|publie|annonce)\b",
    re.MULTILINE,
)


def issuer_and_parties(
    kind: str | None, front: Sequence[LeafText], rest: Sequence[LeafText], body: Sequence[LeafText]
) -> list[Fact]:
    """The issuer first, where one is found; then everyone else who signs or is bound."""
    parties = _parties(kind, front)
    issuer = _issuer(kind, parties, front, rest, body)
    others = [party.fact(Field.PARTY) for party in parties]
    if kind == "audit_report":
        others += _auditors(front[:1])
    named = {plain(issuer.value)} if issuer else set()
    return [*([issuer] if issuer else []), *_others(others, named)]


def _parties(kind: str | None, front: Sequence[LeafText]) -> list[Party]:
    if kind in _ACTS:
        return parties_of(front)
    return correspondents(front) if kind in _LETTERS else []


def _issuer(
    kind: str | None,
    parties: Sequence[Party],
    front: Sequence[LeafText],
    rest: Sequence[LeafText],
    body: Sequence[LeafText],
) -> Fact | None:
    first = next((party for party in parties if party.is_first), None)
    if first:
        return first.fact(Field.ISSUER)
    if kind == "audit_report" and (audited := addressee(front)):
        return audited
    return registrant(front, rest) or _announcer(front[:1]) or _most_named(parties, body)


def _announcer(front: Sequence[LeafText]) -> Fact | None:
    """Of a press release: who is listed, or the subject of what its title announces."""
    for leaf in front:
        ticker = _TICKER.search(leaf.text)
        named = mentions(leaf, ticker.start() - 100, ticker.start()) if ticker else []
        if ticker and named and ticker.start() - named[-1].end <= 2:
            return leaf.fact(Field.ISSUER, named[-1].start, named[-1].end)
        title = _ANNOUNCES.search(leaf.text, 0, 500)
        if title:
            return leaf.fact(Field.ISSUER, *title.span("name"))
    return None


def _most_named(parties: Sequence[Party], body: Sequence[LeafText]) -> Fact | None:
    """Somebody else than those who are written to."""
    others = {party.fact(Field.PARTY).value for party in parties if not party.is_first}
    found: Mention | None = most_named(body, others)
    return found.leaf.fact(Field.ISSUER, found.start, found.end, found.name) if found else None


def _auditors(front: Sequence[LeafText]) -> Iterator[Fact]:
    for leaf in front:
        for mention in mentions(leaf):
            yield leaf.fact(Field.PARTY, mention.start, mention.end)


def _others(facts: Sequence[Fact], named: set[str]) -> Iterator[Fact]:
    for fact in facts:
        name = plain(fact.value)
        if name and name not in named:
            named.add(name)
            yield fact
