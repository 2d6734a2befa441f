"""Which organisations, places, titles and numbers a question names that documents go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.accounts import is_term
from core.description import Field
from core.ids import DocumentId
from core.naming import Gram, is_whole
from core.scoping import NAMED_BY, Facet
from core.stores import Called

_FEWEST_TITLE_WORDS = 3
"""A shorter title is as likely to be what the question is about."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that documents go by."""

    facet: Facet
    start: int
    end: int
    words: str
    values: tuple[str, ...]
    """What the documents call it; several where several go by these words."""
    documents: frozenset[DocumentId]


def mentions(text: str, grams: Iterable[Gram], called: Sequence[Called]) -> list[Mention]:
    """In the order of the question. Of overlapping words the longest count, an organisation before
    a place or a number; a title takes no words from the others, as it may hold a name."""
    by_key: dict[tuple[Facet, str], list[Called]] = {}
    for each in called:
        by_key.setdefault((NAMED_BY[each.field], each.key), []).append(each)
    found: list[Mention] = []
    for gram in grams:
        is_place = (Facet.PLACE, gram.key) in by_key
        for facet in Facet:
            known = by_key.get((facet, gram.key), [])
            known = [one for one in known if _is_written_so(one, text, gram)]
            if facet is Facet.ISSUER and _is_doubtful(gram, is_place):
                known = [one for one in known if is_whole(one.value, gram.key)]
            if known and _is_meant(facet, gram):
                found.append(_mention(facet, text, gram, known))
    found.sort(key=lambda one: (one.start - one.end, list(Facet).index(one.facet), one.start))
    kept: list[Mention] = []
    for one in found:
        if not any(_overlap(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _overlap(one: Mention, other: Mention) -> bool:
    is_title = Facet.TITLE in (one.facet, other.facet) and one.facet is not other.facet
    return not is_title and one.start < other.end and other.start < one.end


def _is_doubtful(gram: Gram, is_place: bool) -> bool:
    """Whether one word may well be another than that which a name begins with: the bureau of
    Bureau Veritas, the town of Lyon Confluence."""
    return " " not in gram.key and (is_place or not gram.is_certain)


def _is_written_so(called: Called, text: str, gram: Gram) -> bool:
    """Tickers are written in capitals: in small letters, KEY is a key and CAT a cat."""
    return called.field is not Field.TICKER or text[gram.start : gram.end].isupper()


def _is_meant(facet: Facet, gram: Gram) -> bool:
    length = gram.key.count(" ") + 1
    if facet is Facet.TITLE:
        return length >= _FEWEST_TITLE_WORDS
    if facet is Facet.ISSUER and is_term(gram.key):
        return False
    return gram.is_name or (length > 1 and facet is Facet.ISSUER)


def _mention(facet: Facet, text: str, gram: Gram, called: Sequence[Called]) -> Mention:
    values = tuple(dict.fromkeys(one.value for one in called))
    words = text[gram.start : gram.end].strip(' ,.;:?!()«»"')
    documents = frozenset(one.document for one in called)
    return Mention(facet, gram.start, gram.end, words, values, documents)
