"""An earlier question with something else in one of its places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.follow_up.subjects import Part, periods_in, without, years_in, years_later

_OWNED = re.compile(r"^['’]s?\b")
_NOTHING = re.compile(r"\( *\)|(?<=\() +| +(?=[,)])")
_BEFORE_NAME = (
    r"(?:\b[a-zà-ÿ]+(?:ée?s?|ie?s?|ue?s?|ed|en) (?=(?:à|par|by|to|pour|for) ))?"
    r"(?:\b(?:de la|de l'|du|de|des|d'|à|au|aux|par|pour|chez|dans|selon|d'après|of|for|in|by|at|to"
    r"|under|according to) ?"
    r"(?:(?:la |le |les |l'|the )?(?:[a-zà-ÿ]+ )?)?|\b(?:la |le |les |l'|the ))?$"
)
_LEADING_TO = re.compile(_BEFORE_NAME)
_MOST_LEADING = 60
"""Characters before a name that may lead to it."""


def at_time(earlier: str, said: str) -> str:
    """The earlier question, of the time that a piece says."""
    known, wanted = years_in(earlier), [part.words for part in years_in(said)]
    if later := years_later(said):
        wanted = [str(int(year.words) + later) for year in known]
    is_bare = later or all(_is_bare(part) for part in periods_in(said))
    if known and len(known) == len(wanted) and is_bare:
        for part, year in reversed(list(zip(known, wanted, strict=True))):
            earlier = instead(earlier, part, year)
        return earlier
    return beside(cut(earlier, periods_in(earlier)), said)


def _is_bare(period: Part) -> bool:
    return not any(map(str.isdigit, without(period.words, *years_in(period.words))))


def instead(text: str, part: Part, words: str) -> str:
    return text[: part.start] + words + text[part.end :]


def cut(text: str, parts: Sequence[Part]) -> str:
    """Without some stretches and the words that lead to them."""
    for part in sorted(parts, key=lambda part: -part.start):
        before = text[: part.start]
        lead = _LEADING_TO.search(before, max(0, part.start - _MOST_LEADING))
        start = lead.start() if lead else part.start
        text = f"{text[:start].rstrip(' ,')} {_OWNED.sub('', text[part.end :]).lstrip()}"
    return _NOTHING.sub("", text).lstrip(" ,")


def beside(earlier: str, said: str) -> str:
    """The earlier question, and a piece at its end."""
    piece = said.strip(" ?.!")
    return f"{bare(earlier)}, {piece}{mark(earlier)}"


def bare(text: str) -> str:
    return " ".join(text.rstrip(" ?.!").split())


def mark(earlier: str) -> str:
    return " ?" if earlier.endswith(" ?") else "?"


def quoted(words: str, earlier: str) -> str:
    return f"« {words} »" if earlier.endswith(" ?") else f"“{words}”"
