"""What part of a document a question is about: a statement, lines of accounts, an article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.accounts import operands, statements_named, statements_showing
from core.lexicon import concept_terms, concepts_in
from core.plain import plain
from core.words import words
from retrieval.clauses import clauses_in

_ARTICLE = re.compile(
    r"\b(?:art\.?|articles?|section|clause|§) ?(?P<number>[lrda]?[. ]{0,2}\d+(?:[.-]\d+)*)"
)
_MOST_ARTICLES = 5


@dataclass(frozen=True, slots=True)
class Structure:
    concepts: frozenset[str]
    """Of the lexicon: those that the question names, and those its ratios are worked out from."""
    stated: frozenset[str]
    """Financial statements that it calls by name."""
    implied: frozenset[str]
    """Those that show its concepts."""
    articles: tuple[str, ...]
    """Words of the articles, sections and clauses that it names: `article 1719`."""
    clauses: frozenset[str] = frozenset()
    """Of `core.clauses`: those that it asks for, where it is put to a contract."""

    @property
    def terms(self) -> str:
        """What BM25 looks for besides the question's words."""
        return concept_terms(self.concepts)


def structure_of(question: str) -> Structure:
    concepts = concepts_in(question) | operands(question)
    found = _ARTICLE.finditer(plain(question))
    articles = dict.fromkeys(" ".join(words(match["number"])) for match in found)
    return Structure(
        concepts,
        statements_named(question),
        statements_showing(concepts),
        tuple(filter(None, articles))[:_MOST_ARTICLES],
        clauses_in(question),
    )


def heads(articles: tuple[str, ...], heading_path: tuple[str, ...]) -> bool:
    """Whether one of the articles is what the last heading announces: `Article 1719 – …`."""
    if not articles or not heading_path:
        return False
    found = _ARTICLE.match(plain(heading_path[-1]).lstrip("#* "))
    return found is not None and " ".join(words(found["number"])) in articles
