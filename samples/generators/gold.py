"""Build the gold: fill the questions from the documents' data and find each quote's place.

A quote that is on no page, or on several, stops the build: the gold cannot drift.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from docx import Document
from openpyxl import load_workbook

from samples.generators import (
    annual_report,
    audit_report,
    entities,
    lease,
    loan_offer,
    rent_roll,
    scanned_letter,
)
from samples.generators.numbers import fold, short_date
from samples.generators.questions import (
    absent,
    audit,
    conflicts,
    letter,
    loan,
    report,
)
from samples.generators.questions import lease as lease_questions
from samples.generators.questions import rent_roll as rent_roll_questions
from samples.generators.questions.model import Question

FILE = "gold.jsonl"
QUESTIONS: tuple[Question, ...] = (
    *lease_questions.QUESTIONS,
    *loan.QUESTIONS,
    *rent_roll_questions.QUESTIONS,
    *audit.QUESTIONS,
    *letter.QUESTIONS,
    *report.QUESTIONS,
    *conflicts.QUESTIONS,
    *absent.QUESTIONS,
)


def facts() -> dict[str, str]:
    """Gather the facts of every document, white space folded."""
    modules = (entities, lease, loan_offer, rent_roll, audit_report, scanned_letter, annual_report)
    return {name: fold(value) for module in modules for name, value in module.FACTS.items()}


def pdf_pages(path: Path) -> list[str]:
    """Return the text of each page, white space folded."""
    with pdfium.PdfDocument(path) as pdf:
        return [fold(page.get_textpage().get_text_range()) for page in pdf]


def docx_text(path: Path) -> str:
    """Return the text of a word-processor file: paragraphs, then table rows, folded."""
    document = Document(str(path))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        parts += [" ".join(cell.text for cell in row.cells) for row in table.rows]
    return fold("\n".join(parts))


def cell_text(value: Any) -> str:
    """Return a cell's value as the gold quotes it."""
    if isinstance(value, dt.datetime):
        return short_date(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def range_text(path: Path, sheet: str, cells: str) -> str:
    """Return the values of a range, separated by single spaces."""
    rows = load_workbook(path)[sheet][cells]
    return fold(" ".join(cell_text(cell.value) for row in rows for cell in row))


class Places:
    """Finds quotes in the produced documents, each read once."""

    def __init__(self, folder: Path) -> None:
        """Read every document of the folder."""
        self.folder = folder
        self.pages = {path.name: pdf_pages(path) for path in sorted(folder.glob("*.pdf"))}
        # The image holds no text; its wording is known from the generator only.
        self.pages[scanned_letter.FILE] = [fold(scanned_letter.wording())]
        self.word = {path.name: docx_text(path) for path in sorted(folder.glob("*.docx"))}

    def evidence(self, document: str, quote: str) -> dict[str, Any]:
        """Return the evidence for one quote, or for one range of the workbook."""
        if document.endswith(".xlsx"):
            return self.cells(document, quote)
        quote = fold(quote)
        if document.endswith(".docx"):
            if quote not in self.word[document]:
                raise ValueError(f"{document}: no such text: {quote}")
            return {"document": document, "page": None, "quote": quote}
        return {"document": document, "page": self.page(document, quote), "quote": quote}

    def page(self, document: str, quote: str) -> int:
        """Return the number of the only page that holds a quote."""
        found = [number for number, text in enumerate(self.pages[document], 1) if quote in text]
        if len(found) != 1:
            raise ValueError(f"{document}: quote on pages {found}: {quote}")
        return found[0]

    def cells(self, document: str, address: str) -> dict[str, Any]:
        """Return the evidence for one range of the workbook."""
        sheet, cells = address.split("!")
        quote = range_text(self.folder / document, sheet, cells)
        return {"document": document, "page": None, "quote": quote, "sheet": sheet, "range": cells}


def record(question: Question, known: dict[str, str], places: Places) -> dict[str, Any]:
    """Return one line of the gold."""
    evidence = [places.evidence(name, quote.format_map(known)) for name, quote in question.cites]
    answer = question.answer and fold(question.answer.format_map(known))
    return {
        "id": question.id,
        "language": question.language,
        "question": question.question.format_map(known),
        "answer": answer,
        "document": question.cites[0][0] if question.cites else question.document,
        "evidence": evidence,
        "state": "answered" if answer else "abstained",
        "type": question.kind,
    }


def build(folder: Path, target: Path) -> None:
    """Write the gold for the documents of a folder."""
    known, places = facts(), Places(folder)
    lines = [
        json.dumps(record(question, known, places), ensure_ascii=False) for question in QUESTIONS
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
