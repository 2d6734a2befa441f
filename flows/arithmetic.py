"""Answers that are worked out, with a second look for the lines that they lack."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from core.description import Field
from core.evidence import Hit
from core.generations import Space
from core.periods import Period
from core.plain import plain
from core.scoping import Facet
from core.stores import Card
from ingest.language import language_of
from retrieval.scope.asked import Asked
from retrieval.scope.missing import About
from retrieval.scope.names import Mention
from retrieval.scope.proper import is_called_twice, proper_names
from retrieval.search import Found, Query, Retriever
from retrieval.sentence import Sentence
from retrieval.worked import CONFIDENCE, wanting, worked

_WORD = re.compile(r"[^\W\d_]+")
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


def named_in(question: str, asked: Asked | None) -> frozenset[str]:
    """The words, folded, by which a question names issuers that documents have: their names, as far
    as they are theirs, and the other name that it gives one ("formerly known as")."""
    text, found = plain(question), set[str]()
    names = [text[name.start : name.end] for name in proper_names(question)]
    twice = [name for name in names if is_called_twice(name)]
    for mention in asked.whose if asked else ():
        said = plain(mention.words)
        found |= {*_WORD.findall(said), *_WORD.findall(_written(text, said, mention.values))}
        found |= {word for name in twice if said in name for word in _WORD.findall(name)}
    return frozenset(found)


def _written(text: str, said: str, values: Sequence[str]) -> str:
    """A name in a text with what stands around it of the same name as documents have it: its legal
    form, "SAS" before it, ", Inc." behind."""
    words = sorted(set(_WORD.findall(plain(" ".join(values)))))
    one = "(?:" + "|".join(map(re.escape, words or ["-"])) + ")"
    found = re.search(rf"\b(?:{one}\W{{1,2}})*{re.escape(said)}(?:\W{{1,2}}{one}\b)*", text)
    return found[0] if found else ""


async def worked_out(
    retriever: Retriever,
    space: Space,
    query: Query,
    found: Found,
    about: About,
    abstain_below: float,
) -> Sentence | None:
    """What a question asks to be worked out, not verified yet; None where it asks for nothing such,
    or a figure is missing, or what is worked out is not sure enough.

    Lines that no passage shows are searched for in the document of the best one.
    """
    if abstain_below > CONFIDENCE:
        return None
    asked = found.scoped.asked if found.scoped else None
    hits = workable(about, asked)
    language, named = language_of(query.text), named_in(query.text, asked)
    drawn = await asyncio.to_thread(worked, query.text, hits, language, named)
    wanted = None if drawn else await asyncio.to_thread(wanting, query.text, hits, named)
    if wanted is None:
        return drawn
    where = replace(query.where, documents=(wanted.document,))
    more = await retriever.search(
        space, replace(query, text=wanted.text, where=where, before=()), _PASSAGES
    )
    return await asyncio.to_thread(worked, query.text, [*hits, *more.hits], language, named)
