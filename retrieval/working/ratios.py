"""Ratios and aggregates, and the formulas that they are worked out by.

As they are taught: CFA Institute, *Financial Analysis Techniques* (turnovers and returns are on the
average of a year's two balances; what is bought is the cost of sales and the change in stocks);
Vernimmen, *Finance d'entreprise*, for the French names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a result is written."""

    AMOUNT = "amount"
    PERCENT = "percent"
    TIMES = "times"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Ratio:
    names: tuple[str, ...]
    """English and French; the first is its own."""
    formulas: tuple[str, ...]
    """Over concepts of `lines` and names of other ratios; the next one where a line is missing."""
    kind: Kind


def _ratio(english: str, french: str, kind: Kind, formulas: str, names: str = "") -> Ratio:
    more = tuple(name.strip() for name in names.split(";") if name.strip())
    ways = tuple(formula.strip() for formula in formulas.split("|"))
    return Ratio((english, french, *more), ways, kind)


RATIOS: tuple[Ratio, ...] = (
    _ratio(
        "working capital",
        "fonds de roulement",
        Kind.AMOUNT,
        "current assets − current liabilities",
    ),
    _ratio(
        "current ratio",
        "ratio de liquidité générale",
        Kind.TIMES,
        "current assets / current liabilities",
        "working capital ratio; liquidité générale; ratio de liquidité",
    ),
    _ratio(
        "quick ratio",
        "ratio de liquidité réduite",
        Kind.TIMES,
        "(current assets − inventories) / current liabilities",
        "acid test; acid test ratio; liquidité réduite",
    ),
    _ratio(
        "cash ratio",
        "ratio de liquidité immédiate",
        Kind.TIMES,
        "cash / current liabilities",
        "liquidité immédiate",
    ),
    _ratio(
        "operating cash flow ratio",
        "ratio de flux opérationnels",
        Kind.TIMES,
        "operating cash flow / current liabilities",
        "cash flow from operations ratio",
    ),
    _ratio(
        "inventory turnover",
        "rotation des stocks",
        Kind.TIMES,
        "cost of sales / average inventories",
        "inventory turnover ratio",
    ),
    _ratio(
        "days inventory outstanding",
        "délai de rotation des stocks",
        Kind.DAYS,
        "365 × average inventories / cost of sales",
        "dio; days of inventory on hand; days in inventory",
    ),
    _ratio(
        "days sales outstanding",
        "délai clients",
        Kind.DAYS,
        "365 × average receivables / revenue",
        "dso; délai de règlement clients; délai de paiement clients",
    ),
    _ratio(
        "days payable outstanding",
        "délai fournisseurs",
        Kind.DAYS,
        "365 × average payables / (cost of sales + change inventories)",
        "dpo; days payables outstanding; délai de règlement fournisseurs",
    ),
    _ratio(
        "cash conversion cycle",
        "cycle de conversion de trésorerie",
        Kind.DAYS,
        "dio + dso − dpo",
        "ccc",
    ),
    _ratio(
        "asset turnover",
        "rotation de l'actif",
        Kind.TIMES,
        "revenue / average total assets",
        "asset turnover ratio; total asset turnover; rotation des actifs",
    ),
    _ratio(
        "fixed asset turnover",
        "rotation des immobilisations",
        Kind.TIMES,
        "revenue / average property plant and equipment",
        "fixed asset turnover ratio",
    ),
    _ratio(
        "return on assets",
        "rentabilité de l'actif",
        Kind.TIMES,
        "net income / average total assets",
        "roa; return on total assets",
    ),
    _ratio(
        "return on equity",
        "rentabilité financière",
        Kind.PERCENT,
        "net income / average equity",
        "roe; rentabilité des capitaux propres",
    ),
    _ratio(
        "operating margin",
        "marge opérationnelle",
        Kind.PERCENT,
        "operating income / revenue",
        "operating margins; operating profit margin; operating income margin; marge d'exploitation"
        "; taux de marge opérationnelle",
    ),
    _ratio(
        "gross margin",
        "taux de marge brute",
        Kind.PERCENT,
        "gross profit / revenue | (revenue − cost of sales) / revenue",
        "gross margins; gross profit margin",
    ),
    _ratio(
        "net margin",
        "marge nette",
        Kind.PERCENT,
        "net income / revenue",
        "net profit margin; net income margin; profit margin",
    ),
    _ratio("ebitda", "ebitda", Kind.AMOUNT, "operating income + depreciation"),
    _ratio(
        "free cash flow",
        "flux de trésorerie disponible",
        Kind.AMOUNT,
        "operating cash flow − capital expenditure",
        "free cashflow; fcf",
    ),
    _ratio(
        "free cash flow conversion",
        "taux de conversion en trésorerie",
        Kind.PERCENT,
        "(operating cash flow − capital expenditure) / net income",
        "free cashflow conversion; fcf conversion; conversion en flux de trésorerie disponible"
        "; conversion du résultat en flux de trésorerie disponible",
    ),
    _ratio(
        "payout ratio",
        "taux de distribution",
        Kind.PERCENT,
        "dividends / net income",
        "dividend payout ratio; dividend payout",
    ),
    _ratio("retention ratio", "taux de rétention", Kind.TIMES, "1 − dividends / net income"),
    _ratio(
        "interest coverage",
        "couverture des intérêts",
        Kind.TIMES,
        "operating income / interest",
        "interest coverage ratio; couverture des frais financiers",
    ),
    _ratio(
        "debt to equity",
        "taux d'endettement",
        Kind.TIMES,
        "debt / equity",
        "debt to equity ratio; debt equity ratio",
    ),
    _ratio(
        "effective tax rate",
        "taux effectif d'impôt",
        Kind.PERCENT,
        "income taxes / income before taxes",
        "taux d'impôt effectif; effective income tax rate",
    ),
)
