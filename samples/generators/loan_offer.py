"""French loan offer (docx): a housing programme, with an amortisation table that adds up."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from samples.generators import archive, entities, loan_text
from samples.generators.numbers import euros, fr, long_date, percent, short_date, typeset

FILE = "offre-de-pret.docx"

COST = (
    ("Charge foncière et frais d'acquisition", 2_850_000),
    ("Travaux de construction", 6_940_000),
    ("Honoraires techniques et maîtrise d'œuvre", 910_000),
    ("Frais financiers de portage", 320_000),
    ("Aléas et imprévus", 180_000),
)
TOTAL_COST = sum(cost for _, cost in COST)
LOAN = 8_400_000
EQUITY = TOTAL_COST - LOAN
RATE = Decimal("0.0390")
YEARS = 20
FIRST_DUE = 2027
HOMES = 48
FEE_FILE = 42_000
FEE_SECURITY = 96_600
FEE_VALUATION = 7_800
LTV, DSCR = 65, 1.15
CENT = Decimal("0.01")


class Instalment(NamedTuple):
    """One line of the amortisation table."""

    number: int
    due: dt.date
    opening: Decimal
    interest: Decimal
    principal: Decimal
    payment: Decimal
    closing: Decimal


def constant_payment() -> Decimal:
    """Return the yearly payment that repays the loan at the fixed rate."""
    payment = LOAN * RATE / (1 - (1 + RATE) ** -YEARS)
    return payment.quantize(CENT, ROUND_HALF_UP)


def schedule() -> list[Instalment]:
    """Compute the amortisation table; the last payment absorbs the rounding."""
    lines: list[Instalment] = []
    balance = Decimal(LOAN)
    for number in range(1, YEARS + 1):
        interest = (balance * RATE).quantize(CENT, ROUND_HALF_UP)
        principal = balance if number == YEARS else constant_payment() - interest
        due = dt.date(FIRST_DUE + number - 1, 9, 30)
        closing = balance - principal
        lines.append(
            Instalment(number, due, balance, interest, principal, interest + principal, closing)
        )
        balance = closing
    return lines


def effective_rate() -> float:
    """Return the yearly effective rate (TEG), fees included, found by bisection."""
    received = LOAN - FEE_FILE - FEE_SECURITY - FEE_VALUATION
    low, high = 0.0, 0.2
    for _ in range(80):
        rate = (low + high) / 2
        value = sum(float(line.payment) / (1 + rate) ** line.number for line in schedule())
        low, high = (rate, high) if value > received else (low, rate)
    return 100 * low


SCHEDULE = schedule()
INTEREST = sum((line.interest for line in SCHEDULE), Decimal(0))


def cents(amount: Decimal) -> str:
    """Format an amount of the schedule."""
    return fr(float(amount), 2)


FACTS: dict[str, str] = {
    "loan_date": long_date(dt.date(2024, 9, 18)),
    "loan_expiry": long_date(dt.date(2024, 10, 18)),
    "loan_amount": euros(LOAN),
    "loan_cost": euros(TOTAL_COST),
    "loan_land": euros(COST[0][1]),
    "loan_works": euros(COST[1][1]),
    "loan_equity": euros(EQUITY),
    "loan_equity_share": percent(100 * EQUITY / TOTAL_COST, 0),
    "loan_ltc": percent(100 * LOAN / TOTAL_COST, 0),
    "loan_homes": str(HOMES),
    "loan_per_home": euros(LOAN / HOMES),
    "loan_rate": percent(float(RATE) * 100),
    "loan_margin": percent(1.65),
    "loan_years": str(YEARS),
    "loan_teg": percent(effective_rate()),
    "loan_payment": euros(float(constant_payment()), 2),
    "loan_interest": euros(float(INTEREST), 2),
    "loan_balance5": f"{cents(SCHEDULE[4].closing)}\u00a0€",
    "loan_row5": " ".join([cents(SCHEDULE[4].payment), cents(SCHEDULE[4].closing)]),
    "loan_interest1": f"{cents(SCHEDULE[0].interest)}\u00a0€",
    "loan_row1": " ".join([cents(SCHEDULE[0].opening), cents(SCHEDULE[0].interest)]),
    "loan_fee_file": euros(FEE_FILE),
    "loan_fee_security": euros(FEE_SECURITY),
    "loan_fee_valuation": euros(FEE_VALUATION),
    "loan_fees": euros(FEE_FILE + FEE_SECURITY + FEE_VALUATION),
    "loan_ltv": percent(LTV, 0),
    "loan_dscr": f"{fr(DSCR, 2)}x",
    "loan_mortgage": euros(LOAN * 1.1),
    "loan_accessory": euros(LOAN * 0.1),
    "loan_first_due": long_date(SCHEDULE[0].due),
    "loan_last_due": long_date(SCHEDULE[-1].due),
}


def budget_rows() -> list[list[str]]:
    """Rows of the cost and funding table."""
    rows = [["Poste", "Montant HT", "Part"]]
    lines = [
        *COST,
        ("Prix de revient total", TOTAL_COST),
        ("Fonds propres", EQUITY),
        ("Prêt objet de la présente offre", LOAN),
    ]
    return rows + [[name, euros(cost), percent(100 * cost / TOTAL_COST, 1)] for name, cost in lines]


def schedule_rows() -> list[list[str]]:
    """Rows of the amortisation table, totals included."""
    rows = [
        [
            "N°",
            "Échéance",
            "Capital restant dû avant",
            "Intérêts",
            "Amortissement",
            "Annuité",
            "Capital restant dû après",
        ]
    ]
    for line in SCHEDULE:
        amounts = [line.opening, line.interest, line.principal, line.payment, line.closing]
        rows.append([str(line.number), short_date(line.due), *map(cents, amounts)])
    totals = [INTEREST, Decimal(LOAN), INTEREST + LOAN]
    return [*rows, ["Total", "", "", *map(cents, totals), ""]]


def fee_rows() -> list[list[str]]:
    """Rows of the fee table."""
    rows = [["Frais", "Base de calcul", "Montant"]]
    rows.append(["Frais de dossier", "0,50 % du montant du prêt", FACTS["loan_fee_file"]])
    rows.append(["Frais de garantie", "Inscription hypothécaire", FACTS["loan_fee_security"]])
    rows.append(["Frais d'expertise", "Forfait", FACTS["loan_fee_valuation"]])
    return [*rows, ["Total des frais", "", FACTS["loan_fees"]]]


TABLES = {"budget": budget_rows, "schedule": schedule_rows, "fees": fee_rows}


def shade(cell: Any, colour: str) -> None:
    """Fill a table cell, behind its text."""
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(fill)  # noqa: SLF001 - the library offers no call


def fill_cell(cell: Any, text: str, column: int, strong: bool, small: bool) -> None:
    """Write one cell: figures to the right, header and totals in bold."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.bold = strong
    run.font.size = Pt(7.5 if small else 9.5)
    if column:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def add_table(document: Any, rows: list[list[str]]) -> None:
    """Add a ruled table with a shaded header that repeats on each page."""
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for index, line in enumerate(rows):
        strong = index == 0 or line[0].lower().startswith(("total", "prix de revient"))
        for column, cell in enumerate(table.rows[index].cells):
            fill_cell(cell, line[column], column, strong, len(line) > 4)
            if strong:
                shade(cell, "DFE6EE" if index == 0 else "EEF1F4")
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - the library offers no call
    document.add_paragraph()


