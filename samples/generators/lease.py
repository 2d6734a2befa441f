"""French commercial lease: data, facts and layout (the prose is in lease_text)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from samples.generators import entities, layout, lease_text
from samples.generators.numbers import euros, fr, long_date, percent, short_date

FILE = "bail-commercial.pdf"

START = dt.date(2023, 4, 1)
YEARS = 9
RENT = 186_000
FRANCHISE_MONTHS = 3
DEPOSIT = RENT // 4
GUARANTEE = RENT // 2
CHARGES = 21_700
PROPERTY_TAX = 14_260
ILC_BASE = 126.05
# Planted contradiction: the article states a larger area than the annex adds up to.
AREA_ARTICLE = 620
SURFACES = (
    ("Espace d'exposition (showroom)", "Rez-de-chaussée", 312.50),
    ("Bureaux et salle de réunion", "1er étage", 168.00),
    ("Réserve et atelier de préparation", "Rez-de-chaussée", 96.50),
    ("Sanitaires et dégagements", "Rez-de-chaussée", 27.00),
)
# Planted contradiction: eight spaces in the article, six in the annex.
PARKING_ARTICLE, PARKING_ANNEX = 8, 6
WORKS = (
    ("2023", "Réfection de l'étanchéité de la toiture-terrasse", "Bailleur", 84_500),
    ("2024", "Remplacement de la centrale de traitement d'air", "Bailleur", 61_200),
    ("2025", "Ravalement de la façade nord et reprise des joints", "Bailleur", 118_000),
    ("2025", "Mise en peinture des parties communes", "Preneurs", 17_300),
)
DIAGNOSTICS = (
    ("Performance énergétique (DPE)", "12 janvier 2023", "Classe C – 142 kWhEP/m²/an"),
    ("Amiante (dossier technique)", "16 janvier 2023", "Absence de matériaux amiantés"),
    ("État des risques", "2 mars 2023", "Zone de sismicité 2 ; hors zone inondable"),
    ("Accessibilité (registre)", "20 janvier 2023", "Conforme, attestation jointe"),
)
CHARGE_SPLIT = (
    ("Entretien et nettoyage des parties communes", 6_400),
    ("Gardiennage et sécurité incendie", 5_150),
    ("Chauffage, ventilation, climatisation", 5_900),
    ("Eau, électricité des parties communes", 2_650),
    ("Honoraires de gestion technique", 1_600),
)
AREA_ANNEX = sum(area for _, _, area in SURFACES)


def period(year: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of one lease year, counted from 1."""
    first = START.replace(year=START.year + year - 1)
    return first, START.replace(year=START.year + year) - dt.timedelta(days=1)


def franchise(year: int) -> int:
    """Return the rent-free amount granted in one lease year."""
    return RENT * FRANCHISE_MONTHS // 12 if year == 1 else 0


def billed(year: int) -> int:
    """Return the rent billed in one lease year, before indexation."""
    return RENT - franchise(year)


TOTAL_BILLED = sum(billed(year) for year in range(1, YEARS + 1))

FACTS: dict[str, str] = {
    "lease_signed": long_date(dt.date(2023, 3, 14)),
    "lease_start": long_date(START),
    "lease_end": long_date(period(YEARS)[1]),
    "lease_break1": long_date(period(3)[1]),
    "lease_break2": long_date(period(6)[1]),
    "lease_area_article": f"{AREA_ARTICLE} m²",
    "lease_area_annex": f"{fr(AREA_ANNEX, 2)} m²",
    "lease_area_gap": f"{fr(AREA_ARTICLE - AREA_ANNEX)} m²",
    "lease_showroom": f"{fr(SURFACES[0][2], 2)} m²",
    "lease_parking_article": str(PARKING_ARTICLE),
    "lease_parking_annex": str(PARKING_ANNEX),
    "lease_rent": euros(RENT),
    "lease_rent_quarter": euros(RENT / 4),
    "lease_rent_sqm": euros(RENT / AREA_ARTICLE),
    "lease_franchise": euros(franchise(1)),
    "lease_franchise_end": long_date(dt.date(2023, 6, 30)),
    "lease_year1": euros(billed(1)),
    "lease_total": euros(TOTAL_BILLED),
    "lease_deposit": euros(DEPOSIT),
    "lease_guarantee": euros(GUARANTEE),
    "lease_charges": euros(CHARGES),
    "lease_charges_quarter": euros(CHARGES / 4),
    "lease_tax": euros(PROPERTY_TAX),
    "lease_ilc": fr(ILC_BASE, 2),
    "lease_works_total": euros(sum(row[3] for row in WORKS)),
    "lease_works_landlord": euros(sum(row[3] for row in WORKS if row[2] == "Bailleur")),
    "lease_works_2025": euros(WORKS[2][3]),
    "lease_heating_share": percent(100 * CHARGE_SPLIT[2][1] / CHARGES, 1),
    "lease_heating": euros(CHARGE_SPLIT[2][1]),
    "lease_dpe": DIAGNOSTICS[0][2],
}


