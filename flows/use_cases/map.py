"""The map of authorised uses, as a page and as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import StringIO
from typing import Any

Json = Mapping[str, Any]

_LABELS = {
    "fr": {
        "heading": "Carte des usages autorisés",
        "none": "Aucun cas d'usage n'est encore déclaré.",
        "id": "Cas d'usage",
        "title": "Intitulé",
        "purpose": "Finalité",
        "owner": "Responsable",
        "entity": "Entité",
        "stage": "Étape",
        "roles": "Rôles",
        "groups": "Groupes",
        "collections": "Données",
        "classification": "Classification au plus",
        "models": "Modèles",
        "risk": "Risque (UE 2024/1689)",
        "supervision": "Supervision humaine",
        "retention_days": "Conservation (jours)",
        "review_date": "Revue le",
        "version": "Version",
        "overdue": "revue en retard",
        "every": "toutes",
        "in_use": "En usage",
        "coming": "En chemin",
        "retired": "Retirés",
    },
    "en": {
        "heading": "Map of authorised uses",
        "none": "No use case is declared yet.",
        "id": "Use case",
        "title": "Title",
        "purpose": "Purpose",
        "owner": "Owner",
        "entity": "Entity",
        "stage": "Stage",
        "roles": "Roles",
        "groups": "Groups",
        "collections": "Data",
        "classification": "Classification at most",
        "models": "Models",
        "risk": "Risk (EU 2024/1689)",
        "supervision": "Human supervision",
        "retention_days": "Retention (days)",
        "review_date": "Review on",
        "version": "Version",
        "overdue": "review overdue",
        "every": "all",
        "in_use": "In use",
        "coming": "On the way",
        "retired": "Retired",
    },
}
_SAID = {
    "fr": {
        "draft": "brouillon",
        "evaluated": "évalué",
        "approved": "approuvé",
        "pilot": "pilote",
        "production": "production",
        "retired": "retiré",
        "none": "aucune",
        "sampled": "par sondage",
        "required": "chaque réponse",
        "four_eyes": "quatre yeux",
        "minimal": "minimal",
        "limited": "limité",
        "high": "élevé",
        "public": "public",
        "internal": "interne",
        "confidential": "confidentiel",
        "restricted": "restreint",
    },
    "en": {"four_eyes": "four eyes", "required": "every answer"},
}
_COLUMNS = (
    *("id", "title", "purpose", "owner", "entity", "stage", "roles", "groups", "collections"),
    *("classification", "models", "risk", "supervision", "retention_days", "review_date"),
    "version",
)
_ABOVE = ("id", "title", "purpose", "stage")
"""What a card tells at its top."""
_PARTS = (
    ("in_use", ("production", "pilot")),
    ("coming", ("approved", "evaluated", "draft")),
    ("retired", ("retired",)),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins so."""


def as_csv(use_cases: Sequence[Json], language: str) -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",")
    labels = _LABELS[language]
    writer.writerow([labels[column] for column in _COLUMNS])
    for one in use_cases:
        cells = [_cell(one, column, language) for column in _COLUMNS]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return "\ufeff" + out.getvalue()  # without it spreadsheets take it for another encoding


def as_html(use_cases: Sequence[Json], language: str) -> str:
    labels = _LABELS[language]
    parts = [
        _part(labels[name], [one for one in use_cases if one["stage"] in stages], language)
        for name, stages in _PARTS
    ]
    body = "".join(parts) or f"<p>{escape(labels['none'])}</p>"
    heading = escape(labels["heading"])
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{heading}</h1>{body}</body></html>\n"
    )


def _part(name: str, these: Sequence[Json], language: str) -> str:
    if not these:
        return ""
    cards = "".join(_card(one, language) for one in these)
    return f'<h2>{escape(name)} <small>{len(these)}</small></h2><div class="cards">{cards}</div>'


def _card(one: Json, language: str) -> str:
    labels = _LABELS[language]
    overdue = f' <b class="late">{escape(labels["overdue"])}</b>' if one["overdue"] else ""
    shown = {column: _cell(one, column, language) for column in _COLUMNS if column not in _ABOVE}
    rows = "".join(
        f"<div><dt>{escape(labels[column])}</dt><dd>{escape(cell)}</dd></div>"
        for column, cell in shown.items()
    )
    stage = escape(_cell(one, "stage", language))
    return (
        f'<article class="{escape(one["stage"])}"><header><h3>{escape(one["title"])}</h3>'
        f"<p><code>{escape(one['id'])}</code> <span>{stage}</span>{overdue}</p></header>"
        f"<p>{escape(one['purpose'])}</p><dl>{rows}</dl></article>"
    )


def _cell(one: Json, column: str, language: str) -> str:
    labels, said = _LABELS[language], _SAID[language]
    value = one[column]
    match column:
        case "risk":
            return said.get(value["class"], str(value["class"]))
        case "supervision":
            share = f" ({value['share']:.0%})" if value["share"] else ""
            return f"{said.get(value['mode'], value['mode'])}{share}"
        case "entity" | "collections" if value == "*":
            return labels["every"]
        case "version":
            return str(value)[:12]
    if isinstance(value, str):
        return said.get(value, value) if column in ("stage", "classification") else value
    return ", ".join(map(str, value)) if isinstance(value, Iterable) else str(value)


_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;"
    "max-width:75rem;padding:0 1rem}h2 small{opacity:.6;font-weight:400}.cards{display:grid;"
    "gap:1rem;grid-template-columns:repeat(auto-fill,minmax(22rem,1fr))}article{border:1px solid "
    "#8886;border-top:4px solid #888;border-radius:.5rem;padding:1rem}article.production"
    "{border-top-color:#2a7d46}article.pilot{border-top-color:#b7791f}h3{margin:0}header p"
    "{margin:.25rem 0 .5rem}header span{border:1px solid #8886;border-radius:1rem;padding:0 .6rem;"
    "font-size:.85rem}.late{color:#b3261e}dl{margin:0;font-size:.9rem}dl div{display:flex;"
    "gap:.5rem}dt{flex:0 0 9rem;opacity:.7}dd{margin:0;overflow-wrap:anywhere}"
    "@media print{article{break-inside:avoid}}"
)
