"""How lines of financial statements are labelled, and how questions call them.

General accounting vocabulary: labels of the statements that Regulation S-X (17 CFR 210.5), IAS 1
and the Plan comptable général prescribe, and their common variants. It is no part of the search.
"""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, tuple[str, ...]] = {
    "revenue": (
        "total net revenues",
        "total net revenue",
        "total revenues",
        "total revenue",
        "total net sales",
        "total operating revenues",
        "net revenues",
        "net revenue",
        "net sales",
        "net operating revenues",
        "operating revenues",
        "revenues",
        "revenue",
        "sales",
        "chiffre d'affaires net",
        "chiffre d'affaires",
        "montant net du chiffre d'affaires",
        "total des produits d'exploitation",
        "produits d'exploitation",
    ),
    "cost of sales": (
        "total cost of revenues",
        "total cost of revenue",
        "total cost of sales",
        "cost of sales",
        "cost of goods sold",
        "cost of products sold",
        "cost of revenue",
        "cost of revenues",
        "coût des ventes",
        "coût des produits vendus",
    ),
    "gross profit": ("gross profit", "gross margin", "marge brute"),
    "operating income": (
        "operating income",
        "operating income loss",
        "total operating income",
        "operating profit",
        "income from operations",
        "operating loss income",
        "résultat d'exploitation",
        "résultat opérationnel",
    ),
    "net income": (
        "net income",
        "net earnings",
        "net income loss",
        "consolidated net income",
        "net profit",
        "net income including noncontrolling interest",
        "net income including noncontrolling interests",
        "net earnings including noncontrolling interests",
        "résultat net",
        "résultat net de l'exercice",
        "résultat de l'exercice",
        "bénéfice net",
        "bénéfice ou perte",
        "résultat net de l'ensemble consolidé",
    ),
    "income before taxes": (
        "income before income taxes",
        "income before taxes",
        "earnings before income taxes",
        "income before provision for income taxes",
        "résultat avant impôt",
        "résultat courant avant impôts",
    ),
    "income taxes": (
        "provision for income taxes",
        "income tax expense",
        "income taxes",
        "provision for taxes on income",
        "impôt sur les bénéfices",
        "impôts sur les bénéfices",
        "impôt sur les sociétés",
    ),
    "interest": ("interest expense", "charges d'intérêts", "charges financières"),
    "depreciation": (
        "depreciation and amortization",
        "depreciation amortization and other",
        "depreciation and amortization expense",
        "total depreciation and amortization",
        "dotations aux amortissements",
        "amortissements et dépréciations",
    ),
    "operating cash flow": (
        "net cash provided by operating activities",
        "net cash provided by used in operating activities",
        "cash provided by operating activities",
        "net cash from operating activities",
        "net cash flows from operating activities",
        "net cash provided by operations",
        "cash provided by operations",
        "net cash flows provided by operating activities",
        "flux net de trésorerie généré par l'activité",
        "flux nets de trésorerie liés aux activités opérationnelles",
    ),
    "capital expenditure": (
        "capital expenditures",
        "capital expenditure",
        "capital spending",
        "purchases of property plant and equipment",
        "purchases of property and equipment",
        "purchase of property and equipment",
        "purchase of property plant and equipment",
        "additions to property plant and equipment",
        "additions to property and equipment",
        "purchases of land buildings and equipment",
        "acquisitions d'immobilisations",
        "acquisitions d'immobilisations corporelles",
        "acquisitions d'immobilisations corporelles et incorporelles",
    ),
    "dividends": (
        "dividends paid",
        "cash dividends paid",
        "payments of dividends",
        "dividends paid to shareholders",
        "dividends paid to stockholders",
        "dividendes versés",
        "dividendes payés",
    ),
    "total assets": ("total assets", "total de l'actif", "total actif", "total du bilan"),
    "current assets": (
        "total current assets",
        "total actif circulant",
        "total de l'actif circulant",
    ),
    "current liabilities": (
        "total current liabilities",
        "total passif courant",
        "total des passifs courants",
    ),
    "total liabilities": ("total liabilities", "total des dettes"),
    "inventories": (
        "inventories",
        "inventories net",
        "inventory",
        "merchandise inventories",
        "inventory net",
        "total inventories net",
        "total inventories",
        "stocks",
    ),
    "receivables": (
        "accounts receivable",
        "accounts receivable net",
        "receivables",
        "receivables net",
        "trade receivables",
        "trade receivables net",
        "trade accounts receivable net",
        "accounts and notes receivable net",
        "créances clients",
        "clients et comptes rattachés",
        "créances clients et comptes rattachés",
    ),
    "payables": (
        "accounts payable",
        "trade payables",
        "trade accounts payable",
        "dettes fournisseurs",
        "dettes fournisseurs et comptes rattachés",
    ),
    "cash": (
        "cash and cash equivalents",
        "trésorerie et équivalents de trésorerie",
        "disponibilités",
    ),
    "property plant and equipment": (
        "property plant and equipment net",
        "property and equipment net",
        "net property plant and equipment",
        "total property plant and equipment net",
        "property plant and equipment",
        "property and equipment",
        "immobilisations corporelles",
        "immobilisations corporelles nettes",
    ),
    "debt": ("total debt", "total borrowings", "total des emprunts", "endettement brut"),
    "equity": (
        "total equity",
        "total shareholders' equity",
        "total stockholders' equity",
        "total shareowners' equity",
        "shareholders' equity",
        "stockholders' equity",
        "capitaux propres",
        "total des capitaux propres",
        "total capitaux propres",
    ),
}
"""Concept → its labels, the more telling first. A label is compared whole."""

CALLED: Mapping[str, tuple[str, ...]] = {
    "cash": ("cash",),
    "revenue": (
        "sales",
        "total revenue",
        "total revenues",
        "total net revenue",
        "total net revenues",
    ),
    "cost of sales": ("cost of products sold", "coûts des ventes"),
    "income before taxes": ("pretax income", "income before taxes", "résultat avant impôt"),
    "operating cash flow": (
        "cash from operations",
        "cash flows from operations",
        "flux opérationnels",
        "net cash from operating activities",
    ),
    "capital expenditure": ("investissements",),
    "depreciation": ("d&a", "amortissements"),
    "dividends": ("cash dividends", "cash dividends paid", "dividends paid"),
    "property plant and equipment": ("pp&e", "property and equipment", "pp and e"),
    "payables": ("fournisseurs",),
    "total assets": ("assets", "actif total"),
    "current assets": ("actifs courants", "actif courant"),
    "current liabilities": ("passifs courants", "passif courant"),
    "debt": ("debt", "dette totale"),
    "equity": ("equity", "shareholders' equity"),
}
"""Concept → what questions call it besides its labels and the names of `core.concepts`."""

OWED = frozenset({"current liabilities", "total liabilities", "payables", "debt"})
"""What a balance sheet prints in brackets, as what is taken off its assets, or without."""

SPENT = frozenset(
    {
        "capital expenditure",
        "cost of sales",
        "depreciation",
        "dividends",
        "income taxes",
        "interest",
    }
)
"""What other statements print in brackets, as what is taken off, or without."""

MAGNITUDES = OWED | SPENT
"""Lines that formulas take without their sign."""

NEVER_NEGATIVE = frozenset(
    {
        *("revenue", "total assets", "current assets", "inventories", "receivables", "cash"),
        "property plant and equipment",
    }
)
"""Brackets show that it is something else: how a line changed, or what is taken off it. All other
lines (profits, cash flows, equity) may be either, and brackets are a minus."""
