"""Checks a sentence against its sources before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.words import words

from core.errors import Gone, NotFound
from core.evidence import Citation
from core.ports import Database
from core.principals import AccessScope
from retrieval.cite import resolve
from retrieval.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Verifier:
    database: Database

    async def verified(self, scope: AccessScope, sentence: Sentence) -> Sentence | None:
        """The sentence, or None where its citations do not support it.

        Every quote must be the text of its reading at its span, read again from the database, and
        every figure of the sentence must stand in one of its quotes.
        """
        if not sentence.citations:
            return None
        for citation in sentence.citations:
            if not await self._in_source(scope, citation):
                return None
        if _figures(sentence.text) - _quoted_figures(sentence.citations):
            return None
        return sentence

    async def _in_source(self, scope: AccessScope, citation: Citation) -> bool:
        try:
            found = await resolve(self.database, scope, citation.id)
        except (NotFound, Gone):
            return False
        at_span = found.leaf.text[citation.source_start : citation.source_end]
        return found.reading.id == citation.reading_id and at_span == citation.quote


def _figures(text: str) -> set[str]:
    """The words of a text that hold a digit, numbers in one form."""
    return {word for word in words(text) if any(map(str.isdigit, word))}


def _quoted_figures(citations: Sequence[Citation]) -> set[str]:
    return {figure for citation in citations for figure in _figures(citation.quote)}
