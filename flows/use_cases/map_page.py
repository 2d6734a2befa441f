"""The map of authorised uses, as one page that asks for nothing outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path

from flows.use_cases.map import Json, cell, overseen
from flows.use_cases.map_words import LABELS, day_in

_HERE = Path(__file__).parent
_IN_USE = ("production", "pilot")
_COMING = ("approved", "evaluated", "draft")
_SOON_DAYS = 30
"""Before a review is due, it is told."""
_OVERVIEW = (
    *("title", "owner", "entity", "collections", "models", "risk", "supervision", "stage"),
    "review_date",
)
_RETIRED = ("title", "owner", "entity", "version", "since")
_DETAILS = (
    *("owner", "entity", "roles", "groups", "pilot_groups", "collections", "classification"),
    *("models", "risk", "risk_reason", "supervision", "verification", "evaluation"),
    *("retention_days", "since", "review_date", "version"),
)
_TO_DECLARE = (
    "probant usecase new ID",
    "probant usecase check ID",
    "probant usecase submit ID",
    "probant usecase evaluate ID",
    "probant usecase promote ID --to approved",
)


def as_html(use_cases: Sequence[Json], language: str, made_at: datetime) -> str:
    """A page for who answers for the uses: what is in use first, what is overdue marked.

    `made_at` is in UTC.
    """
    labels, today = LABELS[language], made_at.date()
    in_use = sorted(_at(use_cases, _IN_USE), key=lambda one: not one["overdue"])
    coming, retired = _at(use_cases, _COMING), _at(use_cases, ("retired",))
    made = labels["made"].format(day=day_in(today, language), time=f"{made_at:%H:%M}")
    heading, style = escape(labels["heading"]), (_HERE / "map.css").read_text("utf-8")
    body = (
        f"<header><h1>{heading}</h1><p>{escape(labels['intro'])}</p>"
        f'<p class="made">{escape(made)}</p>{_counts(in_use, coming, labels)}</header><main>'
    )
    if use_cases:
        body += _section("in_use", in_use, language, today)
        body += _section("coming", coming, language, today) if coming else ""
        body += _retired(retired, language) if retired else ""
    else:
        body += f'<p class="none">{escape(labels["none"])}</p>'
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{heading}</title><style>{style}</style></head>"
        f"<body>{body}{_how_to_declare(labels)}</main></body></html>\n"
    )


def _at(use_cases: Sequence[Json], stages: Sequence[str]) -> list[Json]:
    return [one for stage in stages for one in use_cases if one["stage"] == stage]


def _counts(in_use: Sequence[Json], coming: Sequence[Json], labels: Mapping[str, str]) -> str:
    overdue = [one for one in in_use if one["overdue"]]
    high = [one for one in in_use if one["risk"]["class"] == "high"]
    told = (
        ("count_in_use", len(in_use) - len(overdue), ""),
        ("count_overdue", len(overdue), "late" if overdue else ""),
        ("count_high", len(high), ""),
        ("count_coming", len(coming), ""),
    )
    shown = "".join(
        f'<li class="{tone}"><b>{count}</b> {escape(labels[name])}</li>'
        for name, count, tone in told
    )
    return f'<ul class="counts">{shown}</ul>'


def _section(name: str, these: Sequence[Json], language: str, today: date) -> str:
    labels = LABELS[language]
    heading = f'<section class="{name}"><h2>{escape(labels[name])}</h2>'
    if not these:
        return f'{heading}<p class="none">{escape(labels["nothing_in_use"])}</p></section>'
    more = f"<p>{escape(labels['coming_more'])}</p>" if name == "coming" else ""
    cards = "".join(_card(one, language, today) for one in these)
    caption = f"{labels[name]}: {labels['overview']}"
    table = _table(these, _OVERVIEW, language, today, caption)
    return f'{heading}{more}{table}<div class="cards">{cards}</div></section>'


def _table(
    these: Sequence[Json], columns: Sequence[str], language: str, today: date | None, caption: str
) -> str:
    labels, kind = LABELS[language], "wide overview" if today else "wide"
    head = "".join(f'<th scope="col">{escape(labels[column])}</th>' for column in columns)
    rows = "".join(
        "<tr>" + "".join(_told(one, column, language, today) for column in columns) + "</tr>"
        for one in these
    )
    return (
        f'<div class="{kind}" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _told(one: Json, column: str, language: str, today: date | None) -> str:
    told = escape(cell(one, column, language))
    if column == "title":
        link = f'<a href="#{_anchor(one)}">{told}</a>' if today else told
        return f'<th scope="row">{link}<code>{escape(one["id"])}</code></th>'
    if column == "stage":
        told = _stage(one, language)
    elif column == "risk":
        told = _risk(one, language)
    elif column == "collections":
        told += f"<small>{escape(cell(one, 'classification', language))}</small>"
    elif column == "supervision":
        told = escape(overseen(one, language))
    elif column == "review_date" and today:
        told = f"<time>{told}</time>{_due(one, language, today)}"
    return f"<td>{told}</td>"


def _card(one: Json, language: str, today: date) -> str:
    labels = LABELS[language]
    rows = "".join(
        f"<div><dt>{escape(labels[column])}</dt><dd>{_detail(one, column, language)}</dd></div>"
        for column in _DETAILS
    )
    return (
        f'<article id="{_anchor(one)}" class="{_tone(one)}"><h3>{escape(one["title"])}</h3>'
        f'<p class="which"><code>{escape(one["id"])}</code> {_stage(one, language)}'
        f"{_due(one, language, today, told='suspended')}</p>"
        f'<p class="purpose">{escape(one["purpose"])}</p><dl>{rows}</dl></article>'
    )


def _detail(one: Json, column: str, language: str) -> str:
    return _risk(one, language) if column == "risk" else escape(cell(one, column, language))


def _tone(one: Json) -> str:
    return "overdue" if one["overdue"] else escape(one["stage"])


def _anchor(one: Json) -> str:
    return escape(f"{one['id']}-{one['version'][:12]}")


def _stage(one: Json, language: str) -> str:
    stage = escape(one["stage"])
    return f'<span class="badge {stage}">{escape(cell(one, "stage", language))}</span>'


def _risk(one: Json, language: str) -> str:
    name = escape(one["risk"]["class"])
    return f'<span class="badge risk-{name}">{escape(cell(one, "risk", language))}</span>'


def _due(one: Json, language: str, today: date, told: str = "") -> str:
    """A mark where the review of a use case is overdue, or soon due; `told` names what follows
    from that, where it is in use."""
    labels = LABELS[language]
    if one["overdue"]:
        follows = f", {labels[told]}" if told and one["stage"] in _IN_USE else ""
        return f' <strong class="mark late">{escape(labels["overdue"] + follows)}</strong>'
    left = (date.fromisoformat(one["review_date"]) - today).days
    if left > _SOON_DAYS:
        return ""
    return f' <strong class="mark soon">{escape(labels["soon"].format(n=left))}</strong>'


def _retired(these: Sequence[Json], language: str) -> str:
    labels = LABELS[language]
    table = _table(these, _RETIRED, language, None, labels["retired"])
    return f'<section class="retired"><h2>{escape(labels["retired"])}</h2>{table}</section>'


def _how_to_declare(labels: Mapping[str, str]) -> str:
    steps = "".join(
        f"<li>{escape(labels[f'declare_{number}'])} <code>{escape(command)}</code></li>"
        for number, command in enumerate(_TO_DECLARE, start=1)
    )
    return (
        f'<section class="declare"><h2>{escape(labels["declare"])}</h2><ol>{steps}</ol>'
        f"<p>{escape(labels['declare_more'])}</p></section>"
    )
