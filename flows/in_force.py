"""Marks evidence that was in force on the day asked for, and is not today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from core.ids import DocumentId
from core.principals import SearchFilter
from core.stores import Database
from retrieval.search import Found
from retrieval.sentence import Sentence


async def lapsed(database: Database, found: Found) -> frozenset[DocumentId]:
    """Documents of the passages found that are not valid today (UTC); none where today's were
    asked for."""
    today = datetime.now(UTC).date()
    where = found.scoped.where if found.scoped else None
    if where is None or where.day in (None, today):
        return frozenset()
    documents = frozenset(hit.passage.document for hit in found.hits)
    valid = SearchFilter(where.scope, tuple(sorted(documents)), today)
    async with database.begin() as unit:
        cards = await unit.documents.cards(valid, len(documents))
    return documents.difference(card.document for card in cards or ())


def marked(sentence: Sentence, documents: Collection[DocumentId]) -> Sentence:
    """The sentence with its citations of these documents told to be of what is not in force."""
    if not documents:
        return sentence
    parts = (
        replace(
            part,
            citations=tuple(
                replace(citation, in_force=citation.document_id not in documents)
                for citation in part.citations
            ),
        )
        for part in sentence.parts
    )
    return replace(sentence, parts=tuple(parts))
