"""Checks a sentence against its sources before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Gone, NotFound
from core.evidence import Citation
from core.principals import AccessScope
from core.stores import Database
from retrieval.cite import resolve
from retrieval.sentence import Part, Sentence
from retrieval.verifying.judge import judge


@dataclass(frozen=True, slots=True)
class Verifier:
    database: Database

    async def judged(self, scope: AccessScope, sentence: Sentence) -> Sentence | None:
        """The sentence with a judgement on each part, which its citations carry.

        None where a quote is not the text of its reading at its span, read again from the database:
        then there is nothing that may be shown, whatever the policy.
        """
        for citation in sentence.citations:
            if not await self._in_source(scope, citation):
                return None
        return Sentence(tuple(_judged(part) for part in sentence.parts))

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


def _judged(part: Part) -> Part:
    return part.judged(judge(part.text, [citation.quote for citation in part.citations]))


def supports(said: str, quotes: Sequence[str]) -> bool:
    """Whether one sentence is one of the quotes word for word, or follows from them."""
    return judge(said, quotes).holds
