"""Which financial statement shows what, and what ratios are worked out from.

Accounting as it is taught, in French and English; it holds no name of a company or a document.
Statements are the values of `core.description.Field.STATEMENT`, concepts those of `core.lexicon`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.concepts import CONCEPTS
from core.words import words

BALANCE, INCOME, CASH = "balance_sheet", "income_statement", "cash_flow"
EQUITY, COMPREHENSIVE = "equity", "comprehensive_income"

STATEMENTS: Mapping[str, tuple[str, ...]] = {
    BALANCE: (
        "balance sheet",
        "balance sheets",
        "statement of financial position",
        "statements of financial position",
        "bilan",
        "bilan comptable",
        "état de la situation financière",
    ),
    INCOME: (
        "income statement",
        "income statements",
        "statement of income",
        "statements of income",
        "statement of earnings",
        "statement of operations",
        "statements of operations",
        "profit and loss",
        "p l",
        "compte de résultat",
        "comptes de résultat",
    ),
    CASH: (
        "cash flow statement",
        "cash flow statements",
        "statement of cash flows",
        "statements of cash flows",
        "tableau de flux de trésorerie",
        "tableau des flux de trésorerie",
        "tableau de financement",
    ),
    EQUITY: (
        "statement of changes in equity",
        "statement of shareholders equity",
        "statement of stockholders equity",
        "variation des capitaux propres",
    ),
    COMPREHENSIVE: ("statement of comprehensive income", "résultat global"),
}
"""How a question calls each."""

SHOWN_IN: Mapping[str, tuple[str, ...]] = {
    "capital expenditure": (CASH,),
    "operating cash flow": (CASH,),
    "dividends": (CASH,),
    "share repurchases": (CASH,),
    "depreciation": (CASH,),
    "revenue": (INCOME,),
    "cost of sales": (INCOME,),
    "gross profit": (INCOME,),
    "research and development": (INCOME,),
    "overheads": (INCOME,),
    "operating income": (INCOME,),
    "interest": (INCOME,),
    "income taxes": (INCOME,),
    "net income": (INCOME,),
    "earnings per share": (INCOME,),
    "restructuring": (INCOME,),
    "total assets": (BALANCE,),
    "current assets": (BALANCE,),
    "current liabilities": (BALANCE,),
    "total liabilities": (BALANCE,),
    "property plant and equipment": (BALANCE,),
    "inventories": (BALANCE,),
    "receivables": (BALANCE,),
    "payables": (BALANCE,),
    "cash": (BALANCE,),
    "debt": (BALANCE,),
    "equity": (BALANCE,),
    "goodwill": (BALANCE,),
}
"""Where the line of a concept stands."""

METRICS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("working capital", "fonds de roulement", "besoin en fonds de roulement"): (
        "current assets",
        "current liabilities",
    ),
    ("quick ratio", "acid test", "liquidité réduite"): (
        "current assets",
        "current liabilities",
        "inventories",
    ),
    ("current ratio", "liquidity", "liquidité générale", "ratio de liquidité"): (
        "current assets",
        "current liabilities",
    ),
    ("cash ratio", "liquidité immédiate"): ("cash", "current liabilities"),
    ("inventory turnover", "rotation des stocks", "days inventory outstanding", "dio"): (
        "cost of sales",
        "inventories",
    ),
    ("days payable outstanding", "dpo", "délai fournisseurs"): (
        "payables",
        "cost of sales",
        "inventories",
    ),
    ("days sales outstanding", "dso", "délai clients"): ("receivables", "revenue"),
    ("cash conversion cycle", "ccc"): (
        "inventories",
        "receivables",
        "payables",
        "cost of sales",
        "revenue",
    ),
    ("asset turnover", "rotation des actifs", "rotation de l'actif"): ("revenue", "total assets"),
    ("fixed asset turnover",): ("revenue", "property plant and equipment"),
    ("return on assets", "roa", "rentabilité économique"): ("net income", "total assets"),
    ("return on equity", "roe", "rentabilité financière"): ("net income", "equity"),
    ("capital intensive", "capital intensity", "intensité capitalistique"): (
        "capital expenditure",
        "property plant and equipment",
        "total assets",
        "revenue",
    ),
    ("operating margin", "marge opérationnelle", "marge d'exploitation"): (
        "operating income",
        "revenue",
    ),
    ("gross margin", "taux de marge brute"): ("gross profit", "cost of sales", "revenue"),
    ("net margin", "profit margin", "marge nette"): ("net income", "revenue"),
    ("ebitda", "ebe", "excédent brut d'exploitation"): ("operating income", "depreciation"),
    ("free cash flow", "free cashflow", "fcf", "flux de trésorerie disponible"): (
        "operating cash flow",
        "capital expenditure",
    ),
    ("cash flow", "cash flows", "cashflow", "autofinancement", "caf"): ("operating cash flow",),
    ("payout ratio", "retention ratio", "taux de distribution"): ("dividends", "net income"),
    ("effective tax rate", "tax rate", "taux d'imposition"): ("income taxes",),
    ("interest coverage", "couverture des intérêts"): ("operating income", "interest"),
    ("debt to equity", "gearing", "leverage", "taux d'endettement", "endettement"): (
        "debt",
        "equity",
    ),
    ("book value", "valeur comptable", "actif net"): ("equity", "total assets"),
}
"""Names of a ratio or an aggregate → the concepts it is worked out from."""


def _spoken(text: str) -> str:
    return f" {' '.join(words(text))} "


_STATEMENTS = [(kind, _spoken(name)) for kind, names in STATEMENTS.items() for name in names]
_METRICS = [(_spoken(name), made_of) for names, made_of in METRICS.items() for name in names]

_TERMS = frozenset(
    " ".join(words(name))
    for named in (*STATEMENTS.values(), *METRICS, *CONCEPTS.values())
    for name in named
)


def is_term(key: str) -> bool:
    """Whether words, as `core.words` has them, are a term of the profession: what a question is
    about, whoever is called so."""
    return key in _TERMS


def statements_named(text: str) -> frozenset[str]:
    """The statements that a text calls by their names."""
    spoken = _spoken(text)
    return frozenset(kind for kind, name in _STATEMENTS if name in spoken)


def operands(text: str) -> frozenset[str]:
    """The concepts behind the ratios and aggregates that a text names."""
    spoken = _spoken(text)
    return frozenset(c for name, made_of in _METRICS if name in spoken for c in made_of)


def statements_showing(concepts: Iterable[str]) -> frozenset[str]:
    """The statements in which these concepts have their lines."""
    return frozenset(kind for concept in concepts for kind in SHOWN_IN.get(concept, ()))
