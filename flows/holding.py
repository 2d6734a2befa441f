"""Who has a role in a contract, with a second look for where it says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.generations import Space
from flows.evidence import Gathered
from retrieval.extract import MOST_QUOTES, Evidence
from retrieval.roles import CONFIDENCE, holders, role_asked, wanting
from retrieval.search import Query, Retriever

if TYPE_CHECKING:
    from core.evidence import Hit

_PASSAGES = 5
"""Of the documents found, in which their parties are looked for."""


async def with_holders(
    retriever: Retriever, space: Space, query: Query, got: Gathered, abstain_below: float
) -> Gathered:
    """The same, with where contracts name who has the role that is asked for in place of clauses
    that only mention it; as it is where none does, or where something else is asked."""
    role = role_asked(query.text)
    if not role or got.about.missing or not got.about.hits or abstain_below > CONFIDENCE:
        return got
    found = await asyncio.to_thread(holders, role, got.about.hits)
    if not found:
        more = await retriever.search(space, _anew(query, role, got.about.hits), _PASSAGES)
        found = await asyncio.to_thread(holders, role, more.hits)
    if not found:
        return got
    shown = [Evidence(unit, CONFIDENCE) for unit in found[:MOST_QUOTES]]
    return Gathered(got.about, shown, CONFIDENCE)


def _anew(query: Query, role: Sequence[str], hits: Sequence[Hit]) -> Query:
    documents = tuple(dict.fromkeys(hit.passage.document for hit in hits))
    where = replace(query.where, documents=documents)
    return replace(query, text=wanting(role), where=where, before=())
