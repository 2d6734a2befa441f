"""The map of authorised uses tells who answers for what, and marks what nobody has reviewed."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from cli.local import Local
from core.use_cases import Stage, Standing
from flows.bootstrap import Installation
from flows.use_cases.map import as_csv
from flows.use_cases.map_page import as_html
from flows.use_cases.map_words import LABELS, SAID
from flows.use_cases.shown import standing_to_json
from tests.flows.use_cases.declaring import declared
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, open_parts

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
languages = pytest.mark.parametrize("language", ["fr", "en"])


def at(stage: Stage, **changes: Any) -> dict[str, Any]:
    standing = Standing(declared(**changes), stage, "author", NOW, NOW)
    return standing_to_json(standing, NOW.date())


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder()) as opened:
        yield opened


async def test_the_map_tells_of_each_use_what_programs_rely_on(parts: Installation) -> None:
    await parts.registry.submit(USER, declared())
    [told] = await Local(parts, USER).use_cases()
    relied_on = ("id", "purpose", "owner", "entity", "models", "supervision", "review_date")
    assert {name: told[name] for name in relied_on} == {
        "id": "leases",
        "purpose": "Trouver ce que disent les baux, et rien d'autre.",
        "owner": "Direction immobilière",
        "entity": "here",
        "models": ["extractive"],
        "supervision": {"mode": "none", "share": None, "deadline_hours": 48, "reviewers": []},
        "review_date": "2099-06-30",
    }


def page(language: str, *use_cases: dict[str, Any]) -> str:
    """Its text, tags left out."""
    body = as_html(use_cases, language, NOW).split("</style>")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@languages
def test_the_page_tells_who_answers_for_what_on_which_data(language: str) -> None:
    overseen = {"mode": "sampled", "share": 0.1, "reviewers": ["credit"]}
    told = page(language, at(Stage.PRODUCTION, supervision=overseen))
    said, labels = SAID[language], LABELS[language]
    for words in ("Lecture des baux", "Direction immobilière", "here", "leases"):
        assert words in told
    assert said["extractive"] in told
    assert f"{said['sampled']} (10" in told
    assert labels["reviewers"].format(groups="credit") in told
    assert labels["declare"] in told
    assert "30 juin 2099" in told if language == "fr" else "30 June 2099" in told
    assert labels["overdue"] not in told


@languages
def test_what_nobody_reviewed_in_time_comes_first_and_is_marked(language: str) -> None:
    late = at(Stage.PRODUCTION, id="late", title="Forgotten", review_date="2026-11-22")
    soon = at(Stage.PILOT, id="soon", title="Due", review_date="2026-11-30")
    told, labels = page(language, soon, at(Stage.PRODUCTION), late), LABELS[language]
    assert told.index("Forgotten") < told.index("Lecture des baux") < told.index("Due")
    assert f"{labels['overdue']}, {labels['suspended']}" in told
    assert labels["soon"].format(n=7) in told
    assert f"2 {labels['count_in_use']}" in told
    assert f"1 {labels['count_overdue']}" in told


@languages
def test_a_map_without_uses_says_how_to_declare_one(language: str) -> None:
    told = page(language)
    assert LABELS[language]["none"] in told
    assert "probant usecase new ID" in told


def test_the_page_asks_for_nothing_outside_and_runs_nothing() -> None:
    hostile = '<script>alert(1)</script><img src="https://evil.example/x">'
    shown = as_html([at(Stage.DRAFT, title=hostile, owner=hostile)], "fr", NOW)
    assert "<script" not in shown
    assert "<img" not in shown
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import", shown.replace("&quot;", ""))


def test_a_spreadsheet_runs_nothing_and_reads_days() -> None:
    rows = list(csv.reader(StringIO(as_csv([at(Stage.PILOT, owner="=1+1")], "en")[1:])))
    told = dict(zip(*rows, strict=True))
    assert told["Owner"] == "'=1+1"
    assert date.fromisoformat(told["Review by"]) == date(2099, 6, 30)


def test_both_languages_have_words_for_the_same() -> None:
    assert LABELS["fr"].keys() == LABELS["en"].keys()
    assert SAID["en"].keys() <= SAID["fr"].keys()
