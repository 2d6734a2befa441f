"""What a question asks for, read from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.lexicon import concepts_in
from core.words import words

_ASKS_FIGURE = re.compile(
    r"\b(?:combien|montant|how (?:much|many)|amount|total|taux|rate|ratio|prix|price|loyer|rent"
    r"|surface|area|superficie|pourcentage|percentage|nombre|number of|chiffre|effectif|durée"
    r"|quand|when|date|année|year)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FISCAL = re.compile(r"\bFY(?=\d{4}\b)", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![.?!] )(?<!^)(?<!« )\b[A-ZÀ-Þ][\w&.'’-]*(?:\s+(?:d'|l')?[A-ZÀ-Þ][\w&.'’-]*)*"
)
_ACRONYM = re.compile(r"(?!(?:SA|SAS|SCI|SARL|SNC|SE|LLC|PLC|INC)$)[A-ZÀ-Þ]{2,5}")
_QUOTED = re.compile(r"«[^»]{1,80}»|\"[^\"]{1,80}\"|“[^”]{1,80}”")
_FORM = frozenset(
    words(
        "amount montant value valeur usd eur euros dollars million millions thousands milliers"
        " quel quelle quels quelles combien what which who whom how much many does answer give"
        " qui que quoi est sont etait etaient is are was were did do"
    )
)
"""Words that say how an answer should look, not what it is about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: the topic it asks about, and the names that say where to look."""

    topic: str
    """The question without the names in it."""
    terms: frozenset[str]
    """Words of the topic."""
    names: frozenset[str]
    """Words of the names: of parties, places, documents."""
    concepts: frozenset[str]
    years: frozenset[str]
    figure: bool
    """Whether a figure or a date is wanted."""


def asked(question: str) -> Asked:
    question = _FISCAL.sub("", question.strip())
    bare = _QUOTED.sub(" ", question)
    named = [name for name in _NAME.findall(bare) if not _ACRONYM.fullmatch(name)]
    topic = bare
    for name in named:
        topic = topic.replace(name, " ", 1)
    topic = " ".join(topic.split())
    names = frozenset(words(" ".join([*named, *_QUOTED.findall(question)])))
    terms = frozenset(words(topic)) - _FORM
    if not terms:  # nothing but names: they are what it is about
        topic, terms, names = question, frozenset(words(question)) - _FORM, frozenset()
    return Asked(
        topic=topic,
        terms=terms,
        names=names,
        concepts=concepts_in(question),
        years=years_in(question),
        figure=bool(_ASKS_FIGURE.search(question)),
    )


def years_in(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text))