def rent_rows() -> list[list[str]]:
    """Rows of annex 1: rent billed in each lease year."""
    rows = [["Année", "Du", "Au", "Loyer de base", "Franchise", "Loyer facturé"]]
    for year in range(1, YEARS + 1):
        first, last = period(year)
        amounts = [RENT, franchise(year), billed(year)]
        rows.append([f"Année {year}", short_date(first), short_date(last), *map(euros, amounts)])
    total = [RENT * YEARS, franchise(1), TOTAL_BILLED]
    return [*rows, ["Total", "", "", *map(euros, total)]]


def surface_rows() -> list[list[str]]:
    """Rows of annex 2: surfaces, adding up to the annex's own total."""
    rows = [["Local", "Niveau", "Surface privative"]]
    rows += [[name, level, f"{fr(area, 2)} m²"] for name, level, area in SURFACES]
    return [*rows, ["Surface totale louée", "", FACTS["lease_area_annex"]]]


def works_rows() -> list[list[str]]:
    """Rows of annex 5: forecast works."""
    rows = [["Exercice", "Nature des travaux", "À la charge de", "Montant HT"]]
    rows += [[year, name, payer, euros(cost)] for year, name, payer, cost in WORKS]
    return [*rows, ["Total", "", "", FACTS["lease_works_total"]]]


def charge_rows() -> list[list[str]]:
    """Rows of annex 4: split of the provision for charges."""
    rows = [["Catégorie de charges", "Provision annuelle HT"]]
    rows += [[name, euros(cost)] for name, cost in CHARGE_SPLIT]
    return [*rows, ["Total de la provision", FACTS["lease_charges"]]]


LOOK = layout.Look(
    title="Bail commercial",
    author=entities.LANDLORD,
    header_left=f"Bail commercial – {entities.BUILDING}, lot Q-07",
    header_right="Acte sous signature privée",
    mark=entities.MARK_FR,
    footer_middle="Paraphes : ……… / ………",
)


def tables(styles: layout.Styles) -> dict[str, object]:
    """Build the tables of the annexes."""
    contents = [["N°", "Titre", "N°", "Titre"], *map(list, lease_text.CONTENTS)]
    diagnostics = [["Diagnostic", "Date", "Conclusion"], *map(list, DIAGNOSTICS)]
    cover = layout.story(lease_text.COVER_BOX, facts(), styles, {})
    return {
        "cover": layout.boxed(cover, 150, LOOK),
        "contents": layout.ruled_table(contents, [18, 65, 20, 63], styles, LOOK, numeric_from=4),
        "rents": layout.ruled_table(rent_rows(), [24, 26, 26, 30, 28, 32], styles, LOOK, bold=[10]),
        "surfaces": layout.ruled_table(
            surface_rows(), [80, 46, 40], styles, LOOK, bold=[5], numeric_from=2
        ),
        "diagnostics": layout.ruled_table(diagnostics, [56, 36, 74], styles, LOOK, numeric_from=3),
        "charges": layout.ruled_table(charge_rows(), [116, 50], styles, LOOK, bold=[6]),
        "works": layout.ruled_table(
            works_rows(), [20, 84, 30, 32], styles, LOOK, bold=[5], numeric_from=3
        ),
        "signatures": layout.ruled_table(
            [["Le Bailleur", "Le Preneur"], [lease_text.SIGN] * 2],
            [83, 83],
            styles,
            LOOK,
            numeric_from=2,
        ),
    }


def facts() -> dict[str, str]:
    """Return every fact the lease's prose refers to."""
    return {**entities.FACTS, **FACTS}


def build(folder: Path) -> None:
    """Write the lease."""
    layout.build_pdf(
        LOOK,
        lambda styles: layout.story(lease_text.BLOCKS, facts(), styles, tables(styles)),
        folder / FILE,
    )
