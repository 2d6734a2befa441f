"""Which of the passages found are about somebody whom a question names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.description import Field
from core.evidence import Hit
from core.ids import DocumentId
from core.plain import plain
from core.scoping import Facet
from core.stores import Card
from retrieval.scope.asked import Asked
from retrieval.scope.carried import Carried, spelt
from retrieval.scope.narrow import Scoped
from retrieval.scope.proper import ProperName

_WIDE = 0.5
"""Share of a document's passages that name somebody from which on it is taken to be about them."""


@dataclass(frozen=True, slots=True)
class Concerned:
    passages: frozenset[int]
    """Their numbers among those found."""
    is_whose: bool
    """Whether documents go by the name: it tells whose are asked for, not only what they tell
    of."""


def _document(hit: Hit) -> DocumentId:
    return hit.passage.document


def concerned(
    name: ProperName, text: str, scoped: Scoped, hits: Sequence[Hit], carried: Sequence[Carried]
) -> Concerned:
    """The passages of documents that go by a name, or that name it on most of the pages found; and
    of others that name it themselves: a page may name a competitor beside its own figures."""
    pattern = spelt(name.keys)
    named = [_document(h) for h, one in zip(hits, carried, strict=True) if one.has(pattern)]
    known = _going_by(name, text, scoped.asked) | _saying(pattern, scoped.cards)
    is_whose = bool(known)
    known |= _most_named(named, hits, scoped.cards)
    found = (
        number
        for number, hit in enumerate(hits)
        if _document(hit) in known or carried[number].has(pattern, page=False)
    )
    return Concerned(frozenset(found), is_whose)


def _going_by(name: ProperName, text: str, asked: Asked | None) -> set[DocumentId]:
    """Documents that the scope found by these words of the text."""
    return {
        document
        for mention in (asked.mentions if asked else ())
        if mention.start < name.end and name.start < mention.end
        # Another question's has other places; a title is what may be looked for.
        if mention.words in text and mention.facet is not Facet.TITLE
        for document in mention.documents
    }


def _saying(pattern: re.Pattern[str], cards: Mapping[DocumentId, Card]) -> set[DocumentId]:
    """Documents that say of themselves that they go by a name."""
    return {
        document
        for document, card in cards.items()
        if any(pattern.search(plain(value)) for _, value in card.facts)
    }


def _most_named(
    named: Sequence[DocumentId], hits: Sequence[Hit], cards: Mapping[DocumentId, Card]
) -> set[DocumentId]:
    """Documents most of whose pages found name somebody; where the document is another's, on more
    pages than one."""
    found, naming = Counter(map(_document, hits)), Counter(named)
    return {
        document
        for document, times in naming.items()
        if times >= _WIDE * found[document]
        if times > 1 or not (card := cards.get(document)) or not card.value(Field.ISSUER)
    }
