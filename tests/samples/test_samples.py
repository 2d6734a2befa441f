"""The samples are reproducible, their figures add up and every gold quote is where it says."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from samples import make
from samples.generators import annual_report as report
from samples.generators import audit_report as audit
from samples.generators import entities, gold, lease, loan_offer, rent_roll, scanned_letter
from samples.generators.numbers import fold

SAMPLES = Path(make.__file__).resolve().parent
DOCUMENTS = SAMPLES / "documents"
GOLD: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / gold.FILE).read_text(encoding="utf-8").splitlines()
]
EVIDENCE = [(entry["id"], item) for entry in GOLD for item in entry["evidence"]]
TYPES = {"looked_up", "derived", "unanswerable", "contradiction", "scanned"}


@pytest.fixture(scope="module")
def places() -> gold.Places:
    """Read the committed documents once."""
    return gold.Places(DOCUMENTS)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Regenerate everything in another folder."""
    out: Path = tmp_path_factory.mktemp("samples")
    make.make(out)
    return out


@pytest.mark.parametrize("name", [document.FILE for document in make.DOCUMENTS])
def test_document_is_reproducible(again: Path, name: str) -> None:
    assert (again / "documents" / name).read_bytes() == (DOCUMENTS / name).read_bytes()


def test_gold_is_reproducible(again: Path) -> None:
    assert (again / gold.FILE).read_bytes() == (SAMPLES / gold.FILE).read_bytes()


def test_documents_are_small() -> None:
    assert sum(path.stat().st_size for path in DOCUMENTS.iterdir()) < 2_000_000


@pytest.mark.parametrize(("name", "least"), [(lease.FILE, 10), (audit.FILE, 6), (report.FILE, 8)])
def test_page_counts(places: gold.Places, name: str, least: int) -> None:
    assert len(places.pages[name]) >= least


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        (lease.FILE, entities.MARK_FR),
        (audit.FILE, entities.MARK_FR),
        (report.FILE, entities.MARK_EN),
    ],
)
def test_every_page_carries_mark_and_number(places: gold.Places, name: str, mark: str) -> None:
    pages = places.pages[name]
    for number, text in enumerate(pages, 1):
        assert mark in text
        assert f"Page {number} / {len(pages)}" in text


def test_scanned_letter_has_no_text_layer() -> None:
    with pdfium.PdfDocument(DOCUMENTS / scanned_letter.FILE) as pdf:
        assert [page.get_textpage().get_text_range().strip() for page in pdf] == [""]


def test_gold_size_and_shape() -> None:
    assert len(GOLD) >= 60
    assert len({entry["id"] for entry in GOLD}) == len(GOLD)
    assert {entry["type"] for entry in GOLD} == TYPES
    assert {entry["language"] for entry in GOLD} == {"fr", "en"}
    assert sum(entry["id"].startswith("cross-") for entry in GOLD) >= 8


def test_unanswerable_questions_have_nothing_to_show() -> None:
    absent = [entry for entry in GOLD if entry["type"] == "unanswerable"]
    assert len(absent) >= 12
    for entry in absent:
        assert (entry["state"], entry["answer"], entry["evidence"]) == ("abstained", None, [])


def test_other_questions_have_answer_and_evidence() -> None:
    for entry in GOLD:
        if entry["type"] != "unanswerable":
            assert entry["state"] == "answered"
            assert entry["answer"]
            assert entry["document"] == entry["evidence"][0]["document"]


def test_contradictions_cite_both_sides() -> None:
    assert all(len(entry["evidence"]) == 2 for entry in GOLD if entry["type"] == "contradiction")


@pytest.mark.parametrize(("name", "item"), EVIDENCE)
def test_quote_is_where_the_gold_says(places: gold.Places, name: str, item: dict[str, Any]) -> None:
    document, quote = item["document"], item["quote"]
    if document.endswith(".xlsx"):
        assert gold.range_text(DOCUMENTS / document, item["sheet"], item["range"]) == quote
    elif document.endswith(".docx"):
        assert quote in places.word[document]
    else:
        assert quote in places.pages[document][item["page"] - 1]


