"""What is said where there is no answer: why, and which document would help."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from core.abstention import Abstention, Why
from core.periods import Period
from core.scoping import Facet
from retrieval.scope.missing import About
from retrieval.search import Found

_WHY = {
    "fr": {
        Why.NO_DOCUMENTS: "Il n'y a aucun document où chercher.",
        Why.NOTHING_FOUND: "Aucun passage ne correspond à la question.",
        Why.OUTSIDE_SCOPE: "Rien n'a été trouvé là où la question a été cherchée, et d'autres"
        " documents n'ont pas été regardés.",
        Why.WEAK: "Aucun passage ne répond assez bien à la question pour servir de preuve.",
        Why.UNKNOWN_NAME: "Rien de ce qui a été trouvé ne porte sur {}.",
        Why.UNKNOWN_PERIOD: "Rien de ce qui a été trouvé ne porte sur {}.",
        Why.UNCLEAR_WHOSE: "La question ne dit pas de qui il s'agit : il y a {}.",
        Why.UNCLEAR: "La question ne dit pas ce qu'il faut chercher.",
        Why.UNPROVEN: "Ce qui a été trouvé ne prouve aucune réponse.",
    },
    "en": {
        Why.NO_DOCUMENTS: "There is no document to look in.",
        Why.NOTHING_FOUND: "No passage matches the question.",
        Why.OUTSIDE_SCOPE: "Nothing was found where the question was looked for, and other"
        " documents were not looked at.",
        Why.WEAK: "No passage answers the question well enough to be shown as evidence.",
        Why.UNKNOWN_NAME: "Nothing that was found is about {}.",
        Why.UNKNOWN_PERIOD: "Nothing that was found is about {}.",
        Why.UNCLEAR_WHOSE: "The question does not say whose figures it wants: there are those of"
        " {}.",
        Why.UNCLEAR: "The question does not say what to look for.",
        Why.UNPROVEN: "What was found proves no answer.",
    },
}
_KINDS = {
    "fr": {
        "annual_report": "Un rapport annuel",
        "quarterly_report": "Un rapport trimestriel",
        "audit_report": "Un rapport d'audit",
        "financial_statements": "Des comptes",
        "lease": "Un bail",
        "loan_agreement": "Un contrat de prêt",
        "contract": "Un contrat",
        "invoice": "Une facture",
        "valuation": "Un rapport d'expertise",
        "diagnostic": "Un diagnostic",
        "rent_roll": "Un état locatif",
        "minutes": "Un procès-verbal",
        "presentation": "Une présentation",
    },
    "en": {
        "annual_report": "An annual report",
        "quarterly_report": "A quarterly report",
        "audit_report": "An audit report",
        "financial_statements": "Financial statements",
        "lease": "A lease",
        "loan_agreement": "A loan agreement",
        "contract": "A contract",
        "invoice": "An invoice",
        "valuation": "A valuation report",
        "diagnostic": "A diagnostic",
        "rent_roll": "A rent roll",
        "minutes": "Minutes",
        "presentation": "A presentation",
    },
}
_DOCUMENT = {"fr": "Un document", "en": "A document"}
_QUOTED = {"fr": "« {} »", "en": "“{}”"}
_AND = {"fr": " et ", "en": " and "}
_MOST_TOLD = 3
"""Names or periods."""


def why_not(found: Found, documents: int, about: About, *, is_weak: bool) -> Why:
    """The first that holds; `is_weak`: nothing found is likely enough to answer."""
    if not found.hits and found.scope.documents is not None:
        return Why.OUTSIDE_SCOPE
    if not found.hits:
        return Why.NOTHING_FOUND if documents else Why.NO_DOCUMENTS
    if about.missing.topic:
        return Why.UNCLEAR
    if about.missing.names:
        return Why.UNKNOWN_NAME
    if about.missing.periods:
        return Why.UNKNOWN_PERIOD
    if about.missing.whose:
        return Why.UNCLEAR_WHOSE
    return Why.WEAK if is_weak else Why.UNPROVEN


def abstention(why: Why, language: str, found: Found, about: About, notes: str = "") -> Abstention:
    """`notes` are told in place of the usual words."""
    missing = {
        Why.UNKNOWN_NAME: about.missing.names,
        Why.UNKNOWN_PERIOD: about.missing.periods,
        Why.UNCLEAR_WHOSE: about.missing.whose,
    }.get(why, ())
    quoted = [_QUOTED[language].format(one) for one in missing[:_MOST_TOLD]]
    text = notes or _WHY[language][why].format(_listed(language, quoted))
    is_open = why in (Why.UNCLEAR_WHOSE, Why.UNCLEAR)
    return Abstention(why, text, missing, "" if is_open else _would_help(language, found, about))


def _would_help(language: str, found: Found, about: About) -> str:
    """Of whom, what kind and when the document is that the question seems to be about."""
    names = about.missing.names or found.scope.values(Facet.ISSUER)
    asked = found.scoped.asked if found.scoped else None
    periods = [said.period for said in asked.periods.main] if asked else []
    kind = next(iter(asked.kinds), "") if asked else ""
    if not kind and periods and found.explanation.statements:
        kind = "annual_report" if periods[0].is_year else "quarterly_report"
    if not (names or periods or kind):
        return ""
    what = _KINDS[language].get(kind, _DOCUMENT[language])
    when = _AND[language].join(_written(language, one) for one in islice(periods, _MOST_TOLD))
    whose = _listed(language, names[:_MOST_TOLD])
    return (
        _french(what, when, whose, kind) if language == "fr" else _english(what, when, whose, kind)
    )


def _listed(language: str, each: Sequence[str]) -> str:
    return _AND[language].join(filter(None, (", ".join(each[:-1]), *each[-1:])))


def _french(what: str, when: str, whose: str, kind: str) -> str:
    of = ("d'" if whose[:1].lower() in "aeiouyhéèàâêî" else "de ") if kind else "sur "
    return " ".join(filter(None, (what, when, whose and f"{of}{whose}")))


def _english(what: str, when: str, whose: str, kind: str) -> str:
    of = "of " if kind else "on "
    return " ".join(filter(None, (what, whose and f"{of}{whose}", when and f"for {when}")))


def _written(language: str, period: Period) -> str:
    if period.quarter:
        return f"{'T' if language == 'fr' else 'Q'}{period.quarter} {period.year}"
    return (
        f"{'S' if language == 'fr' else 'H'}{period.half} {period.year}"
        if period.half
        else str(period.year)
    )
