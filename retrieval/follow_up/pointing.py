"""Pronouns: whom or what a question points to without saying it."""

from __future__ import annotations

import re
from itertools import islice

from core.plain import plain
from retrieval.follow_up.subjects import MOST_PARTS, documents_in

ANY, THING = "any", "thing"
"""Whoever or whatever was spoken of; a thing, not somebody."""
_INVERTED = re.compile(r"(?P<verb>\w+)-(?:t-)?(?P<who>ils?|elles?)\b")
_IMPERSONAL = re.compile(
    r"(?:faut|faudra|faudrait|existe|agit|passe|convient|suffit)|(?<=\by )(?:a|avait|aura)"
)
"""Verbs whose "il" is nobody."""
_IT_IS = re.compile(r"(?:est|serait)-il [a-z]+ (?:de |d'|que |qu')")
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
_DETERMINER = (
    r"(?:(?<!\w)(?:the|an?|each|any|every|no|which|whose|le|la|les|une?|des|du|aux?|quels?|quelles?)"
    r" (?:[a-z'-]+ )?|(?<!\w)[ld]')"
)
_NOT_NOUN = r"(?!(?:is|are|was|were|it|its|they|their|them|this|that|these|those|est|sont|ont)\b)"
_SOMETHING = re.compile(
    rf"{_DETERMINER}{_NOT_NOUN}[a-z]{{3,}}|\bwhat (?:is|are|was|were) {_NOT_NOUN}[a-z]{{3,}}"
)
"""What a pronoun may stand for."""
_DOES = re.compile(
    r"\b(?:do|does|did|has|have|had|can|may|must|should|will|would)"
    rf" (?:the|an?|each|any|every|no) {_NOT_NOUN}[a-z]{{3,}}"
)
"""Who does something in English: "does the policy …"; "is the date of its report" has nobody."""
_JOINT = re.compile(r"\b(?:and|but|et|mais)\b|[:;,]")
_DEMONSTRATIVE = re.compile(r"(?:ce|cet|cette|ces|celui|celle|ceux|this|these|those)\b")
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
    if inverted and not _is_nobody(folded, inverted):
        said = folded[: inverted.start()]
        if not _SUBJECT.search(said) and not _HAS_NAME.search(text[: inverted.start()]):
            return "f" if inverted["who"].startswith("e") else "m"
    if _OBJECT.fullmatch(folded):
        return THING
    found = islice(_POINTS.finditer(folded), MOST_PARTS)
    pronouns = [one for one in found if text[one.start() : one.end()] != "IT"]
    return "" if all(_is_told(folded, one) for one in pronouns) else ANY


def _is_nobody(folded: str, inverted: re.Match[str]) -> bool:
    is_impersonal = _IMPERSONAL.fullmatch(folded, *inverted.span("verb"))
    return bool(is_impersonal or _IT_IS.match(folded, inverted.start()))


def _is_told(folded: str, pronoun: re.Match[str]) -> bool:
    """Whether what a pronoun stands for may be in its own question: whoever does something before
    it, or anything in what it is joined to ("which directors left, and why did they?")."""
    before = folded[: pronoun.start()]
    joints = [joint.start() for joint in _JOINT.finditer(before)]
    is_joined = bool(joints) and _SOMETHING.search(before, 0, joints[-1]) is not None
    return not _DEMONSTRATIVE.match(pronoun[0]) and (is_joined or bool(_DOES.search(before)))


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
