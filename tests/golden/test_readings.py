"""Two samples are read as they were when someone last looked at them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.golden.regenerate import LEAVES, golden, reading_of

CHANGED = (
    "the reading has changed: if on purpose, run `python -m tests.golden.regenerate`, look at the "
    "difference, and raise the format's revision in adapters/parsers/formats.py"
)


def kept(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(golden(name).read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", LEAVES)
def test_a_sample_is_read_as_before(name: str) -> None:
    assert reading_of(name) == kept(name), CHANGED


def elements(name: str, kind: str) -> list[dict[str, Any]]:
    return [e for leaf in kept(name)["leaves"] for e in leaf["elements"] if e["kind"] == kind]


def test_what_is_kept_is_what_the_balance_sheet_says() -> None:
    """A golden file proves nothing if it was wrong from the start."""
    assets, liabilities = elements("rapport-audit.pdf", "table")
    assert assets["header"].split("\t")[-2:] == ["Net 2024", "Net 2023"]
    assert liabilities["header"].split("\t")[1:] == ["2024", "2023"]
    totals = [table["rows"][-1].split("\t") for table in (assets, liabilities)]
    assert [total[0].split()[0] for total in totals] == ["TOTAL", "TOTAL"]
    assert totals[0][-2:] == totals[1][-2:]  # the two sides balance, in both years
    assert all(len(table["rows"]) > 10 for table in (assets, liabilities))


def test_what_is_kept_is_what_the_rent_roll_says() -> None:
    [lots, vacant, *_] = elements("etat-locatif.xlsx", "table")
    assert lots["rows"][0] == lots["header"]
    assert lots["locator"] == "sheet:Loyers!A5:L31"
    assert sum(row.startswith("Q-") for row in lots["rows"]) == 25
    assert [row.split("\t")[0] for row in vacant["rows"]] == ["Lot", "Q-04", "Q-11", "Q-19"]
