"""The report as a page and as a table: nothing that is withheld is in them, and nothing runs."""

from __future__ import annotations

import csv
import re
from copy import deepcopy
from datetime import date
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest

from core.ids import EntityId, UseCaseId
from core.usage import UsageKind
from core.usage_store import WHOLE, Judged, PersonWeek
from flows.usage.page import as_html
from flows.usage.table import as_csv
from governance.usage.counting import counted_quarter, counted_week
from governance.usage.figures import QuarterPart
from governance.usage.periods import WEEK, period_of, week_name
from governance.usage.telling import Told, assembled
from governance.usage.withheld import Rule, told_quarter
from tests.flows.use_cases.declaring import declared

HERE, LEASES = EntityId("here"), UseCaseId("leases")
PERIOD = period_of("2026-Q3")
K = 5


def report(*, title: str = "Baux", name: str = "2026-Q3", people: int = 12) -> dict[str, Any]:
    """Some people who ask two questions each, every week; seven are satisfied, three are not."""
    rule, period = Rule(K), period_of(name)
    first = period.first
    weeks = []
    for week in period.weeks:
        known = first if week > first else None
        rows = [PersonWeek(HERE, LEASES, f"p{n}", known, 2, 0, 1, 1) for n in range(people)]
        weeks += counted_week(week, rows, {(HERE, "leases"): 40, (HERE, WHOLE): 40})
    rated = [
        Judged(HERE, LEASES, "v", f"p{n}", UsageKind.FEEDBACK, (), 4 if n < 7 else 2, False, 1, 0)
        for n in range(people)
    ]
    counts = counted_quarter(period.weeks[-1], rated)[0].counts
    quarter = {(HERE, "leases"): [QuarterPart(told_quarter(counts, rule), declared(title=title))]}
    told = Told.of(weeks, {week_name(week): week for week in period.weeks}, period, rule)
    shown = quarter if period.is_quarter else {}
    return {
        "period": {
            "name": name,
            "first": str(period.first),
            "last": str(period.last),
            "weeks": len(period.weeks),
            "counted": len(period.weeks),
        },
        "entity": HERE,
        "k": K,
        "made_at": "2026-10-02T00:00:00+00:00",
        **assembled(told, shown, period.weeks, is_quarter=period.is_quarter),
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_says_what_it_is_worth_and_how_sure_that_is(language: str) -> None:
    page = as_html(report(), language)
    asked, by = ("Que vaut-il", "30") if language == "fr" else ("What is it worth", "30")
    assert asked in page
    assert f"{by}" in page
    assert "n = 12" in page
    assert re.search(r"1.{0,3}h</strong>", page)  # 7 answers of 12 minutes


def test_what_is_withheld_is_shown_as_such() -> None:
    few = report(people=4)
    assert few["whole"]["activity"]["person_weeks"] == 0
    page = as_html(few, "fr")
    assert "retenu" in page
    assert ">4<" not in page


def test_a_page_asks_no_network_and_runs_nothing() -> None:
    page = as_html(report(title="<script>alert(1)</script>"), "fr")
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=|url\(|@import|http""", page)


@pytest.mark.parametrize("name", ["2026-07", "2026-W30"])
def test_of_less_than_a_quarter_what_people_do_alone_is_told(name: str) -> None:
    told = report(name=name)
    assert told["whole"]["satisfaction"] is None
    assert "trimestre" in as_html(told, "fr")
    assert not [row for row in table(told) if row["indicator"] == "satisfaction"]


def test_a_period_of_which_nothing_is_counted_says_so() -> None:
    empty = {**report(), "weeks": [], "parts": []}
    assert "compté" in as_html(empty, "fr")


def table(told: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(as_csv(told).removeprefix("\ufeff"))))


def test_a_table_has_a_line_for_each_measure_of_each_part() -> None:
    rows = table(report())
    keys = [tuple(row[name] for name in list(row)[:6]) for row in rows]
    assert len(keys) == len(set(keys))
    [share] = [
        row["value"]
        for row in rows
        if (row["entity"], row["use_case"], row["week"]) == ("here", "leases", "")
        and (row["indicator"], row["measure"]) == ("activity", "share")
    ]
    assert share == "0.3"


def test_no_text_of_a_table_becomes_a_formula() -> None:
    told = deepcopy(report())
    told["baselines"][0]["how"] = "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in [row["value"] for row in table(told)]


def test_weeks_belong_to_the_month_and_quarter_of_their_thursday() -> None:
    assert (PERIOD.first, PERIOD.last) == (date(2026, 6, 29), date(2026, 9, 27))
    months = [period_of(f"2026-{month:02}") for month in range(1, 13)]
    for before, after in pairwise(months):
        assert (after.first - before.last).days == 1
    assert months[6].first == PERIOD.first
    assert months[8].last == PERIOD.last
    assert period_of("2026-W53").weeks == [date(2026, 12, 28)]
    assert period_of("2026-W53").last + WEEK == period_of("2027-W01").last