def figures(text: str) -> list[str]:
    """Return the words of a French answer that hold figures, written as the workbook does."""
    plain = re.sub(r"(?<=\d) (?=\d{3})", "", text).replace(",", ".")
    return [word for word in plain.split() if word[0].isdigit()]


@pytest.mark.parametrize(
    "entry",
    [
        entry
        for entry in GOLD
        if entry["type"] == "looked_up" and entry["document"] == rent_roll.FILE
    ],
    ids=lambda entry: str(entry["id"]),
)
def test_answer_from_the_workbook_is_in_its_range(entry: dict[str, Any]) -> None:
    assert set(figures(entry["answer"])) <= set(entry["evidence"][0]["quote"].split())


def test_amortisation_table_adds_up() -> None:
    lines = loan_offer.SCHEDULE
    assert sum((line.principal for line in lines), Decimal(0)) == loan_offer.LOAN
    assert lines[-1].closing == 0
    for before, after in pairwise(lines):
        assert before.closing == after.opening
    assert all(line.payment == line.interest + line.principal for line in lines)
    assert abs(lines[-1].payment - lines[0].payment) < 1


def test_loan_funding_adds_up() -> None:
    assert loan_offer.EQUITY + loan_offer.LOAN == loan_offer.TOTAL_COST
    assert loan_offer.effective_rate() > float(loan_offer.RATE) * 100


def test_french_accounts_balance() -> None:
    assert audit.ASSETS == audit.SOURCES
    groups = (audit.EQUITY, audit.PROVISIONS, audit.LIABILITIES)
    assert sum(audit.total(lines, 2) for lines in groups) == audit.ASSETS_BEFORE
    assert audit.net_result() == audit.EQUITY[-1][1]
    assert audit.net_result(2) == audit.EQUITY[-1][2]


def test_french_debt_maturities_add_up() -> None:
    assert all(whole == sum(parts) for _, whole, *parts in audit.DEBTS)
    assert audit.DEBTS[0][1] + audit.DEBTS[1][1] == audit.BANK_DEBT


def test_english_balance_sheets_balance() -> None:
    for assets, debts, equity in zip(
        report.ASSETS, report.LIABILITIES, report.TOTAL_EQUITY, strict=True
    ):
        assert assets == debts + equity


def test_english_cash_flows_articulate() -> None:
    assert report.CLOSING_CASH[:2] == report.CURRENT_ASSETS[0][1]
    assert report.OPENING_CASH[:2] == report.CLOSING_CASH[1:]


def test_english_retained_earnings_articulate() -> None:
    closing, opening = report.EQUITY[1][1]
    assert opening + report.NET_INCOME[0] + report.FINANCING[2][1][0] == closing


def test_english_notes_tie_to_the_statements() -> None:
    assert report.add(report.SEGMENT_SALES) == report.SALES[1]
    assert report.add(report.SEGMENT_INCOME, report.UNALLOCATED) == report.OPERATING_INCOME
    current, late = report.CURRENT_LIABILITIES, report.OTHER_LIABILITIES
    assert report.add(report.NOTES_DUE) == report.add((current[0], late[0]))
    assert current[3][1][0] + late[1][1][0] == report.LEASE_TOTAL - report.LEASE_INTEREST
    assert sum(amount for _, amount in report.MATURITIES) == report.add(report.NOTES_DUE[:-1])[0]


def test_rent_roll_adds_up() -> None:
    assert rent_roll.LET_AREA + rent_roll.VACANT_AREA == rent_roll.TOTAL_AREA
    assert sum(row[3] for row in rent_roll.use_rows()) == rent_roll.RENT


def test_lease_annexes_add_up() -> None:
    assert sum(cost for _, cost in lease.CHARGE_SPLIT) == lease.CHARGES
    assert lease.AREA_ANNEX == 604
    assert 9 * lease.RENT - lease.franchise(1) == lease.TOTAL_BILLED


def test_workbook_shows_the_mark() -> None:
    for sheet in ("Loyers", "Vacance", "Synthèse"):
        assert fold(gold.range_text(DOCUMENTS / rent_roll.FILE, sheet, "A4:A4")) == entities.MARK_FR
