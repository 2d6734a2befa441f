"""Answers that are worked out, with a second look for the lines that they lack."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from core.description import Field
from core.evidence import Hit
from core.generations import Space
from core.periods import Period
from core.scoping import Facet
from core.stores import Card
from ingest.language import language_of
from retrieval.scope.asked import Asked
from retrieval.scope.missing import About
from retrieval.scope.names import Mention
from retrieval.search import Query, Retriever
from retrieval.sentence import Sentence
from retrieval.worked import wanting, worked

_PASSAGES = 5
"""Of a statement that is looked for by name."""


def workable(about: About, asked: Asked | None) -> Sequence[Hit]:
    """The passages whose figures may be worked with: none where nothing is about what is named, or
    where several are named whose figures would be compared; none of part of a year."""
    if about.missing or (asked and _are_several(asked.of(Facet.ISSUER))):
        return ()
    return [hit for hit in about.hits if not _is_part_year(about.cards.get(hit.passage.document))]


def _are_several(issuers: Sequence[Mention]) -> bool:
    """Whether two of them share no document: one may go by its name and by its ticker."""
    return any(a.documents.isdisjoint(b.documents) for a, b in combinations(issuers, 2))


def _is_part_year(card: Card | None) -> bool:
    period = Period.parse(card.value(Field.PERIOD) or "") if card else None
    return period is not None and period != Period(period.year)


async def worked_out(
    retriever: Retriever, space: Space, query: Query, hits: Sequence[Hit]
) -> Sentence | None:
    """What a question asks to be worked out, not verified yet; None where it asks for nothing such,
    or a figure is missing. `hits` must be about what the question names.

    Lines that no passage shows are searched for in the document of the best one.
    """
    language = language_of(query.text)
    drawn = await asyncio.to_thread(worked, query.text, hits, language)
    wanted = None if drawn else await asyncio.to_thread(wanting, query.text, hits)
    if wanted is None:
        return drawn
    where = replace(query.where, documents=(wanted.document,))
    more = await retriever.search(
        space, replace(query, text=wanted.text, where=where, before=()), _PASSAGES
    )
    return await asyncio.to_thread(worked, query.text, [*hits, *more.hits], language)
