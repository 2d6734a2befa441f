"""English annual report extract: three statements that add up and articulate, with notes."""

from __future__ import annotations

from pathlib import Path

from samples.generators import entities, layout, report_text
from samples.generators.numbers import fr, parens, percent

FILE = "annual-report-extract.pdf"

Row = tuple[str, tuple[int, ...]]
YEARS = ("2023", "2022", "2021")
# Planted contradiction: the MD&A states 235, the cash flow statement 229.
CAPEX_MDA = 235

SALES: Row = ("Net sales", (4_862, 4_517, 4_138))
COST: Row = ("Cost of sales", (-2_781, -2_634, -2_436))
OPERATING: tuple[Row, ...] = (
    ("Selling, general and administrative expenses", (-968, -912, -861)),
    ("Research and development expenses", (-287, -262, -241)),
    ("Restructuring charges", (-46, 0, -18)),
)
BELOW: tuple[Row, ...] = (
    ("Interest expense", (-118, -97, -84)),
    ("Other income (expense), net", (14, -9, 6)),
)
TAXES: Row = ("Provision for income taxes", (-149, -136, -118))
SHARES = (164.0, 166.0, 168.0)

CURRENT_ASSETS: tuple[Row, ...] = (
    ("Cash and cash equivalents", (612, 548)),
    ("Accounts receivable, net", (731, 684)),
    ("Inventories", (659, 702)),
    ("Prepaid expenses and other current assets", (148, 131)),
)
OTHER_ASSETS: tuple[Row, ...] = (
    ("Property, plant and equipment, net", (1_386, 1_318)),
    ("Operating lease right-of-use assets", (214, 226)),
    ("Goodwill", (1_742, 1_742)),
    ("Intangible assets, net", (418, 471)),
    ("Other assets", (163, 152)),
)
CURRENT_LIABILITIES: tuple[Row, ...] = (
    ("Current maturities of long-term debt", (250, 175)),
    ("Accounts payable", (498, 471)),
    ("Accrued liabilities", (417, 396)),
    ("Current operating lease liabilities", (48, 46)),
)
OTHER_LIABILITIES: tuple[Row, ...] = (
    ("Long-term debt", (2_085, 2_335)),
    ("Long-term operating lease liabilities", (171, 184)),
    ("Deferred income taxes", (192, 205)),
    ("Other liabilities", (231, 226)),
)
EQUITY: tuple[Row, ...] = (
    ("Common stock and additional paid-in capital", (712, 671)),
    ("Retained earnings", (2_214, 1_903)),
    ("Accumulated other comprehensive loss", (-83, -96)),
    ("Treasury stock, at cost", (-662, -542)),
)

ADJUSTMENTS: tuple[Row, ...] = (
    ("Depreciation and amortization", (214, 208, 199)),
    ("Stock-based compensation", (41, 38, 35)),
    ("Deferred income taxes", (-13, -8, 5)),
    ("Accounts receivable", (-47, -61, -42)),
    ("Inventories", (43, -88, -51)),
    ("Prepaid expenses and other current assets", (-17, -6, 4)),
    ("Accounts payable", (27, 33, 26)),
    ("Accrued liabilities", (21, 18, -9)),
    ("Other, net", (4, -11, 7)),
)
INVESTING: tuple[Row, ...] = (
    ("Capital expenditures", (-229, -241, -198)),
    ("Acquisition of business, net of cash acquired", (0, -164, 0)),
)
FINANCING: tuple[Row, ...] = (
    ("Proceeds from issuance of long-term debt", (0, 400, 0)),
    ("Repayment of long-term debt", (-175, -200, -150)),
    ("Dividends paid", (-216, -201, -188)),
    ("Repurchases of common stock", (-120, -150, -75)),
)
EXCHANGE: Row = ("Effect of exchange rate changes on cash", (4, -7, -3))
OPENING_CASH = (548, 521, 575)

