"""Cases with what came for them and what that is worth, made by hand."""

from __future__ import annotations

from collections.abc import Mapping

from eval.cases import (
    Asked,
    Case,
    Cited,
    Claimed,
    Dropped,
    Found,
    GoldEvidence,
    GoldRow,
    Judgement,
    Output,
    PageRead,
    Printed,
    Reply,
    Survival,
    TableRow,
)

LEASE, REPORT = "3f9a1c0de4b85527.pdf", "8bd1e7702c4f6a19.pdf"

Scored = tuple[Case, Output, Mapping[str, tuple[float, ...] | None]]


def asked(number: int, hit: float, question: str = "", confidence: float = 0.4) -> Scored:
    """A question of the leases: found on its gold page, or on the page before."""
    case = Asked(
        id=f"rent-{number}",
        question=question or f"What rent does the tenant of lot {number} pay a year?",
        answers=("93,000 EUR",),
        evidence=(GoldEvidence(LEASE, (60, 61), "an annual rent of 93,000 EUR"),),
        slices={"kind": "lease", "language": "en"},
    )
    page = 60 if hit else 59
    cited = Cited(LEASE, page, "the tenant pays 12,000 EUR of charges", in_source=False)
    hits = tuple(Found(LEASE, page + rank, "charges", 1.0 / (rank + 1)) for rank in range(12))
    reply = Reply("answered", hits, "The rent is 12,000 EUR.", (cited,), confidence)
    return case, reply, {"citation.hit": (hit,), "abstention.aurc": (confidence, 1 - hit)}


def claimed(number: int, supported: bool, found: bool | None) -> Scored:
    case = Claimed(f"claim-{number}", f"Lot {number} is let.", ("Every lot is let.",), supported)
    error = "" if found is not None else "the verifier gave up"
    passed = found is None or found is not supported
    return case, Judgement(found, error), {"verify.balanced_accuracy": (0, passed, 0, not passed)}


def printed() -> Scored:
    rows = (GoldRow("Net debt", {"2022": "1,577", "2023": "(1,402)"}),)
    case = Printed("page-1", REPORT, 12, ("Net", "debt"), rows, ((1, "Debt"),))
    read = PageRead(("Nel", "debt"), 2, (TableRow(("Nel debt", "1,577"), ("", "2022")),))
    return case, read, {"read.rows": (0.0, 1.0)}


def dropped() -> Scored:
    survival = Survival("failed", ("crash",), died=True, hung=True, error="signal 11")
    return Dropped("file-1", "bomb.pdf"), survival, {"survive.outcome": (0.0,)}
