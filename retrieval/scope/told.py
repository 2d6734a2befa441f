"""What a search tells of its scope: what was named, what was left open, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.description import Field
from core.ids import DocumentId
from core.periods import Period
from core.scoping import Facet, Named, Option, Origin
from core.stores import Card
from retrieval.scope.asked import WHOSE, Asked
from retrieval.scope.fit import when

MOST_OPTIONS = 5


def named_in(asked: Asked, cards: Sequence[Card]) -> tuple[Named, ...]:
    named = [Named(m.facet, m.values[0], m.words, _origin(asked, m.facet)) for m in asked.mentions]
    periods = {Period.parse(card.value(Field.PERIOD) or "") for card in cards}
    for said in asked.periods.main:
        if not cards or said.period in periods:
            origin = _origin(asked, Facet.PERIOD)
            named.append(Named(Facet.PERIOD, str(said.period), said.words, origin))
    kinds = {card.value(Field.KIND) for card in cards}
    for kind, words in asked.kinds.items():
        if kind in kinds:
            named.append(Named(Facet.KIND, kind, words, _origin(asked, Facet.KIND)))
    languages = {card.value(Field.LANGUAGE) for card in cards}
    for language, words in asked.languages.items():
        if language in languages:
            named.append(Named(Facet.LANGUAGE, language, words))
    if asked.periods.is_newest and cards:
        newest = max(cards, key=when).value(Field.PERIOD)
        if newest:
            named.append(Named(Facet.PERIOD, newest, "", Origin.NEWEST))
    return tuple(dict.fromkeys(named))


def _origin(asked: Asked, facet: Facet) -> Origin:
    return asked.origins.get(facet, Origin.QUESTION)


def options_of(
    asked: Asked, cards: Sequence[Card], fits: Mapping[DocumentId, Mapping[str, float]]
) -> tuple[Option, ...]:
    """Where the question says whose documents, and several fit all that it says of when and what:
    these, the newest first."""
    most = max((_fit(fits[card.document]) for card in cards), default=0.0)
    fitting = [card for card in cards if _fit(fits[card.document]) == most]
    if len(fitting) < 2 or asked.periods.newest:
        return ()
    newest = sorted(fitting, key=when, reverse=True)
    return tuple(Option(card.document, label(card)) for card in newest[:MOST_OPTIONS])


def _fit(fits: Mapping[str, float]) -> float:
    """Without the preference for annual reports, which is ours and not the question's."""
    return min(fits["period"], 1.0) + fits["kind"]


def label(card: Card) -> str:
    """`NORTHWIND PLC, annual report, 2018`; the name of its file where it says nothing of that."""
    kind = card.value(Field.KIND)
    if kind == "other":
        kind = card.value(Field.TITLE) or kind
    parts = [card.value(Field.ISSUER), kind, card.value(Field.PERIOD), card.value(Field.DATE)]
    return ", ".join(part.replace("_", " ") for part in parts if part) or card.name


def reasons_of(
    asked: Asked,
    inside: Mapping[DocumentId, Card],
    kept: Mapping[DocumentId, Card],
    is_sure: bool,
) -> Iterable[str]:
    for mention in asked.mentions:
        is_narrow = is_sure and mention.facet in WHOSE
        used = "only they are searched" if is_narrow else "they count for more"
        names = " or ".join(repr(value) for value in mention.values[:3])
        yield (
            f"“{mention.words}” is the {mention.facet.value} {names} of"
            f" {_documents(len(mention.documents))}: {used}."
        )
    for asked_for in asked.periods.main:
        yield f"“{asked_for.words}” asks for {asked_for.period}."
    for kind, words in asked.kinds.items():
        yield f"“{words}” names a kind of document: {kind.replace('_', ' ')}."
    for language, words in asked.languages.items():
        yield f"“{words}” asks for documents in that language: {language}."
    if len(kept) < len(inside):
        yield (
            f"{_documents(len(kept))} of {len(inside)} may be of that period or kind: the others"
            " are left out."
        )


def _documents(count: int) -> str:
    return f"{count} document" if count == 1 else f"{count} documents"
