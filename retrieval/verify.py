"""Checks a sentence against its sources before anyone sees it."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Gone, NotFound
from core.evidence import Citation
from core.ports import Database
from core.principals import AccessScope
from core.words import words
from retrieval.cite import resolve
from retrieval.sentence import Sentence

LEAST_COVERED = 0.5
"""Share of a sentence's words. A paraphrase keeps the words that matter; a sentence about something
else, or in another language than its source, is left to what can be quoted word for word."""


@dataclass(frozen=True, slots=True)
class Verifier:
    database: Database

    async def verified(self, scope: AccessScope, sentence: Sentence) -> Sentence | None:
        """The sentence, or None where its citations do not support it.

        Every quote must be the text of its reading at its span, read again from the database;
        every figure of the sentence, and half of its words, must stand in its quotes.
        """
        if not sentence.citations:
            return None
        for citation in sentence.citations:
            if not await self._in_source(scope, citation):
                return None
        return sentence if _is_covered(sentence) else None

    async def _in_source(self, scope: AccessScope, citation: Citation) -> bool:
        try:
            found = await resolve(self.database, scope, citation.id)
        except (NotFound, Gone):
            return False
        at_span = found.leaf.text[citation.source_start : citation.source_end]
        return found.reading.id == citation.reading_id and at_span == citation.quote


def _is_covered(sentence: Sentence) -> bool:
    said = words(sentence.text)
    quoted = {word for citation in sentence.citations for word in words(citation.quote)}
    if any(_is_figure(word) and word not in quoted for word in said):
        return False
    return bool(said) and sum(word in quoted for word in said) >= LEAST_COVERED * len(said)


def _is_figure(word: str) -> bool:
    return any(map(str.isdigit, word))
