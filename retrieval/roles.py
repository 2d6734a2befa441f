"""Who has a role in a contract: where it says so, for a question that asks who the landlord is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.evidence import Hit, Passage
from core.ids import DocumentId
from core.plain import plain
from core.readings import ElementKind, WordSpan
from retrieval.orders import ordering
from retrieval.parties import holder_in, role_in
from retrieval.units import Unit

_CALLED = (
    ("bailleur", "landlord", "lessor"),
    ("preneur", "locataire", "tenant", "lessee"),
    ("preteur", "lender"),
    ("emprunteur", "borrower"),
    ("vendeur", "seller", "vendor"),
    ("acquereur", "acheteur", "buyer", "purchaser"),
    ("garant", "caution", "guarantor"),
    ("fournisseur", "supplier"),
    ("client", "customer"),
    ("prestataire", "provider"),
    ("mandant", "principal"),
    ("mandataire", "agent"),
    ("franchiseur", "franchisor"),
    ("franchise", "franchisee"),
    ("concedant", "licensor"),
    ("licencie", "licensee"),
    ("employeur", "employer"),
    ("assureur", "insurer"),
    ("cedant", "assignor"),
    ("cessionnaire", "assignee"),
    ("entrepreneur", "contractor"),
)
"""What a party of a contract is called, in French and in English."""
CONFIDENCE = 0.94
"""How likely the question of who has a role is answered by where a contract says so: in 14 of 14
such places on the first pages of the 60 contracts of CUAD here and of the samples it is who has it,
which makes (14 + 1) / (14 + 2) by Laplace's rule of succession."""
_ALL = (
    r"(?= ?[?.!]? ?$| d'| (?:of|in|under|for|to|on|at|dans|du|de|des|au|aux|selon|sur|a)\b"
    r"(?!.* (?:and|et) ))"
)
"""What may follow: which contract."""
_LONGEST_PAGE = 5_000
"""Words; of what is longer only what was found is read."""


def role_asked(question: str) -> tuple[str, ...]:
    """The names of the role that a question asks the holder of, its own first; none for another
    question ("the landlord's insurer", "the landlord, and the rent"), or for what is no party of a
    contract."""
    role = role_in(question)
    called = next((names for names in _CALLED if role in names), ())
    asked = (
        re.search(rf"\b(?:the |les? |la |l'){role}{_ALL}", plain(question))
        if role and called
        else None
    )
    return (role, *(name for name in called if name != role)) if role and asked else ()


def wanting(role: Sequence[str]) -> str:
    """What to search for where no passage found tells: how contracts name their parties."""
    return f"entre les soussignés, ci-après le {role[0]}; between, hereinafter the {role[-1]}"


def holders(role: Sequence[str], hits: Sequence[Hit]) -> list[Unit]:
    """Where documents name who has a role, each document once, that of the best hit first."""
    found: dict[DocumentId, Unit] = {}
    for hit in hits:
        passage = hit.passage
        for unit in () if passage.document in found else _holders(role, passage):
            found.setdefault(passage.document, unit)
    return list(found.values())


def _holders(role: Sequence[str], passage: Passage) -> Iterator[Unit]:
    """On the page of a passage."""
    leaf = passage.leaf
    whole = WordSpan(0, len(leaf.words))
    span = whole if whole.end <= _LONGEST_PAGE else passage.chunk.words
    kept_out = ordering(replace(passage, chunk=replace(passage.chunk, words=span)))
    first, last = leaf.char_span(span) if span.start < span.end else (0, 0)
    for name in role:
        told = holder_in(name, leaf.text[first:last])
        if told:
            start = bisect_right(leaf.words, first + told[0], key=lambda word: word.end)
            end = bisect_left(leaf.words, first + told[1], key=lambda word: word.start)
            words = WordSpan(start, end)
            if start < end and kept_out.isdisjoint(range(*words)):
                yield Unit(passage, words, ElementKind.PARAGRAPH, None)
