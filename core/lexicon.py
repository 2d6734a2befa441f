"""What texts and questions are about, whatever they call it (`core.concepts`)."""

from __future__ import annotations

from collections.abc import Collection

from core.concepts import CONCEPTS
from core.words import words

VERSION = 3
"""To be raised with any change here or in the concepts: an older index does not know them."""

_NAMES = [(concept, words(name)) for concept, names in CONCEPTS.items() for name in names]
_BY_FIRST_WORD: dict[str, list[tuple[str, str]]] = {}
for _concept, _name in _NAMES:
    _BY_FIRST_WORD.setdefault(_name[0], []).append((_concept, f" {' '.join(_name)} "))


def concepts_in(text: str) -> frozenset[str]:
    """The concepts that a text names."""
    found = words(text)
    spoken = f" {' '.join(found)} "
    begun = _BY_FIRST_WORD.keys() & set(found)
    return frozenset(c for word in begun for c, name in _BY_FIRST_WORD[word] if name in spoken)


def naming_words(concepts: Collection[str]) -> frozenset[str]:
    """Every word that some name of the concepts holds."""
    return frozenset(word for concept, name in _NAMES if concept in concepts for word in name)


def row_concepts(row: str) -> frozenset[str]:
    """The concepts that the label of a table row names; none where the row holds no figure.

    Cells are separated by tabs, the label is the first.
    """
    label, _, figures = row.partition("\t")
    return concepts_in(label) if any(map(str.isdigit, figures)) else frozenset()


def index_terms(text: str) -> str:
    """Words that stand for what a chunk is about, for BM25: one for each concept it names, and one
    for each concept that a row of figures is labelled with."""
    rows = {concept for line in text.splitlines() for concept in row_concepts(line)}
    return " ".join([_term("about", c) for c in sorted(concepts_in(text))] + _rows(rows))


def concept_terms(concepts: Collection[str]) -> str:
    """The words of `index_terms` by which a question finds what names these concepts."""
    return " ".join([_term("about", c) for c in sorted(concepts)] + _rows(concepts))


def _rows(concepts: Collection[str]) -> list[str]:
    return [_term("row", concept) for concept in sorted(concepts)]


def _term(kind: str, concept: str) -> str:
    return f"{kind}{concept.replace(' ', '')}"
