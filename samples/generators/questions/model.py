"""Shape of a question before the gold is built."""

from __future__ import annotations

from typing import NamedTuple

Cite = tuple[str, str]


class Question(NamedTuple):
    """A question; `cites` pairs a document with a quote, or a sheet range for the workbook."""

    id: str
    language: str
    question: str
    answer: str | None
    cites: tuple[Cite, ...]
    kind: str = "looked_up"
    document: str | None = None


LEASE = "bail-commercial.pdf"
LOAN = "offre-de-pret.docx"
ROLL = "etat-locatif.xlsx"
AUDIT = "rapport-audit.pdf"
LETTER = "courrier-scanne.pdf"
REPORT = "annual-report-extract.pdf"
