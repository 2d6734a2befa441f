"""Checks a sentence against its sources before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Gone, NotFound
from core.evidence import Citation
from core.principals import AccessScope
from core.stores import Database
from core.words import words
from retrieval.cite import resolve
from retrieval.claims import figures, is_negated, names, units
from retrieval.sentence import Part, Sentence

LEAST_COVERED = 0.5
"""Share of a sentence's words. A paraphrase keeps the words that matter; a sentence about something
else, or in another language than its source, is left to what can be quoted word for word."""


@dataclass(frozen=True, slots=True)
class Verifier:
    database: Database

    async def verified(self, scope: AccessScope, sentence: Sentence) -> Sentence | None:
        """The sentence, or None where its citations do not support it.

        Every quote must be the text of its reading at its span, read again from the database. A
        part that is not its quote word for word must have its figures, units, names, negation, and
        half of its words in its quotes.
        """
        if not sentence.citations:
            return None
        for citation in sentence.citations:
            if not await self._in_source(scope, citation):
                return None
        return sentence if all(_is_shown(part) for part in sentence.parts) else None

    async def _in_source(self, scope: AccessScope, citation: Citation) -> bool:
        try:
            found = await resolve(self.database, scope, citation.id)
        except (NotFound, Gone):
            return False
        span = citation.source_start, citation.source_end
        return (
            found.reading.id == citation.reading_id
            and found.leaf.char_span(found.words) == span
            and found.quote == citation.quote
        )


def _is_shown(part: Part) -> bool:
    return supports(part.text, [citation.quote for citation in part.citations])


def supports(said: str, quotes: Sequence[str]) -> bool:
    """Whether one sentence is one of the quotes word for word, or follows from them."""
    if any(" ".join(quote.split()) == said for quote in quotes):
        return True
    # Quotes stay apart: figures at their ends must not join to another one.
    return bool(quotes) and _follows(said, "\n".join(quotes))


def _follows(said: str, quoted: str) -> bool:
    held = set(words(quoted))
    kept = [word in held for word in words(said)]
    return (
        sum(kept) >= LEAST_COVERED * max(1, len(kept))
        and figures(said) <= figures(quoted)
        and units(said) <= units(quoted)
        and names(said) <= held
        and is_negated(said) == is_negated(quoted)
    )
