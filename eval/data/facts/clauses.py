"""Sentences of contracts, from the quotes of the corpus cuad."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from eval.data.facts.fact import Fact, digest
from eval.data.jsonl import read_lines
from eval.data.workshop import Workshop

_SENTENCE_END = re.compile(r"(?<=[a-z)][.;]) +(?=[A-Z(])")
_MODAL = re.compile(r"\b(shall|may|must|will)( not)?\b")
_OTHER_NEGATION = re.compile(
    r"\b(neither|nor|no|none|nothing|never|cannot|without|unless|except|only|not)\b", re.IGNORECASE
)
"""Beside one of these, turning the verb round need not turn the sense round."""
_ROLES = (
    "Agent|Buyer|Client|Company|Consultant|Contractor|Customer|Distributor|Franchisee|Franchisor"
    "|Landlord|Lender|Lessee|Lessor|Licensee|Licensor|Manager|Manufacturer|Owner|Provider"
    "|Purchaser|Seller|Sponsor|Supplier|Tenant|Vendor"
)
_ROLE = re.compile(rf"\b(?:{_ROLES})\b")
_MUTUAL = re.compile(
    rf"\b(each|either|both|mutual\w*|respective\w*|between|part(?:y|ies)|others?)\b"
    rf"|\b(?:{_ROLES}),? (?:and|or|and/or) (?:the )?(?:{_ROLES})\b",
    re.IGNORECASE,
)
"""Beside one of these, two parties may change places and the sense stay."""
_IN_A_NAME = re.compile(rf"(?<!^)\b[A-Z][\w.]* (?:{_ROLES})\b|\b(?:{_ROLES}) [A-Z]")
"""The word stands in a longer name: "Harbour Company", "Customer Care"."""
_LENGTHS = range(60, 601)
"""Characters: a sentence, neither a heading nor a whole page."""


class _Evidence(BaseModel):
    quote: str


class _Item(BaseModel):
    id: str
    evidence: list[_Evidence]


def facts(workshop: Workshop) -> Iterator[Fact]:
    """Raises `NotFound`, `InvalidRequest`."""
    path = workshop.corpus("cuad", "clauses.jsonl") / "clauses.jsonl"
    seen: set[str] = set()
    for item in read_lines(path, _Item):
        for quote in (" ".join(evidence.quote.split()) for evidence in item.evidence):
            for sentence in _SENTENCE_END.split(quote):
                if len(sentence) in _LENGTHS and sentence not in seen:
                    seen.add(sentence)
                    yield _fact(quote, sentence)


def _fact(quote: str, sentence: str) -> Fact:
    """With its parties swapped where they can be, for few can; else turned round, if that can."""
    changed = {"party": swapped(sentence)}
    changed = changed if changed["party"] else {"negation": negated(sentence)}
    altered = {name: text for name, text in changed.items() if text}
    return Fact(digest(quote, sentence), (quote,), sentence, altered, "en", "clause")


def negated(sentence: str) -> str:
    """The sentence with its one obligation, right or ban turned round; empty where unsure."""
    modals = list(_MODAL.finditer(sentence))
    if len(modals) != 1:
        return ""
    [modal] = modals
    before, after = sentence[: modal.start()], sentence[modal.end() :]
    if _OTHER_NEGATION.search(before) or _OTHER_NEGATION.search(after):
        return ""
    verb = modal[1] if modal[2] else f"{modal[1]} not"
    return f"{before}{verb}{after}"


def swapped(sentence: str) -> str:
    """The sentence with its two parties in each other's place; empty where unsure."""
    roles = set(_ROLE.findall(sentence))
    if len(roles) != 2 or not _MODAL.search(sentence):
        return ""
    if _MUTUAL.search(sentence) or _IN_A_NAME.search(sentence):
        return ""
    one, other = sorted(roles)
    return _ROLE.sub(lambda found: other if found[0] == one else one, sentence)