SEGMENT_SALES: tuple[Row, ...] = (
    ("Flow Systems", (2_145, 1_962, 1_771)),
    ("Bench Optics", (1_608, 1_512, 1_402)),
    ("Field Analytics", (1_109, 1_043, 965)),
)
SEGMENT_INCOME: tuple[Row, ...] = (
    ("Flow Systems", (471, 405, 351)),
    ("Bench Optics", (298, 262, 224)),
    ("Field Analytics", (154, 134, 113)),
)
UNALLOCATED: tuple[Row, ...] = (
    ("Corporate expenses", (-97, -92, -88)),
    ("Restructuring charges", (-46, 0, -18)),
)
NOTES_DUE: tuple[Row, ...] = (
    ("2.85% senior notes due 2023", (0, 175)),
    ("3.10% senior notes due 2024", (250, 250)),
    ("3.45% senior notes due 2026", (600, 600)),
    ("4.20% senior notes due 2028", (700, 700)),
    ("4.75% senior notes due 2033", (800, 800)),
    ("Unamortized discount and issuance costs", (-15, -15)),
)
MATURITIES = (
    ("2024", 250),
    ("2025", 0),
    ("2026", 600),
    ("2027", 0),
    ("2028", 700),
    ("Thereafter", 800),
)
LEASES = (("2024", 55), ("2025", 49), ("2026", 42), ("2027", 34), ("2028", 27), ("Thereafter", 44))
LEASE_INTEREST = 32


def add(*groups: tuple[Row, ...]) -> tuple[int, ...]:
    """Add rows up, column by column."""
    columns = zip(*(values for group in groups for _, values in group), strict=True)
    return tuple(map(sum, columns))


GROSS = add((SALES, COST))
OPERATING_INCOME = add((SALES, COST), OPERATING)
PRETAX = add((SALES, COST), OPERATING, BELOW)
NET_INCOME = add((SALES, COST), OPERATING, BELOW, (TAXES,))
ASSETS = add(CURRENT_ASSETS, OTHER_ASSETS)
LIABILITIES = add(CURRENT_LIABILITIES, OTHER_LIABILITIES)
TOTAL_EQUITY = add(EQUITY)
FROM_OPERATIONS = add((("Net income", NET_INCOME),), ADJUSTMENTS)
FROM_INVESTING = add(INVESTING)
FROM_FINANCING = add(FINANCING)
CHANGE = add((("", FROM_OPERATIONS), ("", FROM_INVESTING), ("", FROM_FINANCING), EXCHANGE))
CLOSING_CASH = add((("", CHANGE), ("", OPENING_CASH)))
EPS = tuple(income / shares for income, shares in zip(NET_INCOME, SHARES, strict=True))
FREE_CASH = FROM_OPERATIONS[0] + INVESTING[0][1][0]
LEASE_TOTAL = sum(amount for _, amount in LEASES)


def line(label: str, values: tuple[int, ...], sign: str = "") -> list[str]:
    """Format one line of a statement."""
    return [label, *(f"{sign}{parens(value)}" for value in values)]


def money(label: str, values: tuple[int, ...]) -> list[str]:
    """Format a line that carries dollar signs."""
    return line(label, values, "$ ")


def many(rows: tuple[Row, ...]) -> list[list[str]]:
    """Format several lines."""
    return [line(*row) for row in rows]


def row_text(label: str, values: tuple[int, ...], sign: str = "") -> str:
    """Return one line the way a text layer reads it."""
    return " ".join(line(label, values, sign))


def million(value: float) -> str:
    """Format an answer in millions of dollars."""
    return f"${value:,.0f} million"


def share(part: float, whole: float) -> str:
    """Format a ratio as a percentage with one decimal."""
    return f"{100 * part / whole:.1f}%"


