"""Checks a sentence against its sources before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Gone, NotFound
from core.evidence import Citation, Verdict
from core.principals import AccessScope
from core.stores import Database
from retrieval.cite import resolve
from retrieval.sentence import Sentence
from retrieval.verifying.judge import Judgement, judge, worst

_TAMPERED = Judgement(Verdict.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Verifier:
    database: Database

    async def verified(self, scope: AccessScope, sentence: Sentence) -> Sentence | None:
        """The sentence, or None where its citations do not support it: see `judged`."""
        judgement = await self.judged(scope, sentence)
        return sentence if judgement.holds else None

    async def judged(self, scope: AccessScope, sentence: Sentence) -> Judgement:
        """The verdict on the weakest part of a sentence, with the reasons of all of them.

        Every quote must be the text of its reading at its span, read again from the database; what
        is not so is unsupported, without reasons. So is a sentence without citations.
        """
        if not sentence.citations:
            return _TAMPERED
        for citation in sentence.citations:
            if not await self._in_source(scope, citation):
                return _TAMPERED
        parts = sentence.parts
        return worst([judge(part.text, [c.quote for c in part.citations]) for part in parts])

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


def supports(said: str, quotes: Sequence[str]) -> bool:
    """Whether one sentence is one of the quotes word for word, or follows from them."""
    return judge(said, quotes).holds
