"""French rent roll (xlsx): one line per lot, vacancies, and a summary computed from the lots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from samples.generators import archive, entities
from samples.generators.numbers import euros, fr, percent

FILE = "etat-locatif.xlsx"
CLOSING = dt.date(2024, 12, 31)
# Index of the fourth quarter of each year; leases are indexed on it every year.
ILC = {
    2015: 108.41,
    2016: 108.91,
    2017: 111.33,
    2018: 114.06,
    2019: 116.16,
    2020: 115.79,
    2021: 118.59,
    2022: 126.05,
    2023: 132.63,
}
FIRST_ROW = 6


class Lot(NamedTuple):
    """One lot; a vacant one has no tenant, and its rent is the market rent."""

    code: str
    floor: str
    use: str
    tenant: str
    area: float
    start: dt.date
    rent: int


# Planted contradiction: the base rent of Q-07 is 186 000 euros in the lease.
LOTS = (
    Lot("Q-01", "RDC", "Commerce", "Boulange Astérine SARL", 142.0, dt.date(2019, 7, 1), 46_860),
    Lot("Q-02", "RDC", "Commerce", "Optique Lumifable", 98.5, dt.date(2021, 2, 1), 35_460),
    Lot("Q-03", "RDC", "Commerce", "Pharmacie Sylvambre", 210.0, dt.date(2018, 10, 1), 71_400),
    Lot("Q-04", "RDC", "Commerce", "", 176.0, dt.date(2024, 5, 1), 52_800),
    Lot("Q-05", "RDC", "Commerce", "Fleurs d'Onirie", 64.0, dt.date(2022, 9, 1), 23_680),
    Lot("Q-06", "RDC", "Commerce", "Librairie Papyrelle", 188.0, dt.date(2020, 1, 1), 58_280),
    Lot(
        "Q-07", "RDC/R+1", "Commerce", "Exemplarion Agencement", 604.0, dt.date(2023, 4, 1), 182_400
    ),
    Lot("Q-08", "R+1", "Bureaux", "Cabinet Verdictine", 231.0, dt.date(2017, 11, 1), 50_820),
    Lot("Q-09", "R+1", "Bureaux", "Arpège Données SAS", 318.0, dt.date(2022, 1, 1), 76_320),
    Lot("Q-10", "R+1", "Bureaux", "Mutuelle Chimérine", 402.0, dt.date(2019, 4, 1), 90_450),
    Lot("Q-11", "R+1", "Bureaux", "", 155.0, dt.date(2024, 9, 1), 35_650),
    Lot("Q-12", "R+2", "Bureaux", "Ingénierie Polygalante", 520.0, dt.date(2021, 6, 1), 122_200),
    Lot("Q-13", "R+2", "Bureaux", "Agence Motivoile", 187.5, dt.date(2023, 10, 1), 46_875),
    Lot("Q-14", "R+2", "Bureaux", "Notaires du Mirage", 264.0, dt.date(2018, 1, 1), 59_400),
    Lot("Q-15", "R+2", "Bureaux", "Logiciels Nébuline", 341.0, dt.date(2022, 7, 1), 85_250),
    Lot("Q-16", "R+3", "Bureaux", "Assurances Féerique", 476.0, dt.date(2020, 10, 1), 111_860),
    Lot("Q-17", "R+3", "Bureaux", "Assurances Féerique", 122.0, dt.date(2020, 10, 1), 28_670),
    Lot("Q-18", "R+3", "Bureaux", "Conseil Quintessor", 205.0, dt.date(2021, 9, 1), 49_200),
    Lot("Q-19", "R+3", "Bureaux", "", 248.0, dt.date(2023, 12, 1), 57_040),
    Lot("Q-20", "R+4", "Bureaux", "Studio Calandrine", 296.0, dt.date(2024, 3, 1), 76_960),
    Lot("Q-21", "R+4", "Bureaux", "Laboratoire Épistolab", 388.0, dt.date(2019, 9, 1), 89_240),
    Lot("Q-22", "R+4", "Bureaux", "Formation Savoirine", 164.0, dt.date(2023, 1, 1), 40_180),
    Lot("Q-23", "SS-1", "Réserve", "Librairie Papyrelle", 74.0, dt.date(2020, 1, 1), 6_660),
    Lot("Q-24", "SS-1", "Réserve", "Pharmacie Sylvambre", 58.0, dt.date(2018, 10, 1), 5_220),
    Lot("Q-25", "SS-1", "Archives", "Notaires du Mirage", 91.0, dt.date(2018, 1, 1), 7_735),
)
LET = tuple(lot for lot in LOTS if lot.tenant)
VACANT = tuple(lot for lot in LOTS if not lot.tenant)
STATUS = {
    "Q-04": "En travaux",
    "Q-11": "Offre en cours de négociation",
    "Q-19": "En commercialisation",
}
USES = ("Commerce", "Bureaux", "Réserve", "Archives")

HEADERS = (
    "Lot",
    "Niveau",
    "Nature",
    "Locataire",
    "Surface (m²)",
    "Prise d'effet",
    "Terme du bail",
    "Loyer de base annuel HT HC (€)",
    "Loyer annuel en cours HT HC (€)",
    "Loyer en cours (€/m²)",
    "Dépôt de garantie (€)",
    "Statut",
)


def end(lot: Lot) -> dt.date:
    """Return the last day of a nine-year lease."""
    return lot.start.replace(year=lot.start.year + 9) - dt.timedelta(days=1)


def current_rent(lot: Lot) -> int:
    """Return the rent in force at closing, indexed since the lease began."""
    return round(lot.rent * ILC[2023] / ILC[min(lot.start.year - 1, 2023)])


def lot_row(lot: Lot) -> list[Any]:
    """Values of one line of the sheet of rents."""
    head = [lot.code, lot.floor, lot.use, lot.tenant or "VACANT", lot.area]
    if not lot.tenant:
        return [*head, None, None, None, None, None, None, "Vacant"]
    now = current_rent(lot)
    return [
        *head,
        lot.start,
        end(lot),
        lot.rent,
        now,
        round(now / lot.area, 2),
        round(lot.rent / 4),
        "Loué",
    ]


def vacancy_row(lot: Lot) -> list[Any]:
    """Values of one line of the sheet of vacancies."""
    months = (CLOSING.year - lot.start.year) * 12 + CLOSING.month - lot.start.month + 1
    return [lot.code, lot.floor, lot.use, lot.area, lot.start, months, lot.rent, STATUS[lot.code]]


TOTAL_AREA = sum(lot.area for lot in LOTS)
LET_AREA = sum(lot.area for lot in LET)
VACANT_AREA = TOTAL_AREA - LET_AREA
OCCUPANCY = round(100 * LET_AREA / TOTAL_AREA, 1)
RENT = sum(map(current_rent, LET))
BASE_RENT = sum(lot.rent for lot in LET)
MARKET_RENT = sum(lot.rent for lot in VACANT)
DEPOSITS = sum(round(lot.rent / 4) for lot in LET)
MATURITY = round(
    sum(current_rent(lot) * (end(lot) - CLOSING).days / 365.25 for lot in LET) / RENT, 1
)
LARGEST = max(LET, key=current_rent)


def summary_rows() -> list[list[Any]]:
    """Indicators of the summary sheet."""
    return [
        ["Nombre de lots", len(LOTS), "lots"],
        ["Nombre de lots vacants", len(VACANT), "lots"],
        ["Surface totale", TOTAL_AREA, "m²"],
        ["Surface louée", LET_AREA, "m²"],
        ["Surface vacante", VACANT_AREA, "m²"],
        ["Taux d'occupation (en surface)", OCCUPANCY, "%"],
        ["Loyer de base annuel HT HC", BASE_RENT, "€"],
        ["Loyer annuel en cours HT HC", RENT, "€"],
        ["Valeur locative de marché des lots vacants", MARKET_RENT, "€"],
        ["Loyer potentiel à pleine occupation", RENT + MARKET_RENT, "€"],
        ["Dépôts de garantie détenus", DEPOSITS, "€"],
        ["Durée résiduelle moyenne pondérée des baux", MATURITY, "années"],
        [
            "Premier locataire – part du loyer en cours",
            round(100 * current_rent(LARGEST) / RENT, 1),
            "%",
        ],
    ]


def use_rows() -> list[list[Any]]:
    """Split of the let lots by use."""
    rows: list[list[Any]] = []
    for use in USES:
        lots = [lot for lot in LET if lot.use == use]
        rows.append([use, len(lots), sum(lot.area for lot in lots), sum(map(current_rent, lots))])
    return rows


def by_code(code: str) -> Lot:
    """Find one lot."""
    return next(lot for lot in LOTS if lot.code == code)


def range_of(code: str, last: str = "L") -> str:
    """Return the address of one lot's line in the sheet of rents."""
    row = FIRST_ROW + [lot.code for lot in LOTS].index(code)
    return f"Loyers!A{row}:{last}{row}"


