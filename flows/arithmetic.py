"""Answers that are worked out, with a second look for the lines that they lack."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from core.evidence import Hit
from core.generations import Space
from ingest.language import language_of
from retrieval.search import Query, Retriever
from retrieval.sentence import Sentence
from retrieval.worked import wanting, worked

_PASSAGES = 5
"""Of a statement that is looked for by name."""


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
