"""Names of organisations, told by their legal form or by what public bodies are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from core.plain import plain
from core.readings import ElementKind
from ingest.describe.leaf_text import LeafText, tidy
from ingest.describe.rules import gazetteer

_MOST_CHARACTERS = 60_000
# Possessive, and links that hold a space: a long word must have one reading, not a million.
_CAPITAL = r"[A-ZÀ-ÖØ-Þ0-9][\w&'’.+-]{0,30}+"
_SMALL = r"(?:de la|de l['’]|de|du|des|d['’]|la|le|les|l['’]|et|en|of|and|the|for|&)"
_LINK = rf"[ ](?:{_SMALL}[ ]?)?"
_HEADING, _RUNNING, _EARLY = 4, 3, 2
"""How much more a mention weighs in a heading of the first leaf, in a running head, early on."""


_GENERIC = re.compile(
    r"^(?:(?:the|our|your|this|la|le|les|notre|votre|cette|each|such|parent|holding|public"
    r"|private|new"
    r"|limited|liability|group|groupe|company|companies|societe|corporation|trust|fund|fonds"
    r"|bank|banque|state|city|commune"
    r"|department|agency|commission|securities|exchange|and|et|of|united|states|stock|board"
    r"|directors) ?)+$"
)
"""What stands for a name without being one, and the bodies that filings are sent to."""


class Mention(NamedTuple):
    name: str
    leaf: LeafText
    start: int
    end: int


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    known = gazetteer()
    after, before = _any(known["legal_forms_after"]), _any(known["legal_forms_before"])
    bodies = _any(known["bodies"])
    words = rf"{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,6}}"
    upper = after.upper()
    return (
        # Shortest first, or `Alpha Inc. and Beta Inc.` would be one name.
        re.compile(rf"\b{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,6}}?,?[ ](?:{after}|{upper})\b\.?"),
        re.compile(rf"\b(?:{before})(?:[ ]{_SMALL})?[ ]?{words}"),
        re.compile(rf"\b(?:{bodies})[ ](?:de la |de l['’]|de |du |des |d['’]|of (?:the )?){words}"),
    )


def mentions(leaf: LeafText, start: int = 0, end: int | None = None) -> list[Mention]:
    """Organisations named in text[start:end], in order, each line apart; overlaps once."""
    stop = len(leaf.text) if end is None else min(end, len(leaf.text))
    found = sorted(
        (
            match.span()
            for pattern in _patterns()
            for match in pattern.finditer(leaf.text, start, stop)
        ),
        key=lambda span: (span[0], -span[1]),
    )
    kept: list[Mention] = []
    for first, last in found:
        name = tidy(leaf.text[first:last])
        if (not kept or first >= kept[-1].end) and _is_name(name):
            kept.append(Mention(name, leaf, first, last))
    return kept


def _is_name(name: str) -> bool:
    return len(name) > 3 and not _GENERIC.match(plain(name).replace(".", ""))


def most_named(leaves: Sequence[LeafText], others: Collection[str] = frozenset()) -> Mention | None:
    """Who but `others` the document speaks of most, by where it does; None where nobody is named.

    A name is cut after the last word that more than half of its mentions share.
    """
    apart = {_key(name) for name in others}
    found = [pair for pair in _weighed(leaves) if _key(pair[1].name) not in apart]
    weighed: Counter[tuple[str, ...]] = Counter()
    for weight, mention in found:
        weighed[_key(mention.name)] += weight
    best = _shared_beginning(weighed)
    named = [mention for _, mention in found if _key(mention.name)[: len(best)] == best]
    return _cut(named[0], len(best)) if named and best else None


def _weighed(leaves: Sequence[LeafText]) -> list[tuple[int, Mention]]:
    """Each name once a leaf, or a list of securities would outweigh their issuer."""
    found: list[tuple[int, Mention]] = []
    left = _MOST_CHARACTERS
    for leaf in leaves:
        spans = [(leaf.of(e), e.kind) for e in leaf.elements(*ElementKind)]
        once: dict[tuple[str, ...], tuple[int, Mention]] = {}
        for mention in mentions(leaf):
            kind = next((k for (s, e), k in spans if s <= mention.start < e), None)
            weight, key = _weight(leaf, kind), _key(mention.name)
            if weight > once.get(key, (0, mention))[0]:
                once[key] = weight, mention
        found += once.values()
        left -= len(leaf.text)
        if left < 0:
            break
    return found


def _weight(leaf: LeafText, kind: ElementKind | None) -> int:
    if leaf.leaf.number == 1:
        return _HEADING if kind is ElementKind.HEADING else _EARLY
    if kind in (ElementKind.HEADER, ElementKind.FOOTER):
        return _RUNNING
    return _EARLY if leaf.leaf.number <= 3 else 1


_WORD = re.compile(r"[\w&.+-]+")


def _key(name: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".") for word in _WORD.findall(plain(name)))


def _shared_beginning(weighed: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    starts: Counter[tuple[str, ...]] = Counter()
    for key, weight in weighed.items():
        for length in range(1, len(key) + 1):
            starts[key[:length]] += weight
    best: tuple[str, ...] = max(
        (s for s in starts if len(s) == 2), key=lambda s: starts[s], default=()
    )
    while longer := [s for s in starts if best and s[:-1] == best]:
        following = max(longer, key=lambda start: starts[start])
        if 2 * starts[following] <= starts[best]:
            break
        best = following
    return best


def _cut(mention: Mention, words: int) -> Mention:
    """The mention's first words."""
    text = mention.leaf.text[mention.start : mention.end]
    ends = [match.end() for match in _WORD.finditer(plain(text))]
    end = mention.end if words >= len(ends) else mention.start + ends[words - 1]
    return mention._replace(name=tidy(mention.leaf.text[mention.start : end]), end=end)
