"""French statutory audit report: accounts that balance, with notes drawn from the same figures."""

from __future__ import annotations

from pathlib import Path

from samples.generators import audit_text, entities, layout, loan_offer
from samples.generators.numbers import fr, kilo, percent

FILE = "rapport-audit.pdf"

# Planted contradictions: the loan offer says 65 %, 48 homes; the rent roll says 90.4 %.
LTV_LIMIT, HOMES, OCCUPANCY = 60, 46, 96.5
QUALIFICATION = 310
VALUATION = 17_480
REPAYMENT = 630

# Assets in thousands of euros: gross, depreciation, net at the end of the previous year.
FIXED = (
    ("Immobilisations incorporelles", 48, 36, 18),
    ("Terrains", 4_650, 0, 1_800),
    ("Constructions", 14_200, 3_980, 10_700),
    ("Autres immobilisations corporelles", 265, 171, 118),
    ("Immobilisations en cours", 1_240, 0, 0),
    ("Participations", 2_400, 0, 2_400),
    ("Autres immobilisations financières", 85, 0, 85),
)
CURRENT = (
    ("Créances clients et comptes rattachés", 742, 68, 598),
    ("Autres créances", 1_015, 0, 640),
    ("Valeurs mobilières de placement", 300, 0, 500),
    ("Disponibilités", 1_462, 0, 1_905),
    ("Charges constatées d'avance", 44, 0, 38),
)
EQUITY = (
    ("Capital social", 3_000, 3_000),
    ("Prime d'émission", 1_200, 1_200),
    ("Réserve légale", 214, 190),
    ("Autres réserves", 1_480, 1_324),
    ("Report à nouveau", 96, 96),
    ("Résultat de l'exercice", 612, 480),
)
PROVISIONS = (("Provisions pour risques et charges", 145, 110),)
LIABILITIES = (
    ("Emprunts auprès des établissements de crédit", 11_550, 10_080),
    ("Comptes courants d'associés", 1_600, 900),
    ("Dépôts de garantie reçus", 318, 305),
    ("Dettes fournisseurs", 486, 402),
    ("Dettes fiscales et sociales", 371, 355),
    ("Dettes sur immobilisations", 870, 140),
    ("Autres dettes", 112, 92),
    ("Produits constatés d'avance", 142, 128),
)
REVENUE = (
    ("Loyers", 3_180, 2_960),
    ("Charges refacturées aux locataires", 412, 388),
    ("Autres produits d'exploitation", 36, 22),
)
EXPENSES = (
    ("Achats et charges externes", 1_046, 985),
    ("Impôts, taxes et versements assimilés", 318, 302),
    ("Salaires et traitements", 402, 388),
    ("Charges sociales", 171, 166),
    ("Dotations aux amortissements", 510, 505),
    ("Dotations aux provisions et dépréciations", 53, 20),
    ("Autres charges", 14, 11),
)
FINANCE = (("Produits financiers", 148, 121), ("Charges financières", -438, -452))
EXCEPTIONAL = (("Produits exceptionnels", 15, 8), ("Charges exceptionnelles", -23, -20))
TAX = (("Impôt sur les bénéfices", -204, -170),)
# Debt by term: total, within one year, one to five years, beyond.
DEBTS = (
    ("Emprunt immeubles de rapport", 9_450, 630, 2_520, 6_300),
    ("Prêt « Les Jardins d'Utopelle » (tirages)", 2_100, 0, 318, 1_782),
    ("Comptes courants d'associés", 1_600, 0, 1_600, 0),
    ("Dépôts de garantie reçus", 318, 0, 205, 113),
)
COMMITMENTS = (
    ("Hypothèque de premier rang – programme Utopelle", 9_240),
    ("Hypothèque – emprunt immeubles de rapport", 10_395),
    ("Part non tirée du prêt Utopelle (engagement reçu)", loan_offer.LOAN // 1_000 - 2_100),
    ("Caution donnée pour une filiale", 250),
)

Lines = tuple[tuple[str, int, int], ...]
AssetLines = tuple[tuple[str, int, int, int], ...]


def net(lines: AssetLines) -> int:
    """Return the net total of asset lines."""
    return sum(gross - less for _, gross, less, _ in lines)


def total(lines: Lines, column: int = 1) -> int:
    """Add up one column: 1 for the year, 2 for the previous one."""
    return sum(line[1] if column == 1 else line[2] for line in lines)


def operating(column: int = 1) -> int:
    """Return the operating result."""
    return total(REVENUE, column) - total(EXPENSES, column)


def net_result(column: int = 1) -> int:
    """Return the net result."""
    return operating(column) + sum(total(lines, column) for lines in (FINANCE, EXCEPTIONAL, TAX))


ASSETS = net(FIXED) + net(CURRENT)
ASSETS_BEFORE = sum(line[3] for line in FIXED + CURRENT)
SOURCES = total(EQUITY) + total(PROVISIONS) + total(LIABILITIES)
BANK_DEBT = LIABILITIES[0][1]
NET_DEBT = BANK_DEBT - CURRENT[2][1] - CURRENT[3][1]
LTV = 100 * NET_DEBT / VALUATION
EBITDA = operating() + EXPENSES[4][1] + EXPENSES[5][1]
DEBT_SERVICE = REPAYMENT - FINANCE[1][1]
DSCR = EBITDA / DEBT_SERVICE
DIVIDEND = total(EQUITY, 2) + net_result() - total(EQUITY)

FACTS: dict[str, str] = {
    "audit_qualification": f"{QUALIFICATION} K€",
    "audit_result": f"{kilo(net_result())} K€",
    "audit_result_adjusted": f"{kilo(net_result() - QUALIFICATION)} K€",
    "audit_result_before": f"{kilo(net_result(2))} K€",
    "audit_total": f"{kilo(ASSETS)} K€",
    "audit_equity": f"{kilo(total(EQUITY))} K€",
    "audit_equity_adjusted": f"{kilo(total(EQUITY) - QUALIFICATION)} K€",
    "audit_equity_ratio": percent(100 * total(EQUITY) / ASSETS, 1),
    "audit_ltv_limit": percent(LTV_LIMIT, 0),
    "audit_ltv": percent(LTV, 1),
    "audit_dscr": f"{fr(DSCR, 2)}x",
    "audit_dscr_min": f"{fr(loan_offer.DSCR, 2)}x",
    "audit_net_debt": f"{kilo(NET_DEBT)} K€",
    "audit_valuation": f"{kilo(VALUATION)} K€",
    "audit_ebitda": f"{kilo(EBITDA)} K€",
    "audit_service": f"{kilo(DEBT_SERVICE)} K€",
    "audit_homes": str(HOMES),
    "audit_occupancy": percent(OCCUPANCY, 1),
    "audit_rents": f"{kilo(REVENUE[0][1])} K€",
    "audit_rents_row": " ".join(["Loyers", kilo(REVENUE[0][1]), kilo(REVENUE[0][2])]),
    "audit_rents_growth": percent(100 * (REVENUE[0][1] / REVENUE[0][2] - 1), 1),
    "audit_operating": f"{kilo(operating())} K€",
    "audit_operating_row": " ".join(map(kilo, (operating(), operating(2)))),
    "audit_cash": f"{kilo(CURRENT[3][1])} K€",
    "audit_dividend": f"{kilo(DIVIDEND)} K€",
    "audit_drawn": f"{kilo(DEBTS[1][1])} K€",
    "audit_undrawn": f"{kilo(COMMITMENTS[2][1])} K€",
    "audit_short_debt": f"{kilo(DEBTS[0][2])} K€",
    "audit_financial": f"{kilo(total(FINANCE))} K€",
    "audit_guarantee": f"{COMMITMENTS[3][1]} K€",
}

LOOK = layout.Look(
    title="Rapport du commissaire aux comptes sur les comptes annuels",
    author=entities.AUDITOR,
    header_left=f"{entities.PARENT} – Exercice clos le 31 décembre 2024",
    header_right=entities.AUDITOR,
    mark=entities.MARK_FR,
    serif=False,
    accent="#23463f",
)


def asset_rows() -> list[list[str]]:
    """Rows of the assets side."""
    return [
        ["ACTIF (en K€)", "Brut", "Amort. et dépr.", "Net 2024", "Net 2023"],
        *(asset_row(*line) for line in FIXED),
        asset_total("Total actif immobilisé", FIXED),
        *(asset_row(*line) for line in CURRENT),
        asset_total("Total actif circulant", CURRENT),
        asset_total("TOTAL ACTIF", FIXED + CURRENT),
    ]


def asset_total(label: str, lines: AssetLines) -> list[str]:
    """Format a subtotal of asset lines."""
    columns = list(zip(*(values for _, *values in lines), strict=True))
    return asset_row(label, *map(sum, columns))


def asset_row(label: str, gross: int, less: int, before: int) -> list[str]:
    """Format one line of the assets side."""
    return [label, kilo(gross), kilo(less), kilo(gross - less), kilo(before)]


def pair(label: str, lines: Lines) -> list[str]:
    """Format a subtotal of both years."""
    return [label, kilo(total(lines)), kilo(total(lines, 2))]


def plain(lines: Lines) -> list[list[str]]:
    """Format lines of both years."""
    return [[label, kilo(now), kilo(before)] for label, now, before in lines]


def source_rows() -> list[list[str]]:
    """Rows of the liabilities side."""
    return [
        ["PASSIF (en K€)", "2024", "2023"],
        *plain(EQUITY),
        pair("Total capitaux propres", EQUITY),
        *plain(PROVISIONS),
        *plain(LIABILITIES),
        pair("Total dettes", LIABILITIES),
        pair("TOTAL PASSIF", EQUITY + PROVISIONS + LIABILITIES),
    ]


def income_rows() -> list[list[str]]:
    """Rows of the income statement."""
    before_tax = [operating(year) + total(FINANCE, year) for year in (1, 2)]
    return [
        ["COMPTE DE RÉSULTAT (en K€)", "2024", "2023"],
        *plain(REVENUE),
        pair("Total des produits d'exploitation", REVENUE),
        *plain(EXPENSES),
        pair("Total des charges d'exploitation", EXPENSES),
        ["Résultat d'exploitation", kilo(operating()), kilo(operating(2))],
        *plain(FINANCE),
        pair("Résultat financier", FINANCE),
        ["Résultat courant avant impôt", *map(kilo, before_tax)],
        *plain(EXCEPTIONAL),
        pair("Résultat exceptionnel", EXCEPTIONAL),
        *plain(TAX),
        ["RÉSULTAT NET", kilo(net_result()), kilo(net_result(2))],
    ]


def equity_rows() -> list[list[str]]:
    """Rows of the change in equity."""
    lines = [
        ("Capitaux propres au 31 décembre 2023", total(EQUITY, 2)),
        ("Dividendes versés en 2024", -DIVIDEND),
        ("Résultat de l'exercice 2024", net_result()),
        ("Capitaux propres au 31 décembre 2024", total(EQUITY)),
    ]
    return [["Variation (en K€)", "Montant"], *([name, kilo(value)] for name, value in lines)]


def debt_rows() -> list[list[str]]:
    """Rows of the debt maturity table."""
    head = [
        "Dettes financières (en K€)",
        "Total",
        "À 1 an au plus",
        "De 1 à 5 ans",
        "Plus de 5 ans",
    ]
    body = [[name, *map(kilo, values)] for name, *values in DEBTS]
    sums = [sum(column) for column in zip(*(values for _, *values in DEBTS), strict=True)]
    return [head, *body, ["Total", *map(kilo, sums)]]


def ratio_rows() -> list[list[str]]:
    """Rows of the covenant table."""
    return [
        ["Ratio", "Seuil", "Constaté au 31/12/2024", "Situation"],
        [
            "LTV (dette bancaire nette / valeur d'expertise)",
            f"max. {FACTS['audit_ltv_limit']}",
            FACTS["audit_ltv"],
            "Respecté",
        ],
        [
            "DSCR (couverture du service de la dette)",
            f"min. {FACTS['audit_dscr_min']}",
            FACTS["audit_dscr"],
            "Respecté",
        ],
    ]


def commitment_rows() -> list[list[str]]:
    """Rows of the off-balance-sheet commitments."""
    return [
        ["Engagement (en K€)", "Montant"],
        *([name, kilo(amount)] for name, amount in COMMITMENTS),
    ]


def tables(styles: layout.Styles) -> dict[str, object]:
    """Build the tables of the accounts and notes."""
    wide, two = [66, 25, 25, 25, 25], [106, 30, 30]
    box = layout.story(audit_text.COVER_BOX, facts(), styles, {})
    return {
        "cover": layout.boxed(box, 150, LOOK),
        "assets": layout.ruled_table(asset_rows(), wide, styles, LOOK, bold=[8, 14, 15]),
        "sources": layout.ruled_table(source_rows(), two, styles, LOOK, bold=[7, 17, 18]),
        "income": layout.ruled_table(
            income_rows(), two, styles, LOOK, bold=[4, 12, 13, 16, 17, 20, 22]
        ),
        "equity": layout.ruled_table(equity_rows(), [126, 40], styles, LOOK, bold=[4]),
        "debt": layout.ruled_table(debt_rows(), wide, styles, LOOK, bold=[5]),
        "ratios": layout.ruled_table(ratio_rows(), [74, 28, 40, 24], styles, LOOK),
        "commitments": layout.ruled_table(commitment_rows(), [126, 40], styles, LOOK),
    }


def facts() -> dict[str, str]:
    """Return every fact the report's prose refers to."""
    return {**entities.FACTS, **FACTS}


def build(folder: Path) -> None:
    """Write the audit report."""
    layout.build_pdf(
        LOOK,
        lambda styles: layout.story(audit_text.BLOCKS, facts(), styles, tables(styles)),
        folder / FILE,
    )
