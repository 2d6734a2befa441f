"""Different names of one thing in accounts, loans, leases and audits, in French and English.

General vocabulary of the professions; it holds no name of a company or a document.
"""

from __future__ import annotations

from collections.abc import Collection

from core.words import words

VERSION = 1
"""To be raised with any change here: what was indexed under another version is not found by it."""

CONCEPTS: dict[str, tuple[str, ...]] = {
    "capital expenditure": (
        "capital expenditure",
        "capital expenditures",
        "capital spending",
        "capex",
        "purchases of property plant and equipment",
        "additions to property plant and equipment",
        "purchases of property and equipment",
        "acquisitions d'immobilisations",
        "dépenses d'investissement",
        "investissements corporels",
    ),
    "revenue": (
        "revenue",
        "revenues",
        "net sales",
        "net revenues",
        "turnover",
        "chiffre d'affaires",
        "produits d'exploitation",
    ),
    "net income": (
        "net income",
        "net earnings",
        "net profit",
        "net loss",
        "résultat net",
        "bénéfice net",
        "résultat de l'exercice",
        "bénéfice de l'exercice",
        "perte de l'exercice",
    ),
    "operating income": (
        "operating income",
        "operating profit",
        "income from operations",
        "ebit",
        "résultat d'exploitation",
        "résultat opérationnel",
    ),
    "total assets": ("total assets", "total de l'actif", "total actif", "total du bilan"),
    "equity": (
        "shareholders equity",
        "stockholders equity",
        "total equity",
        "capitaux propres",
        "fonds propres",
    ),
    "property plant and equipment": (
        "property plant and equipment",
        "pp e",
        "ppne",
        "ppe",
        "fixed assets",
        "immobilisations corporelles",
    ),
    "inventories": ("inventory", "inventories", "stocks"),
    "receivables": (
        "accounts receivable",
        "trade receivables",
        "receivables",
        "créances clients",
    ),
    "payables": ("accounts payable", "trade payables", "dettes fournisseurs"),
    "cash": (
        "cash and cash equivalents",
        "cash and equivalents",
        "trésorerie",
        "disponibilités",
    ),
    "operating cash flow": (
        "operating cash flow",
        "cash flow from operations",
        "net cash provided by operating activities",
        "cash flows from operating activities",
        "flux de trésorerie d'exploitation",
    ),
    "depreciation": (
        "depreciation and amortization",
        "depreciation",
        "dotations aux amortissements",
    ),
    "cost of sales": ("cost of sales", "cost of goods sold", "cogs", "coût des ventes"),
    "debt": ("long term debt", "borrowings", "emprunts", "dettes financières"),
    "interest": ("interest expense", "charges d'intérêts", "charges financières"),
    "income taxes": (
        "income taxes",
        "income tax expense",
        "provision for income taxes",
        "impôt sur les bénéfices",
        "impôt sur les sociétés",
    ),
    "dividends": ("dividends", "dividendes"),
    "staff": ("employees", "headcount", "workforce", "effectif", "effectifs", "salariés", "agents"),
    "rent": ("rent", "rental", "loyer", "loyers"),
    "deposit": ("security deposit", "dépôt de garantie"),
    "floor area": ("floor area", "surface", "superficie"),
    "tenant": ("tenant", "lessee", "preneur", "locataire"),
    "landlord": ("landlord", "lessor", "bailleur"),
    "lease term": ("lease term", "durée du bail"),
    "indexation": ("indexation", "rent review", "révision du loyer", "indexation du loyer"),
    "vacancy": ("vacancy", "vacant", "vacance", "vacants"),
    "interest rate": ("interest rate", "taux d'intérêt", "taux nominal"),
    "maturity": ("maturity", "échéance"),
    "guarantee": ("guarantee", "guarantees", "surety", "garantie", "sûreté", "sûretés", "caution"),
    "auditor": ("auditor", "statutory auditor", "commissaire aux comptes"),
    "opinion": ("audit opinion", "opinion", "certification des comptes"),
}
"""Concept → its names. A name is matched as consecutive words, accents and case apart."""

_NAMES = [(concept, words(name)) for concept, names in CONCEPTS.items() for name in names]
_BY_FIRST_WORD: dict[str, list[tuple[str, str]]] = {}
for _concept, _name in _NAMES:
    _BY_FIRST_WORD.setdefault(_name[0], []).append((_concept, f" {' '.join(_name)} "))


def concepts_in(text: str) -> frozenset[str]:
    """The concepts that a text names."""
    found = words(text)
    spoken = f" {' '.join(found)} "
    begun = _BY_FIRST_WORD.keys() & set(found)
    return frozenset(c for word in begun for c, name in _BY_FIRST_WORD[word] if name in spoken)


def naming_words(concepts: Collection[str]) -> frozenset[str]:
    """Every word that some name of the concepts holds."""
    return frozenset(word for concept, name in _NAMES if concept in concepts for word in name)


def row_concepts(row: str) -> frozenset[str]:
    """The concepts that the label of a table row names; none where the row holds no figure.

    Cells are separated by tabs, the label is the first.
    """
    label, _, figures = row.partition("\t")
    return concepts_in(label) if any(map(str.isdigit, figures)) else frozenset()


def index_terms(text: str) -> str:
    """Words that stand for what a chunk is about, for BM25: one for each concept it names, and one
    for each concept that a row of figures is labelled with."""
    rows = {concept for line in text.splitlines() for concept in row_concepts(line)}
    return " ".join([_term("about", c) for c in sorted(concepts_in(text))] + _rows(rows))


def question_terms(question: str) -> str:
    """The words of `index_terms` that a question looks for."""
    concepts = concepts_in(question)
    return " ".join([_term("about", c) for c in sorted(concepts)] + _rows(concepts))


def _rows(concepts: Collection[str]) -> list[str]:
    return [_term("row", concept) for concept in sorted(concepts)]


def _term(kind: str, concept: str) -> str:
    return f"{kind}{concept.replace(' ', '')}"
