"""What a question is about, and what kind of thing answers it, read from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.lexicon import concepts_in
from core.words import words


class Thing(StrEnum):
    """What an answer may have to hold."""

    AMOUNT = "amount"
    """Of money."""
    SHARE = "share"
    """A percentage or a rate."""
    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    """Or an organisation: a name."""


_ASKS_FIGURE = re.compile(
    r"\b(?:combien|montant|how (?:much|many)|amount|total|taux|rate|ratio|prix|price|loyer|rent"
    r"|surface|area|superficie|pourcentage|percentage|nombre|number of|chiffre|effectif|durée"
    r"|quand|when|date|année|year)\b",
    re.IGNORECASE,
)
_ASKS: dict[Thing, re.Pattern[str]] = {
    Thing.AMOUNT: re.compile(
        r"\b(?:montants?|prix|loyers?|coûts?|coute(?:nt)?|amounts?|prices?|rents?|costs?|how much"
        r"|salaires?|salary)\b",
        re.IGNORECASE,
    ),
    Thing.SHARE: re.compile(
        r"\b(?:taux|pourcentage|percentage|percent|rate|ratio|margin|marge)\b", re.IGNORECASE
    ),
    Thing.DATE: re.compile(r"\b(?:quand|dates?|when|quel jour|which day)\b", re.IGNORECASE),
    Thing.DURATION: re.compile(
        r"\b(?:durée|combien de temps|délais?|préavis|how long|duration|notice period)\b",
        re.IGNORECASE,
    ),
    Thing.PERSON: re.compile(r"^\W*(?:qui|who|par qui|by whom|avec qui)\b", re.IGNORECASE),
}
_ASKS_WHY = re.compile(
    r"\b(?:why|pourquoi|(?:for what|which|quelles?) (?:reasons?|raisons?|causes?)"
    r"|what (?:drove|caused|explains?)|qu'est-ce qui explique|à quoi est due?"
    r"|comment s'explique)\b",
    re.IGNORECASE,
)
_FRENCH = (
    "quel quelle quels quelles est sont le la les du des une combien qui quand pour dans par sur"
    " quoi au aux de d l qu il elle était comment où"
)
_ENGLISH = (
    "what which is are was were the of how who when where does did do has for and to by in its"
    " have much many be this with"
)
_SPOKEN = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}
"""Words that most questions of a language have, and none of the other."""
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FISCAL = re.compile(r"\bFY(?=\d{4}\b)", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![.?!] )(?<!^)(?<!« )\b[A-ZÀ-Þ][\w&.'’-]*(?:\s+(?:d'|l')?[A-ZÀ-Þ][\w&.'’-]*)*"
)
_ACRONYM = re.compile(r"(?!(?:SA|SAS|SCI|SARL|SNC|SE|LLC|PLC|INC)$)[A-ZÀ-Þ]{2,5}")
_QUOTED = re.compile(r"«[^»]{1,80}»|\"[^\"]{1,80}\"|“[^”]{1,80}”")
FORM = frozenset(
    words(
        "amount montant value valeur usd eur euros dollars million millions thousands milliers"
        " quel quelle quels quelles combien what which who whom how much many does answer give"
        " qui que quoi est sont etait etaient is are was were did do quand when pourquoi why where"
    )
)
"""Words that say how an answer should look, not what it is about."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A question taken apart: what it asks about, and the names that say where to look."""

    text: str
    """The question without the names in it."""
    terms: frozenset[str]
    """Words of the text."""
    names: frozenset[str]
    """Words of the names: of parties, places, documents."""
    concepts: frozenset[str]
    years: frozenset[str]
    figure: bool
    """Whether a figure or a date is wanted."""
    why: bool
    """Whether a reason is wanted: no row of figures gives one."""
    things: frozenset[Thing]
    """What the answer should hold; empty where the question does not say."""
    language: str
    """`fr` or `en`; empty where it can't be told."""


def topic_of(question: str) -> Topic:
    question = _FISCAL.sub("", question.strip())
    bare = _QUOTED.sub(" ", question)
    named = [name for name in _NAME.findall(bare) if not _ACRONYM.fullmatch(name)]
    text = bare
    for name in named:
        text = text.replace(name, " ", 1)
    text = " ".join(text.split())
    names = frozenset(words(" ".join([*named, *_QUOTED.findall(question)])))
    terms = frozenset(words(text)) - FORM
    if not terms:  # nothing but names: they are what it is about
        text, terms, names = question, frozenset(words(question)) - FORM, frozenset()
    return Topic(
        text=text,
        terms=terms,
        names=names,
        concepts=concepts_in(question),
        years=years_in(question),
        figure=bool(_ASKS_FIGURE.search(question)),
        why=bool(_ASKS_WHY.search(question)),
        things=frozenset(thing for thing, asks in _ASKS.items() if asks.search(question)),
        language=_language(question),
    )


def _language(question: str) -> str:
    said = set(_LETTERS.findall(question.lower()))
    french, english = (len(said & _SPOKEN[language]) for language in ("fr", "en"))
    return "" if french == english else "fr" if french > english else "en"


def years_in(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text))
