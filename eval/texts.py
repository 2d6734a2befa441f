"""The texts of a suite's documents, to check quotes against and to cut windows from."""

from __future__ import annotations

from collections.abc import Mapping

Texts = Mapping[str, Mapping[int, str]]
"""By document name, then by leaf: the page of a paged document, from 1; else sheet, part, … 1."""


def holds(texts: Texts, document: str, page: int | None, quote: str) -> bool:
    """Whether a quote stands in a document, on that page where one is given, white space apart."""
    leaves = texts.get(document, {})
    wanted = "".join(quote.split())
    looked_in = leaves.values() if page is None else [leaves.get(page, "")]
    return bool(wanted) and any(wanted in "".join(text.split()) for text in looked_in)