FACTS: dict[str, str] = {
    "roll_q07_rent": euros(by_code("Q-07").rent),
    "roll_q07_area": f"{fr(by_code('Q-07').area)} m²",
    "roll_q12_rent": euros(current_rent(by_code("Q-12"))),
    "roll_q09_end": end(by_code("Q-09")).strftime("%d/%m/%Y"),
    "roll_q16_17": euros(sum(current_rent(by_code(code)) for code in ("Q-16", "Q-17"))),
    "roll_occupancy": percent(OCCUPANCY, 1),
    "roll_rent": euros(RENT),
    "roll_potential": euros(RENT + MARKET_RENT),
    "roll_vacant": str(len(VACANT)),
    "roll_vacant_area": f"{fr(VACANT_AREA)} m²",
    "roll_market": euros(MARKET_RENT),
    "roll_maturity": f"{fr(MATURITY, 1)} années",
    "roll_deposits": euros(DEPOSITS),
    "roll_q19_months": str(vacancy_row(by_code("Q-19"))[5]),
    "roll_offices": euros(use_rows()[1][3]),
    "roll_reversion": percent(100 * MARKET_RENT / RENT, 1),
}

THIN = Side(style="thin", color="9AA3AD")
HEAD = PatternFill("solid", fgColor="DFE6EE")


