"""CUAD: clauses of commercial contracts as lawyers marked them; an absent clause is to be said.

Hendrycks et al. 2021, arXiv:2103.06268.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, source_of
from eval.data.jsonl import read_lines
from eval.data.rows import known
from eval.data.workshop import Workshop

QUESTIONS = {
    "Agreement Date": "What is the date of this agreement?",
    "Anti-Assignment": "Is consent or notice required to assign this agreement to a third party?",
    "Audit Rights": "Does a party have the right to audit or inspect the other's books or records?",
    "Cap On Liability": "Is a party's liability under this agreement limited or capped?",
    "Effective Date": "On what date does this agreement become effective?",
    "Exclusivity": "Does a party undertake to deal exclusively with the other?",
    "Expiration Date": "When does the initial term of this agreement expire?",
    "Governing Law": "What is the governing law of this agreement?",
    "Insurance": "What insurance must a party maintain under this agreement?",
    "Liquidated Damages": "Does this agreement provide for liquidated damages or a penalty fee?",
    "Minimum Commitment": "Is there a minimum order, amount or number that a party must reach?",
    "Notice Period To Terminate Renewal": "How much notice is required to prevent a renewal?",
    "Parties": "Who are the parties to this agreement?",
    "Post-Termination Services": "What must a party still do after this agreement has ended?",
    "Renewal Term": "What is the renewal term after the initial term expires?",
    "Revenue/Profit Sharing": "Must a party share revenue or profit with the other?",
    "Rofr/Rofo/Rofn": "Does a party have a right of first refusal, offer or negotiation?",
    "Termination For Convenience": "Can a party terminate this agreement without cause?",
    "Warranty Duration": "How long does the warranty last?",
}
"""By category."""


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    absent: bool = True
    """Whether clauses that a contract does not have are asked for too."""


class _Clause(BaseModel):
    quote: str = Field(min_length=1)
    page0: int | None
    """0-based; None where the quote was not found again."""
    pages0_all: list[int] = Field(default_factory=list)
    """Every page that holds the quote, 0-based."""


class _Item(BaseModel):
    id: str
    doc: str
    type: str
    category: str
    answer: str
    """Empty or "No" where there is no such clause."""
    evidence: list[_Clause]
    """Empty where the contract has no such clause."""


async def load(workshop: Workshop, options: Options) -> Dataset:
    """36 contracts; one case for each contract and category, asked in that contract only."""
    folder = workshop.corpus("cuad", "clauses.jsonl")
    items = read_lines(folder / "clauses.jsonl", _Item)
    files = sorted({item.doc for item in items})
    workshop.corpus("cuad", *(f"pdfs/{file}" for file in files))
    sources = {file: source_of(folder / "pdfs" / file) for file in files}
    chosen = (item for item in items if _is_sure(item) and (item.evidence or options.absent))
    cases = tuple(_asked(item, sources[item.doc].name) for item in chosen)
    return Dataset(tuple(sources.values()), cases)


def _is_sure(item: _Item) -> bool:
    """Whether its answer and its quotes agree: an answer that nobody quoted is neither there nor
    absent.
    """
    return bool(item.evidence) or item.answer.strip().lower() in ("", "no")


def _asked(item: _Item, document: str) -> Asked:
    kind = item.type.replace("_", " ")
    return Asked(
        id=item.id,
        question=known(QUESTIONS, item.category, "category", f"clauses.jsonl: {item.id}"),
        # The same words marked twice are one clause.
        evidence=tuple(dict.fromkeys(_gold(clause, document) for clause in item.evidence)),
        answerable=bool(item.evidence),
        document=document,
        needs=(document,),
        slices={"kind": kind, "category": item.category, "language": "en"},
    )


def _gold(clause: _Clause, document: str) -> GoldEvidence:
    first = [] if clause.page0 is None else [clause.page0]
    pages = sorted({page + 1 for page in clause.pages0_all or first})
    return GoldEvidence(document, tuple(pages), clause.quote)
