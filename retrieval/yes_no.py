"""Whether evidence that tells of what is asked says yes to it, or no."""

from __future__ import annotations

import re

from core.plain import plain
from core.words import words
from retrieval.topic import topic_of

_EXCEPTION = re.compile(
    r"\b(?:without|unless|except|exception|other than|sans|sauf|hormis|a moins|par exception)\b"
)
_DENIAL = re.compile(
    r"\b(?:there (?:is|are|shall be|will be) no|ha(?:s|ve) no|none|neant|aucune?|non[ -]"
    r"|(?:does|do|shall) not have (?:an?|any|the)|n'(?:a|ont|y a) pas (?:de|d')"
    r"|ne dispose(?:nt)? (?:pas|d'aucune?)(?: de| d')?)\s?"
)
_ASKS_LEAVE = re.compile(r"\b(?:autorise\w*|permis\w*|allowed|permitted|may|peut|peuvent)\b")
_FORBIDS = re.compile(
    r"\b(?:interdit\w*|prohib\w*|forbidden|not (?:permitted|allowed)|shall not|may not|ne peu\w+"
    r"|ne pourr\w+|ne saur\w+)\b"
)
_STEM = 5
"""Letters by which an adjective is of the family of a noun: *indexé*, *indexation*."""
_GENERIC = frozenset(
    words(
        "party parties agreement contract clause document lease bail contrat convention partie"
        " provide provides provided right term terms amount date any there prevoit existe droit"
    )
)
"""Words of questions that no denial is about."""


def yes_or_no(question: str, quote: str) -> str | None:
    """`no` where the evidence denies or forbids what is asked; else `yes`, as it tells of it. None
    where it forbids with exceptions: that is for people to say."""
    text = plain(quote)
    is_exceptional = bool(_EXCEPTION.search(text))
    if _ASKS_LEAVE.search(plain(question)) and _FORBIDS.search(text):
        return None if is_exceptional else "no"
    return "no" if not is_exceptional and _denies(question, text) else "yes"


def _denies(question: str, text: str) -> bool:
    """Whether a denial stands right before a word that the question is about: "there is no
    penalty", "aucune indexation", "non-exclusive"; not in "aucune cession sans accord"."""
    about = {term[:_STEM] for term in topic_of(question).terms - _GENERIC}
    after = (found.end() for found in _DENIAL.finditer(text))
    following = (words(" ".join(text[end : end + 60].split()[:2])) for end in after)
    return any(about.intersection(word[:_STEM] for word in some) for some in following)
