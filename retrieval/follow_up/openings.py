"""How a question shows that it leans on the one before: how it begins, and what it points to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.plain import plain

_MEANT = (
    r"(?:je (?:parl(?:e|ais)|voulais (?:dire|parler)|pens(?:e|ais) a|demand(?:e|ais))"
    r"|i (?:mean|meant|was (?:asking|talking) about)|plutot|rather|en fait|actually)\b"
)
_SORRY = r"(?:pardon|sorry|desolee?|excuse[zs]?[- ]moi)\b[ ,;:!-]*"
_NO = rf"(?:(?:non|no|nope)(?:(?: ?[,;:!]| -)+ ?| (?={_MEANT}))|{_SORRY})"
_ALSO = r"(?:et(?: aussi| alors)?|and(?: also)?|ainsi que)\b,? "
_WHAT_OF = (
    r"(?:qu'en est-il|quid|(?:la )?meme (?:question|chose)|what about|how about"
    r"|(?:the )?same (?:question|thing)?)\b"
)
_OPENING = re.compile(
    rf"\s*+(?P<no>{_NO})?(?P<also>{_ALSO})?(?P<meant>{_MEANT})?(?P<of>{_WHAT_OF})?[ ,:]*+"
)
_MOST_OPENINGS = 3
"""“Et non, je parlais de …”."""
_OF = re.compile(r"(?:de la |de l'|de |du |des |d'|about |of )?(?:the )?")

_ASKS = re.compile(
    r"(?:(?:a|de|d'|pour|par|dans|en|avec|sur|chez|depuis|jusqu'a|pendant|in|at|by|for|from|to|of"
    r"|on|under|with|until|since) ?)?(?:quels?|quelles?|combien|qui|qu[e']|quoi|quand|ou|comment"
    r"|pourquoi|est-ce|what|which|who|whose|when|where|why|how|is|are|was|were|does|did|do|has"
    r"|have|can|could|will|would|should)(?:\b|(?<='))"
)
_ASKS_INSIDE = re.compile(
    r"[ ,](?:quels?|quelles?|combien|comment|pourquoi|est-ce|what|how|why)\b"
    r"|\w-(?:t-)?(?:il|elle|ils|elles|on)\b"
)
_PLACE = re.compile(
    r"(?P<other>pour|chez|for|(?:celui|celle|ceux|celles|that|those) (?=d|of ))"
    r"|(?P<same>dans|selon|d'apres|in|under|according to)\b"
)
_FEW_WORDS = 6


@dataclass(frozen=True, slots=True)
class Opening:
    """A question that begins like a follow-up."""

    rest: str
    """What stands behind that beginning."""


def opening(question: str) -> Opening | None:
    """None where a question does not begin like one, or has nothing but that beginning."""
    opened = None
    for _ in range(_MOST_OPENINGS):
        rest = _behind(opened.rest if opened else question)
        if not any(map(str.isalnum, rest)):
            break
        opened = Opening(rest)
    return opened


def _behind(question: str) -> str:
    """What stands behind the first beginning; empty where there is none."""
    folded = plain(question)
    found = _OPENING.match(folded)
    if not found or not any(found.group("no", "also", "meant", "of")):
        return ""
    start = found.end()
    if found["of"] or found["meant"]:
        named = _OF.match(folded, start)
        start = named.end() if named else start
    return question[start:].strip()


def asks(text: str) -> bool:
    """Whether it is a question of its own, and not only a piece of one."""
    folded = plain(text)
    clauses = (clause.lstrip() for clause in folded.split(","))
    return any(map(_ASKS.match, clauses)) or bool(_ASKS_INSIDE.search(folded))


def place_of(text: str) -> tuple[str, str]:
    """How a piece says where to look: `other` (for the loan) or `same` (in the annex), and what
    it says of it; `""` and the text where it does not."""
    found = _PLACE.match(plain(text))
    if not found:
        return "", text
    return found.lastgroup or "", text[found.end() :].strip()


def is_piece(text: str) -> bool:
    """Whether a question that begins like any other is no more than a place or a time."""
    return bool(_PLACE.match(plain(text))) and len(text.split()) <= _FEW_WORDS and not asks(text)