FACTS: dict[str, str] = {
    "report_sales": million(SALES[1][0]),
    "report_sales_2022": million(SALES[1][1]),
    "report_sales_row": row_text(*SALES, "$ "),
    "report_growth": share(SALES[1][0] - SALES[1][1], SALES[1][1]),
    "report_growth_2022": share(SALES[1][1] - SALES[1][2], SALES[1][2]),
    "report_gross": million(GROSS[0]),
    "report_gross_row": row_text("Gross profit", GROSS),
    "report_gross_margin": share(GROSS[0], SALES[1][0]),
    "report_gross_margin_2022": share(GROSS[1], SALES[1][1]),
    "report_operating": million(OPERATING_INCOME[0]),
    "report_operating_2022": million(OPERATING_INCOME[1]),
    "report_operating_row": row_text("Operating income", OPERATING_INCOME),
    "report_operating_margin": share(OPERATING_INCOME[0], SALES[1][0]),
    "report_net": million(NET_INCOME[0]),
    "report_net_2021": million(NET_INCOME[2]),
    "report_net_row": row_text("Net income", NET_INCOME, "$ "),
    "report_eps": f"${EPS[0]:.2f}",
    "report_tax_rate": share(-TAXES[1][0], PRETAX[0]),
    "report_tax_row": row_text(*TAXES),
    "report_pretax_row": row_text("Income before income taxes", PRETAX),
    "report_rd": million(287),
    "report_rd_row": row_text(*OPERATING[1]),
    "report_rd_share": share(-OPERATING[1][1][0], SALES[1][0]),
    "report_restructuring": million(-OPERATING[2][1][0]),
    "report_inventory_change": million(-(CURRENT_ASSETS[2][1][0] - CURRENT_ASSETS[2][1][1])),
    "report_inventory_row": row_text(*CURRENT_ASSETS[2]),
    "report_current_ratio": f"{add(CURRENT_ASSETS)[0] / add(CURRENT_LIABILITIES)[0]:.2f}",
    "report_current_assets_row": row_text("Total current assets", add(CURRENT_ASSETS)),
    "report_current_liabilities_row": row_text(
        "Total current liabilities", add(CURRENT_LIABILITIES)
    ),
    "report_assets": million(ASSETS[0]),
    "report_assets_row": row_text("Total assets", ASSETS, "$ "),
    "report_goodwill": million(OTHER_ASSETS[2][1][0]),
    "report_goodwill_row": row_text(*OTHER_ASSETS[2]),
    "report_equity": million(TOTAL_EQUITY[0]),
    "report_operations": million(FROM_OPERATIONS[0]),
    "report_operations_2022": million(FROM_OPERATIONS[1]),
    "report_operations_row": row_text("Net cash provided by operating activities", FROM_OPERATIONS),
    "report_capex_row": row_text(*INVESTING[0]),
    "report_capex": million(-INVESTING[0][1][0]),
    "report_capex_mda": million(CAPEX_MDA),
    "report_free_cash": million(FREE_CASH),
    "report_dividends": million(-FINANCING[2][1][0]),
    "report_dividends_row": row_text(*FINANCING[2]),
    "report_buybacks": million(-FINANCING[3][1][0]),
    "report_returned": million(-FINANCING[2][1][0] - FINANCING[3][1][0]),
    "report_buybacks_row": row_text(*FINANCING[3]),
    "report_flow_row": row_text(*SEGMENT_SALES[0], "$ "),
    "report_flow": million(SEGMENT_SALES[0][1][0]),
    "report_flow_growth": share(
        SEGMENT_SALES[0][1][0] - SEGMENT_SALES[0][1][1], SEGMENT_SALES[0][1][1]
    ),
    "report_optics": million(SEGMENT_SALES[1][1][0]),
    "report_field_growth": share(
        SEGMENT_SALES[2][1][0] - SEGMENT_SALES[2][1][1], SEGMENT_SALES[2][1][1]
    ),
    "report_optics_growth": share(
        SEGMENT_SALES[1][1][0] - SEGMENT_SALES[1][1][1], SEGMENT_SALES[1][1][1]
    ),
    "report_optics_row": row_text(*SEGMENT_SALES[1]),
    "report_field_income": million(SEGMENT_INCOME[2][1][0]),
    "report_field_income_row": row_text(*SEGMENT_INCOME[2]),
    "report_debt": million(add(NOTES_DUE)[0]),
    "report_due_2026": million(MATURITIES[2][1]),
    "report_lease_total": million(LEASE_TOTAL),
    "report_lease_liability": million(LEASE_TOTAL - LEASE_INTEREST),
    "report_lease_interest": million(LEASE_INTEREST),
    "report_lease_row": f"Total undiscounted lease payments {LEASE_TOTAL}",
    "report_sales_fr": f"{fr(SALES[1][0])} millions de dollars",
    "report_goodwill_fr": f"{fr(OTHER_ASSETS[2][1][0])} millions de dollars",
    "report_growth_fr": percent(100 * (SALES[1][0] / SALES[1][1] - 1), 1),
    "report_year_end": "December 31, 2023",
}

