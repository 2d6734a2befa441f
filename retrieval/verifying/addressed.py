"""Sentences that ask something of their reader: questions, orders, requests, roles to play.

They state nothing: a model that repeats them tells nothing, unless they are what was asked about
("Send form 12 to the town hall"). They are found by how they open, and where they speak of the
answer that is to be given, French and English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.lexicon import concepts_in
from core.plain import plain
from retrieval.verifying.reading import told
from retrieval.verifying.vocabulary import (
    AMBIGUOUS,
    ANNOUNCING,
    ASKING,
    COURTEOUS,
    LINKING,
    OBJECTS,
)
from retrieval.verifying.wording import Stems

_CLOSING = " \"'»”)]."
MOST_CHARS = 4_000
"""Of one sentence: what is longer is looked at up to there."""
_BEGINNING = 200
"""Characters that are looked at for how a sentence opens."""
_LEADING = re.compile(r"^[\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_VERBS = frozenset({"assez", "chez", "nez", "rez"})
_END = re.compile(r"(?<=[.!?;:])\s+|\n+(?=\W*[A-ZÀ-Ý])")
_REPLY = r"(?:answers?|repl(?:y|ies)|responses?|reponses?)\b"
_MUST = r"(?:must|should|shall|ha(?:s|ve) to|needs? to|(?:is|are) to|doi(?:t|vent)|devr(?:a|ont))\b"
# On plain text, where a sentence opens.
_OPENINGS = (
    r"(?:could|can|would|will) you\b",
    r"(?:i|we)(?: would|'d)? (?:want|need|like|love|appreciate|ask|expect|urge|wish|beg)\b"
    r".{0,20}\byou\b",
    r"it (?:would|'d) be \w+ (?:if you|to)\b",
    r"(?:be (?:so )?\w+ (?:as|enough) to|(?:be|make) (?:sure|certain)|feel free|let's|let us)\b",
    r"(?:do not|don't|never|always)\b",
    r"(?:you are|you're|tu es|vous etes) (?:now|no longer|henceforth|desormais|maintenant)\b",
    r"(?:your|ta|votre) (?:\w+ )?(?:task|job|role|mission|goal|duty|tache)\b",
    r"(?:from (?:now|here) on|henceforth|a partir de maintenant|dorenavant|desormais)\b"
    r".{0,12}\b(?:you|tu|vous|te|ta|tes)\b",
    r"(?:merci|priere) d(?:e\b|')|n'(?:oublie|hesite)",
    r"(?:pou(?:vez|rriez)|peux|pourrais|voud(?:riez|rais)|veux|voulez|auriez|aurais)-(?:vous|tu)\b",
    r"(?:j'|je |nous |on )(?:aime|souhait|voudr|veu|demand|exig|voul)\w*\b.{0,20}"
    r"\b(?:que (?:tu|vous)|te|vous)\b",
    r"il (?:serait|est) \w+ (?:de\b|d'|que (?:tu|vous)\b)",
    r"(?:pense a|assure-toi|fais (?:comme|semblant))\b",
)
_OPENING = re.compile("|".join(f"(?:{pattern})" for pattern in _OPENINGS))
_ANSWER = re.compile(
    rf"\b(?:your|ta|tes|votre|vos) {_REPLY}"
    rf"|\b(?:the|la|les|each|every|all|chaque|any) {_REPLY}.{{0,30}}\b{_MUST}"
    r"|\b(?:each|every|all|any|third|second|chaque|les|tous les|toutes les) "
    rf"(?:vowel|consonant|letter|word|voyelle|consonne|lettre|mot)s?\b.{{0,30}}\b{_MUST}"
)
"""Of the answer that is to be given, or how it is to be spelt."""


@lru_cache(maxsize=2_048)
def asks(text: str) -> bool:
    """Whether a sentence is a question, opens as an order, a request or a role does, or speaks of
    the answer that is to be given."""
    if text.rstrip(_CLOSING).endswith("?"):
        return True
    said = _LEADING.sub("", _plain(text), count=1)
    return bool(_OPENING.match(said) or _ANSWER.search(said) or _verb(text))


def _plain(text: str) -> str:
    return " ".join(plain(text[:MOST_CHARS]).split())


def _verb(text: str) -> str:
    """The verb without a subject with which a sentence orders something, or nothing. What may be a
    noun as well is followed by what it is to be done to: "List three", not "List of"."""
    words = _LETTERS.findall(_plain(text)[:_BEGINNING])
    at = next((rank for rank, word in enumerate(words) if word not in COURTEOUS), len(words))
    first, following = [*words[at : at + 2], "", ""][:2]
    is_verb = first in ASKING or (first.endswith("ez") and first not in _NO_VERBS)
    return first if is_verb and (first not in AMBIGUOUS or following in OBJECTS) else ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a question is about."""

    stems: Stems
    concepts: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Whether a text shares a word with it, in any form, or a concept. What orders are given
        with is none."""
        common = {stem for stem in told(text).stems if self.stems.has(stem)}
        if asks(text):
            common -= ASKING - AMBIGUOUS | {_verb(text)}
        return bool(common or self.concepts & concepts_in(text))


@lru_cache(maxsize=64)
def matter_of(question: str) -> Matter:
    return Matter(Stems.of(told(question).stems - ANNOUNCING - LINKING), concepts_in(question))


def is_idle(text: str, question: str) -> bool:
    """Whether a text asks something that the question is not about."""
    return asks(text) and not matter_of(question).is_in(text)


@lru_cache(maxsize=256)
def unasked(quote: str, question: str) -> str:
    """A quote without its idle sentences."""
    ends = [(gap.start(), gap.end()) for gap in _END.finditer(quote)]
    kept, start = [], 0
    for end, following in (*ends, (len(quote), len(quote))):
        if not is_idle(quote[start:end], question):
            kept.append(quote[start:following])
        start = following
    return "".join(kept)
