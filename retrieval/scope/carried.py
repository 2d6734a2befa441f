"""What a passage carries: the names that stand there, and the years it speaks of."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from core.description import Field
from core.evidence import Hit
from core.periods import Period
from core.plain import plain
from core.stores import Card
from retrieval.scope.fit import lasts

_AROUND = 10_000
"""Characters of the leaf before and after a passage that are looked at: most pages are shorter."""
_SMALL = r"\W{1,4}(?:(?:of|de|du|des|d|la|le|les|et|and|von|van|der|the)\W{1,4}){0,2}"
"""What may stand between two words of a name."""
_WORD = re.compile(r"[^\W\d_]{6,30}")
_MOST_ALIKE = 200
"""Words of one page that begin with the same letter and are as long: comparing takes time."""
_ALIKE = 0.84
"""Of `difflib`: one letter of seven may differ, or two have changed places."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Carried:
    """A passage's own text, headings and column headers first, then the page around it."""

    text: str
    plain: str
    """The text in `core.plain`."""
    own: int
    """Where the page begins."""

    @classmethod
    def by(cls, hit: Hit) -> Carried:
        passage = hit.passage
        chunk, whole = passage.chunk, passage.leaf.text
        start, end = passage.leaf.char_span(chunk.words)
        own = "\n".join((*chunk.heading_path, chunk.header, whole[start:end]))
        page = whole[max(0, start - _AROUND) : start], whole[end : end + _AROUND]
        text = "\n".join((own, *page, passage.document_name))
        return cls(text, plain(text), len(own))

    def has(self, pattern: re.Pattern[str], *, page: bool = True, is_small: bool = False) -> bool:
        """Whether somebody is named there: a capital or a digit begins it; with `is_small`, whether
        the words stand there in small letters, as names are not written. Without `page`, in the
        passage's own text alone."""
        found = pattern.finditer(self.plain, 0, len(self.text) if page else self.own)
        return any(self.text[one.start()].islower() == is_small for one in found)

    def has_like(self, word: str) -> bool:
        """Whether a name there is spelt nearly like a folded word: one that was mistyped."""
        near = {
            found.group()
            for found in _WORD.finditer(self.plain)
            if found.group()[0] == word[0] and found.group() != word
            if abs(len(found.group()) - len(word)) <= 1
            if not self.text[found.start()].islower()
        }
        few = sorted(near)[:_MOST_ALIKE]
        return bool(get_close_matches(word, few, n=1, cutoff=_ALIKE))

    @property
    def years(self) -> frozenset[int]:
        return years_in(self.text[: self.own])

    @property
    def page_years(self) -> frozenset[int]:
        return years_in(self.text[self.own :])


def spelt(keys: Collection[str]) -> re.Pattern[str]:
    """Matches any of some keys, as `core.naming` makes them, in a `core.plain` text."""
    longest_first = sorted(keys, key=lambda key: (-len(key), key))
    each = (_SMALL.join(map(re.escape, key.split())) for key in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


def years_in(text: str) -> frozenset[int]:
    return frozenset(map(int, _YEAR.findall(text)))


def years_of(card: Card | None) -> frozenset[int]:
    """Those that a document says it is of, or was made in; none where it tells nothing of that."""
    if card is None:
        return frozenset()
    period = Period.parse(card.value(Field.PERIOD) or "")
    made = card.value(Field.DATE)
    found = {period.year} if period else set()
    try:
        return frozenset(found | ({date.fromisoformat(made).year} if made else set()))
    except ValueError:
        return frozenset(found)


def may_tell_of(years: frozenset[int], carried: Carried, card: Card | None) -> bool:
    """Whether a passage may tell of one of some years: it names one; or its document is of one; or
    it names none, and its page does, or nothing tells of when the document is."""
    of = years_of(card)
    if not years or years & (of | carried.years) or lasts(card):
        return True
    if carried.years:
        return False
    return not of or bool(years & carried.page_years)