def write_rows(sheet: Any, first: int, headers: Sequence[str], rows: Sequence[list[Any]]) -> None:
    """Write a header and lines of values, ruled and formatted."""
    for offset, line in enumerate([list(headers), *rows]):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(first + offset, column, value)
            cell.border = Border(THIN, THIN, THIN, THIN)
            dress(cell, value, header=offset == 0)


def dress(cell: Any, value: Any, *, header: bool) -> None:
    """Give one cell its format, by the kind of its value."""
    if header:
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    elif isinstance(value, dt.date):
        cell.number_format = "DD/MM/YYYY"
    elif isinstance(value, float):
        cell.number_format = "#,##0.00"
    elif isinstance(value, int):
        cell.number_format = "#,##0"


def start_sheet(sheet: Any, title: str, widths: Sequence[float]) -> None:
    """Write the heading lines and set widths, print footer and orientation."""
    sheet["A1"], sheet["A1"].font = title, Font(bold=True, size=14, color="1F3A5F")
    sheet["A2"] = f"Immeuble « {entities.BUILDING} », 14 rue des Astrolabes, {entities.CITY}"
    sheet["A3"] = f"Situation au 31/12/2024 – {entities.LANDLORD}"
    sheet["A4"], sheet["A4"].font = entities.MARK_FR, Font(italic=True, color="5A6470")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = entities.MARK_FR, "Page &P / &N"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def total_row() -> list[Any]:
    """Last line of the sheet of rents."""
    return [
        "Total",
        None,
        None,
        None,
        TOTAL_AREA,
        None,
        None,
        BASE_RENT,
        RENT,
        round(RENT / LET_AREA, 2),
        DEPOSITS,
        None,
    ]


def fill_rents(sheet: Any) -> None:
    """Write the sheet of rents, one line per lot and a total."""
    start_sheet(sheet, "État locatif – loyers", [8, 10, 12, 26, 12, 13, 13, 17, 17, 13, 14, 10])
    write_rows(sheet, FIRST_ROW - 1, HEADERS, [*map(lot_row, LOTS), total_row()])
    for cell in sheet[FIRST_ROW + len(LOTS)]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B6"


def fill_vacancies(sheet: Any) -> None:
    """Write the sheet of vacancies."""
    start_sheet(sheet, "État locatif – vacance", [8, 10, 12, 13, 15, 14, 22, 32])
    headers = (
        "Lot",
        "Niveau",
        "Nature",
        "Surface (m²)",
        "Vacant depuis le",
        "Durée (mois)",
        "Valeur locative annuelle (€)",
        "Situation",
    )
    write_rows(sheet, FIRST_ROW - 1, headers, [vacancy_row(lot) for lot in VACANT])


def fill_summary(sheet: Any) -> None:
    """Write the summary: indicators, then the split by use."""
    start_sheet(sheet, "État locatif – synthèse", [46, 16, 14, 20])
    write_rows(sheet, FIRST_ROW - 1, ("Indicateur", "Valeur", "Unité"), summary_rows())
    headers = ("Nature", "Lots loués", "Surface (m²)", "Loyer en cours (€)")
    write_rows(sheet, 21, headers, use_rows())


def build(folder: Path) -> None:
    """Write the rent roll."""
    book: Any = Workbook()
    book.active.title = "Loyers"
    fill_rents(book.active)
    fill_vacancies(book.create_sheet("Vacance"))
    fill_summary(book.create_sheet("Synthèse"))
    book.properties.creator = entities.LANDLORD
    book.properties.title = "État locatif"
    book.save(folder / FILE)
    archive.normalise(folder / FILE)