LOOK = layout.Look(
    title="2023 Annual Report – Extract",
    author=entities.ISSUER,
    header_left=f"{entities.ISSUER} – 2023 Annual Report (extract)",
    header_right="Fiscal year ended December 31, 2023",
    mark=entities.MARK_EN,
    page_label="Page {page} / {total}",
    accent="#4a2545",
    french=False,
)


def per_share() -> list[list[str]]:
    """Rows of the per-share data."""
    return [
        ["Diluted earnings per share (in dollars)", *(f"$ {value:.2f}" for value in EPS)],
        ["Weighted-average diluted shares (Millions)", *(f"{count:.1f}" for count in SHARES)],
    ]


def income_rows() -> list[list[str]]:
    """Rows of the statements of income."""
    return [
        ["(Millions, except per share)", *YEARS],
        money(*SALES),
        line(*COST),
        line("Gross profit", GROSS),
        *many(OPERATING),
        line("Operating income", OPERATING_INCOME),
        *many(BELOW),
        line("Income before income taxes", PRETAX),
        line(*TAXES),
        money("Net income", NET_INCOME),
        *per_share(),
    ]


def balance_rows() -> list[list[str]]:
    """Rows of the balance sheets."""
    both = add((("", LIABILITIES), ("", TOTAL_EQUITY)))
    return [
        ["(Millions) As of December 31,", *YEARS[:2]],
        money(*CURRENT_ASSETS[0]),
        *many(CURRENT_ASSETS[1:]),
        line("Total current assets", add(CURRENT_ASSETS)),
        *many(OTHER_ASSETS),
        money("Total assets", ASSETS),
        money(*CURRENT_LIABILITIES[0]),
        *many(CURRENT_LIABILITIES[1:]),
        line("Total current liabilities", add(CURRENT_LIABILITIES)),
        *many(OTHER_LIABILITIES),
        line("Total liabilities", LIABILITIES),
        *many(EQUITY),
        line("Total shareholders' equity", TOTAL_EQUITY),
        money("Total liabilities and shareholders' equity", both),
    ]


def cash_rows() -> list[list[str]]:
    """Rows of the statements of cash flows."""
    return [
        ["(Millions)", *YEARS],
        money("Net income", NET_INCOME),
        *many(ADJUSTMENTS),
        line("Net cash provided by operating activities", FROM_OPERATIONS),
        *many(INVESTING),
        line("Net cash used in investing activities", FROM_INVESTING),
        *many(FINANCING),
        line("Net cash used in financing activities", FROM_FINANCING),
        line(*EXCHANGE),
        line("Net increase (decrease) in cash", CHANGE),
        line("Cash and cash equivalents, beginning of year", OPENING_CASH),
        money("Cash and cash equivalents, end of year", CLOSING_CASH),
    ]


def equity_rows() -> list[list[str]]:
    """Rows of the 2023 changes in equity, one column per component."""
    opening, closing = ([values[index] for _, values in EQUITY] for index in (1, 0))
    moves = [
        ("Net income", [0, NET_INCOME[0], 0, 0]),
        ("Dividends paid", [0, FINANCING[2][1][0], 0, 0]),
        ("Stock-based compensation", [ADJUSTMENTS[1][1][0], 0, 0, 0]),
        ("Other comprehensive income", [0, 0, closing[2] - opening[2], 0]),
        ("Repurchases of common stock", [0, 0, 0, FINANCING[3][1][0]]),
    ]
    lines = [
        ("Balance, December 31, 2022", opening),
        *moves,
        ("Balance, December 31, 2023", closing),
    ]
    head = ["(Millions)", "Capital", "Retained earnings", "AOCI", "Treasury", "Total"]
    return [head, *(line(name, (*values, sum(values))) for name, values in lines)]