def add_field(paragraph: Any, code: str) -> None:
    """Add a field such as the page number, which the word processor computes."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # noqa: SLF001 - the library offers no call


def set_styles(document: Any) -> None:
    """Give the template's styles the bank's look."""
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    for name, size in (("Title", 22), ("Heading 1", 14), ("Heading 2", 11.5)):
        style = document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = RGBColor(0x1F, 0x3A, 0x5F)


def set_page(document: Any) -> None:
    """Set A4 margins, the header and the footer with the mark and page numbers."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.header.paragraphs[0].text = f"{entities.BANK} – Financements immobiliers"
    footer = section.footer.paragraphs[0]
    footer.text = f"{entities.MARK_FR} – Page "
    add_field(footer, "PAGE")
    footer.add_run(" / ")
    add_field(footer, "NUMPAGES")


def set_properties(document: Any) -> None:
    """Fix the core properties, so that the file does not depend on when it was made."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = entities.BANK
    properties.title = f"Offre de prêt – {entities.PROGRAMME}"
    properties.comments = entities.MARK_FR
    properties.language = "fr-FR"


def add_block(document: Any, kind: str, text: str) -> None:
    """Add one block of the offer."""
    if kind == "table":
        add_table(document, TABLES[text]())
        return
    filled = typeset(text.format_map({**entities.FACTS, **FACTS}))
    if kind in ("Title", "Heading 1", "Heading 2", "List Bullet"):
        document.add_paragraph(filled, style=kind)
    elif kind == "break":
        document.add_page_break()
    else:
        document.add_paragraph(filled).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def build(folder: Path) -> None:
    """Write the loan offer."""
    document = Document()
    set_styles(document)
    set_page(document)
    set_properties(document)
    for kind, text in loan_text.BLOCKS:
        add_block(document, kind, text)
    document.save(str(folder / FILE))
    archive.normalise(folder / FILE)
