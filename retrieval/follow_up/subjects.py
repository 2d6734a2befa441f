"""What a question says of whose, of which document and of when, in French and in English.

Patterns are read on `plain` text, which is as long as the text; names need its capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from core.dates import MONTH, YEAR
from core.plain import plain

MOST_PARTS = 32
"""Of one sort, in one question; the first."""
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_LINK = r"(?:(?:de la|de|du|des|of|of the) |(?:de )?[dl]['’])?"
_NAME = re.compile(rf"(?<!\w){_CAPITAL}[\w&.’'+-]*(?:(?<!['’]s) {_LINK}{_CAPITAL}[\w&.’'+-]*)*")
_ACRONYM = re.compile(r"(?!(?:SA|SAS|SCI|SARL|SNC|SE|LLC|PLC|INC)$)[A-Z&]{1,5}")
"""Of one word: a ratio or a tax (LTV, TVA) more often than somebody's name."""
_ASKING = frozenset(
    (
        *("quel", "quelle", "quels", "quelles", "combien", "qui", "que", "quand", "comment"),
        *("pourquoi", "ou", "est-ce", "le", "la", "les", "un", "une", "et", "a", "en", "pour"),
        *("dans", "selon", "d'apres", "what", "which", "who", "whose", "when", "where", "why"),
        *("how", "is", "are", "was", "were", "did", "does", "do", "has", "have", "the", "in"),
        *("for", "and", "under", "at", "about"),
    )
)
"""Words with a capital only because a question begins with them."""
_MALE, _FEMALE = "m", "f"
_FRENCH_DOCUMENTS = re.compile(
    r"\b(?:(?P<m>bail|baux|prets?|emprunts?|contrats?(?: de [a-z]+)?|courriers?|avenants?"
    r"|etats? locatifs?|(?<!par )rapports?(?! a\b)(?: d'[a-z]+| annuels?)?|proces-verba(?:l|ux)"
    r"|actes?(?: de vente)?)"
    r"|(?P<f>offres?(?: de [a-z]+)?|conventions?(?: de [a-z]+)?|lettres?|annexes?(?: aux comptes)?"
    r"|factures?|promesses? de vente))\b(?: commercia(?:le?s?|ux))?"
)
_ENGLISH_DOCUMENTS = re.compile(
    r"(?<=\b(?:the|its|our|any) )(?:[a-z]+ ){0,2}(?:lease|loan|contract|agreement|offer|letter"
    r"|rent roll|(?:annual|audit|auditor's|quarterly) report|invoice|amendment)\b"
    r"(?! (?:payment|liabilit|obligation|expense|cost|commitment))"
)
_DAY = r"(?:\d{1,2}(?:er|st|nd|rd|th)? )?"
_WHEN = (
    rf"(?:{_DAY}(?:{MONTH}\.? )?(?:\d{{1,2}}, )?(?<![\d.,/-]){YEAR}(?![\d/]|-\d)"
    rf"|\b\d{{1,2}}[/.]\d{{1,2}}[/.]{YEAR}\b|\b[tqsh][1-4]\b)"
)
_INTO = (
    r"(?:en|au|du|de|a|entre|et|fin|debut|le|l'|les|exercices?|annees?|clos|depuis|in|for|of|from"
    r"|to|between|and|fiscal|fy|years?|ended|at|as|on|the|end|by|during|since|year-end)"
)
_PERIOD = re.compile(rf"(?:\b{_INTO}(?: |(?<=')|(?=\d))){{0,5}}{_WHEN}")
_YEAR = re.compile(rf"(?<![\d.,/-]){YEAR}(?![\d/]|-\d)")
_YEAR_BEFORE = re.compile(
    r"\b(?:annee|exercice|an|year) (?:precedente?|d'avant|before|dernier)\b"
    r"|\b(?:previous|prior|preceding) (?:fiscal )?year\b"
)
_YEAR_AFTER = re.compile(
    r"\b(?:annee|exercice) (?:suivante?|d'apres)\b|\byear after\b"
    r"|\b(?:following|next) (?:fiscal )?year\b"
)
_MONTH = re.compile(rf"{MONTH}\b")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a question."""

    start: int
    end: int
    words: str
    gender: str = ""
    """`m` or `f` for a French noun; else empty."""


def names_in(text: str, *, is_piece: bool = False) -> list[Part]:
    """Organisations, programmes, lots: what is written with a capital, in order. No acronyms.

    A word alone with which a question begins is none, unless it is a piece of a question.
    """
    found = islice(_NAME.finditer(text), MOST_PARTS)
    return [part for one in found for part in _named(text, one, is_piece)]


def _named(text: str, found: re.Match[str], is_piece: bool) -> Iterator[Part]:
    start, words = found.start(), found[0]
    first, _, rest = words.partition(" ")
    is_first = not is_piece and not text[:start].strip(" «“\"'(")
    if is_first and (plain(first) in _ASKING or not rest):
        start, words = start + len(first) + 1, rest
    words = words.rstrip(".'’-")
    words = words[:-2] if words.endswith(("'s", "’s")) else words
    if words and not _ACRONYM.fullmatch(words) and not _MONTH.match(plain(words)):
        yield Part(start, start + len(words), words)


def documents_in(text: str) -> list[Part]:
    """Nouns for documents, and for the deals that they record, with what kind they are."""
    folded = plain(text)
    found = [(one, _FEMALE if one["f"] else _MALE) for one in _FRENCH_DOCUMENTS.finditer(folded)]
    found += [(one, "") for one in _ENGLISH_DOCUMENTS.finditer(folded)]
    parts = (Part(*one.span(), text[slice(*one.span())], gender) for one, gender in found)
    return sorted(parts, key=lambda part: part.start)[:MOST_PARTS]


def periods_in(text: str) -> list[Part]:
    """Years, days and quarters, each with the words that lead to it (“fin”, “in fiscal”)."""
    return _parts(_PERIOD, text)


def years_in(text: str) -> list[Part]:
    return _parts(_YEAR, text)


def _parts(pattern: re.Pattern[str], text: str) -> list[Part]:
    spans = (found.span() for found in islice(pattern.finditer(plain(text)), MOST_PARTS))
    return [Part(start, end, text[start:end]) for start, end in spans]


def years_later(text: str) -> int:
    """-1 for “the year before”, 1 for “l'année suivante”, else 0."""
    folded = plain(text)
    return bool(_YEAR_AFTER.search(folded)) - bool(_YEAR_BEFORE.search(folded))


def without(text: str, *parts: Part) -> str:
    """A text with spaces in the place of some stretches."""
    for part in parts:
        text = text[: part.start] + " " * (part.end - part.start) + text[part.end :]
    return text