def segment_rows() -> list[list[str]]:
    """Rows of segment sales."""
    return [
        ["Net sales by segment (Millions)", *YEARS],
        money(*SEGMENT_SALES[0]),
        *many(SEGMENT_SALES[1:]),
        money("Total net sales", add(SEGMENT_SALES)),
    ]


def segment_income_rows() -> list[list[str]]:
    """Rows of segment operating income, reconciled to the statements."""
    return [
        ["Operating income by segment (Millions)", *YEARS],
        money(*SEGMENT_INCOME[0]),
        *many(SEGMENT_INCOME[1:]),
        line("Total segment operating income", add(SEGMENT_INCOME)),
        *many(UNALLOCATED),
        money("Consolidated operating income", add(SEGMENT_INCOME, UNALLOCATED)),
    ]


def debt_rows() -> list[list[str]]:
    """Rows of the debt note."""
    current = CURRENT_LIABILITIES[0][1]
    return [
        ["(Millions) As of December 31,", *YEARS[:2]],
        money(*NOTES_DUE[0]),
        *many(NOTES_DUE[1:]),
        line("Total debt", add(NOTES_DUE)),
        line("Less: current maturities", tuple(-value for value in current)),
        money("Long-term debt", OTHER_LIABILITIES[0][1]),
    ]


def maturity_rows() -> list[list[str]]:
    """Rows of debt maturities."""
    total = sum(amount for _, amount in MATURITIES)
    return [
        ["Year (Millions)", "Principal payments"],
        *([year, parens(amount)] for year, amount in MATURITIES),
        ["Total principal", f"$ {parens(total)}"],
    ]


def lease_rows() -> list[list[str]]:
    """Rows of lease maturities."""
    return [
        ["Year (Millions)", "Operating leases"],
        *([year, parens(amount)] for year, amount in LEASES),
        ["Total undiscounted lease payments", parens(LEASE_TOTAL)],
        ["Less: imputed interest", parens(-LEASE_INTEREST)],
        ["Present value of lease liabilities", f"$ {parens(LEASE_TOTAL - LEASE_INTEREST)}"],
    ]


Spec = tuple[list[list[str]], list[int], list[int]]


def specs() -> dict[str, Spec]:
    """List each table's rows, column widths and lines in bold."""
    three, two, one = [94, 24, 24, 24], [106, 30, 30], [120, 46]
    return {
        "income": (income_rows(), three, [3, 7, 10, 12]),
        "balance": (balance_rows(), two, [5, 11, 16, 21, 26, 27]),
        "cash": (cash_rows(), three, [11, 14, 19, 23]),
        "equity": (equity_rows(), [56, 20, 30, 18, 22, 20], [7]),
        "segments": (segment_rows(), three, [4]),
        "segment_income": (segment_income_rows(), three, [4, 7]),
        "debt": (debt_rows(), two, [7, 9]),
        "maturities": (maturity_rows(), one, [7]),
        "leases": (lease_rows(), one, [7, 9]),
    }


def tables(styles: layout.Styles) -> dict[str, object]:
    """Build the tables of the report."""
    return {
        name: layout.ruled_table(rows, widths, styles, LOOK, bold=bold)
        for name, (rows, widths, bold) in specs().items()
    }


def facts() -> dict[str, str]:
    """Return every fact the report's prose refers to."""
    return {**entities.FACTS, **FACTS}


def build(folder: Path) -> None:
    """Write the annual report extract."""
    layout.build_pdf(
        LOOK,
        lambda styles: layout.story(
            report_text.BLOCKS, facts(), styles, tables(styles), french=False
        ),
        folder / FILE,
    )
