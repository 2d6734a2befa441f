"""Checks a sentence against its sources before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Gone, NotFound
from core.evidence import Citation
from core.principals import AccessScope
from core.stores import Database
from retrieval.cite import Leaves, Sources
from retrieval.sentence import Part, Sentence
from retrieval.verifying.judge import judge


@dataclass(frozen=True, slots=True)
class Verifier:
    database: Database
    leaves: Leaves | None = None
    """Those read for the answer so far; none is kept longer, for documents are deleted."""

    def for_one_answer(self) -> Verifier:
        """One that reads each leaf once."""
        return Verifier(self.database, Leaves())

    async def judged(
        self, scope: AccessScope, sentence: Sentence, question: str = ""
    ) -> Sentence | None:
        """The sentence with a judgement on each part, which its citations carry.

        Words of the question prove nothing, and need no proof.

        None where a quote is not the text of its reading at its span, read again from the database:
        then there is nothing that may be shown, whatever the policy.
        """
        [found] = await self.each_judged(scope, [sentence], question)
        return found

    async def each_judged(
        self, scope: AccessScope, sentences: Sequence[Sentence], question: str = ""
    ) -> list[Sentence | None]:
        """As `judged`, each for itself, with one look at the database."""
        async with self.database.begin() as unit:
            sources = Sources(unit, scope, self.leaves or Leaves())
            await sources.look_up(cited.id for one in sentences for cited in one.citations)
            in_source = [await _are_in_source(sources, sentence) for sentence in sentences]
        return [
            Sentence(tuple(_judged(part, question) for part in sentence.parts)) if is_in else None
            for sentence, is_in in zip(sentences, in_source, strict=True)
        ]


async def _are_in_source(sources: Sources, sentence: Sentence) -> bool:
    for citation in sentence.citations:
        if not await _is_in_source(sources, citation):
            return False
    return True


async def _is_in_source(sources: Sources, citation: Citation) -> bool:
    try:
        found = await sources.evidence(citation.id)
    except (NotFound, Gone):
        return False
    span = citation.source_start, citation.source_end
    return (
        found.reading.id == citation.reading_id
        and found.leaf.char_span(found.words) == span
        and found.quote == citation.quote
    )


def _judged(part: Part, question: str) -> Part:
    return part.judged(judge(part.text, [cited.quote for cited in part.citations], question))


def supports(said: str, quotes: Sequence[str]) -> bool:
    """Whether one sentence is one of the quotes word for word, or follows from them."""
    return judge(said, quotes).holds
