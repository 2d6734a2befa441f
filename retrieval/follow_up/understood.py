"""A follow-up made into a question that stands alone: what it leaves out is said again.

Nothing is guessed that was not asked: the words are those of the conversation's own questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.plain import plain
from retrieval.follow_up.changed import at_time, bare, beside, cut, instead, mark, quoted
from retrieval.follow_up.openings import asks, is_piece, opening, place_of
from retrieval.follow_up.pointing import pointed_to, points_back
from retrieval.follow_up.subjects import (
    documents_in,
    names_in,
    periods_in,
    without,
    years_in,
    years_later,
)

_MOST_SAID_AGAIN = 4
"""Names and documents that a follow-up is taken to be about."""
_MOST_CHARS = 80
"""Of each of them."""
_MOST_YEARS = 2
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    (
        *("le", "la", "les", "l", "un", "une", "de", "du", "des", "d", "et", "a", "au", "aux"),
        *("en", "pour", "celui", "celle", "ceux", "celles", "que", "qui", "alors", "aussi", "svp"),
        *("the", "an", "of", "for", "in", "and", "that", "those", "one", "ones", "then", "please"),
    )
)
_NO_TIME = re.compile(
    r"\b(?:quand|dates?|jusqu|depuis|duree|qui|ou|pourquoi|when|until|who|where|why|how long)\b"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question asks when it stands alone."""

    text: str
    """The question itself where it leaves nothing out."""
    before: tuple[str, ...] = ()
    """Earlier questions, made to stand alone too, since the conversation last went over to
    another document; oldest first."""


def understood(question: str, before: Sequence[str], most_chars: int) -> Understood:
    """A question after those of `before`, oldest first. At most `most_chars` long, or as it is."""
    earlier: list[str] = []
    text = ""
    for asked in (*before, question):
        text, is_elsewhere = _alone(asked, earlier[-1] if earlier else "")
        if len(text) > most_chars:
            text = asked
        earlier = [*([] if is_elsewhere else earlier), " ".join(text.split())]
    told = earlier[:-1]
    if text != question:  # it has the time that it took over, or is of no time
        told = [cut(one, periods_in(one)) for one in told]
    return Understood(text, tuple(told))


def _alone(question: str, earlier: str) -> tuple[str, bool]:
    """With what it takes from an earlier question, and whether it is about another document."""
    if not any(map(str.isalnum, earlier)):
        return question, False
    opened, begun = opening(question), opening(earlier)
    said = " ".join((opened.rest if opened else question).split())
    text, is_elsewhere = _after(begun.rest if begun else earlier, said, is_opened=bool(opened))
    return (question if text == said else text), is_elsewhere


def _after(earlier: str, said: str, *, is_opened: bool) -> tuple[str, bool]:
    if _is_when(said) or is_piece(said) or (is_opened and not asks(said)):
        return _piece(said, earlier)
    if not is_opened and (not points_back(said) or names_in(said) or documents_in(said)):
        return said, False
    place, _ = place_of(said)
    is_elsewhere = place == "other" and not names_in(said)
    return (said if is_elsewhere else _completed(said, earlier)), is_elsewhere


def _is_when(said: str) -> bool:
    """Whether it says nothing but when."""
    if years_later(said):
        return len(said.split()) <= _MOST_SAID_AGAIN
    periods = periods_in(said)
    return bool(periods) and not _topic(without(said, *periods))


def _topic(text: str) -> list[str]:
    return [word for word in _WORD.findall(plain(text)) if word not in _EMPTY]


def _piece(said: str, earlier: str) -> tuple[str, bool]:
    """The earlier question with another time, another place or another thing in it."""
    periods = periods_in(said)
    if _is_when(said):
        return at_time(earlier, said), False
    place, what = place_of(said)
    what = without(what, *periods_in(what)).strip(" ?.!,")
    names, documents = names_in(what, is_piece=True), documents_in(what)
    if periods and (place or not _topic(without(what, *documents))):
        earlier = at_time(earlier, ", ".join(part.words for part in periods))
    is_only_names = names and not _topic(without(what, *names))
    if is_only_names and names_in(earlier):
        return instead(earlier, names_in(earlier)[-1], names[-1].words), False
    if place and documents:
        dropped = [*documents_in(earlier), *(names_in(earlier) if place == "other" else ())]
        return beside(cut(earlier, dropped), said), place == "other" and not names
    if place or is_only_names:
        return beside(earlier, said), False
    if documents and not _topic(without(what, *documents)):
        dropped = [*documents_in(earlier), *names_in(earlier)]
        return beside(cut(earlier, dropped), said), True
    return _completed(said, earlier), False


def _completed(said: str, earlier: str) -> str:
    """A question with what it does not say of whom, of which document and of when.

    What a piece takes over says where to look, and stands in quotes; where a pronoun points to it,
    it is what the question is about.
    """
    parts, times = _again(said, earlier), _times(said, earlier)
    again = ", ".join(parts if asks(said) else (quoted(part, earlier) for part in parts))
    if not again and not times:
        return said
    whole = ", ".join([bare(said), *times])
    return f"{whole} ({again}){mark(earlier)}" if again else f"{whole}{mark(earlier)}"


def _again(said: str, earlier: str) -> list[str]:
    """Names and documents that a question takes over; none where it has its own."""
    if documents_in(said) or names_in(said, is_piece=not asks(said)):
        return []
    names = [part.words for part in names_in(earlier)]
    found = [*pointed_to(points_back(said), earlier, bool(names)), *names]
    short = (one for one in found if len(one) <= _MOST_CHARS and plain(one) not in plain(said))
    return list(dict.fromkeys(short))[:_MOST_SAID_AGAIN]


def _times(said: str, earlier: str) -> list[str]:
    """The years that a question takes over, where they are few and it may be asked of when."""
    years = dict.fromkeys(part.words for part in years_in(earlier))
    is_open = not years_in(said) and not periods_in(said) and not _NO_TIME.search(plain(said))
    return list(years) if len(years) <= _MOST_YEARS and is_open else []
