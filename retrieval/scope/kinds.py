"""Which kinds of documents a question names, in French and in English."""

from __future__ import annotations

import re

from core.plain import plain

_KINDS: dict[str, str] = {
    "annual_report": r"annual reports?|rapports? annuels?|rapports? d'activites?|10-?k"
    r"|document d'enregistrement universel|universal registration document",
    "quarterly_report": r"quarterly reports?|rapports? trimestriels?|10-?q|interim reports?"
    r"|rapports? semestriels?|half-year reports?",
    "audit_report": r"audit reports?|auditor'?s'? reports?|rapports? d'audit"
    r"|rapports? (?:du|des) commissaires? aux comptes",
    # What accounts show as operating leases or lease liabilities is in a report, not in a lease.
    "lease": r"lease agreements?|baux|bail|contrats? de location|(?<!operating )(?<!finance )"
    r"(?<!capital )leases?(?! (?:liabilit|obligation|commitment|expense|cost))",
    "loan_agreement": r"loan agreements?|credit agreements?|facility agreements?"
    r"|(?:contrats?|offres?|conventions?) de (?:pret|credit)",
    "invoice": r"invoices?|factures?",
    "valuation": r"valuation reports?|appraisals?|rapports? d'expertise",
    "diagnostic": r"diagnostics?|dpe|energy performance certificates?",
    "rent_roll": r"rent rolls?|etats? locatifs?",
    "minutes": r"minutes of|proces[- ]verba(?:l|ux)|comptes?[- ]rendus?",
    "presentation": r"investor presentations?|presentations? aux investisseurs",
    "other": r"8-?k|6-?k|press releases?|earnings releases?|communiques? de presse",
}
_PATTERNS = {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in _KINDS.items()}
_FORM = re.compile(r"(?<![\w-])(10|20|40|8|6)[ -]?([kqf])\b")


def kinds_named(question: str) -> dict[str, str]:
    """Kind of document (`core.description.Field.KIND`) → the question's words for it."""
    text = plain(question)
    found = {kind: pattern.search(text) for kind, pattern in _PATTERNS.items()}
    return {kind: question[slice(*match.span())] for kind, match in found.items() if match}


def forms_in(text: str) -> frozenset[str]:
    """Official forms that a text names: `10k`, `8k`, `20f`."""
    return frozenset("".join(pair) for pair in _FORM.findall(plain(text)))
