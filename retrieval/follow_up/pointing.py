"""Pronouns: whom or what a question points to without saying it."""

from __future__ import annotations

import re

from core.plain import plain
from retrieval.follow_up.subjects import documents_in

ANY, THING = "any", "thing"
"""Whoever or whatever was spoken of; a thing, not somebody."""
_INVERTED = re.compile(r"(?P<verb>\w+)-(?:t-)?(?P<who>ils?|elles?)\b")
_IMPERSONAL = re.compile(
    r"(?:faut|faudra|faudrait|existe|agit|passe|convient|suffit)|(?<=\by )(?:a|avait|aura)"
)
"""Verbs whose "il" is nobody."""
_SUBJECT = re.compile(
    r"\b(?:le|la|les|un|une|des|ce|cet|cette|ces|chaque|mon|ma|mes|notre|nos|votre|vos) [a-z]"
    r"|(?<!\w)l'[a-z]"
)
_HAS_NAME = re.compile(r"(?<=\S) [A-ZÀ-ÖØ-Þ]")
_POINTS = re.compile(
    r"\b(?:son|sa|ses|leurs?) [a-z]|\ben (?:est|sont|etait|etaient|a|ont|sera)\b"
    r"|\b(?:ce|cet|cette|ces) (?!qui\b|que\b|que?l)[a-z]|\b(?:celui|celle|ceux)-(?:ci|la)\b"
    r"|\b(?:it|its|they|their|them|this|these|those|he|she|his|her)\b"
)
_OBJECT = re.compile(
    r"(?:qui|quand|comment|pourquoi|quel(?:le)?s? [a-z]+) (?:l'|les? |la |lui |leur )"
    r"(?:(?:a|ont|est|sont) )?[a-z]+[ ?.]*"
)
_NOUN = re.compile(
    r"(?:\b(?:(?P<m>le|du|un|au)|(?P<f>la|une)) |(?P<again>\())"
    r"(?!plus |moins |montant |valeur |date |total |nombre )"
    r"(?=(?P<noun>[a-z-]+(?: [a-z'-]+){0,3}))"
)
_AFTER_NOUN = re.compile(
    r" (?:le|la|les|l'|un|une|du|des|au|par|pour|que|qui|et|ou|dans|en|sur|est|sont|a-t)\b.*"
    r"|(?: (?:a|de))+$"
)


def points_back(text: str) -> str:
    """Whom or what a question points to without saying it: `m`, `f`, `ANY` or `THING`; else
    empty."""
    folded = plain(text)
    inverted = _INVERTED.search(folded)
    if inverted and not _IMPERSONAL.fullmatch(folded, *inverted.span("verb")):
        said = folded[: inverted.start()]
        if not _SUBJECT.search(said) and not _HAS_NAME.search(text[: inverted.start()]):
            return "f" if inverted["who"].startswith("e") else "m"
    if _OBJECT.fullmatch(folded):
        return THING
    return ANY if _POINTS.search(folded) else ""


def pointed_to(gender: str, earlier: str, is_named: bool) -> list[str]:
    """The documents of an earlier question that a pronoun may stand for, else the thing that it
    asked about; where nothing points back, the documents."""
    documents = documents_in(earlier)
    fits = [part.words for part in documents if gender in ("", ANY) or part.gender in ("", gender)]
    things = [] if fits or not gender else _things(gender, earlier)
    if gender == ANY:  # “its”: whoever is named, else what was spoken of last
        things = [] if is_named else things[-1:]
    return fits or things[:1]


def _things(gender: str, earlier: str) -> list[str]:
    """French nouns of that gender, each with what belongs to it, in order."""
    found = []
    for one in _NOUN.finditer(plain(earlier)):
        if gender in (ANY, THING) or one[gender] or one["again"]:
            start, noun = one.start("noun"), _AFTER_NOUN.sub("", one["noun"])
            found.append(earlier[start : start + len(noun)])
    return found
