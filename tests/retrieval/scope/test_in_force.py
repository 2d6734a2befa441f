"""What was in force on the day that a question names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adapters.sql import open_database
from core.documents import Validity
from core.principals import SearchFilter
from core.scoping import Facet, Wanted
from retrieval.scope.in_force import in_force
from retrieval.scope.narrow import Scoped
from retrieval.scope.scope import Scoper
from tests.contracts.databases import a_document, scope

TODAY = date(2026, 1, 15)
OLD = Validity(date(2015, 1, 1), date(2020, 12, 31))
NEW = Validity(date(2021, 1, 1))


@pytest.mark.parametrize(
    ("question", "day", "words"),
    [
        ("Loyer en vigueur au 1er mars 2019 ?", date(2019, 3, 1), "en vigueur au 1er mars 2019"),
        ("Le taux en vigueur en 2019 ?", date(2019, 12, 31), "en vigueur en 2019"),
        ("Quel était le loyer au 1er mars 2019 ?", date(2019, 3, 1), "au 1er mars 2019"),
        ("The rent as of 30 June 2019?", date(2019, 6, 30), "as of 30 June 2019"),
        ("The rent in force on June 30, 2019?", date(2019, 6, 30), "in force on June 30, 2019"),
    ],
)
def test_a_day_is_read_with_what_is_asked_of_it(question: str, day: date, words: str) -> None:
    asked = in_force(question)
    assert asked
    assert (asked.day, asked.words) == (day, words)


@pytest.mark.parametrize(
    "question", ["Quel est le loyer ?", "The rent of 2019?", "The letter of 30 June 2019?", ""]
)
def test_other_years_and_days_are_no_such_day(question: str) -> None:
    assert in_force(question) is None


async def scoped(folder: Path, question: str, *validities: Validity, is_now: bool = True) -> Scoped:
    async def wake(lane: object) -> None: ...

    database = await open_database(f"sqlite:///{folder / 'probant.db'}", wake)
    try:
        async with database.begin() as unit:
            for number, validity in enumerate(validities):
                document = a_document(f"d{number}", name=f"d{number}.pdf")
                await unit.documents.add(replace(document, validity=validity))
        where = SearchFilter(scope(), day=TODAY)
        return await Scoper(database).scoped(question, where, Wanted(), (), is_now=is_now)
    finally:
        await database.close()


@pytest.mark.asyncio
async def test_what_was_in_force_then_is_searched_and_told(tmp_path: Path) -> None:
    found = await scoped(tmp_path, "Quel était le loyer au 1er mars 2019 ?", OLD, NEW)
    assert found.where.day == date(2019, 3, 1)
    assert found.scope.values(Facet.DAY) == ("2019-03-01",)
    assert any("2019-03-01" in reason for reason in found.reasons)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("question", "validities"),
    [
        ("The balance sheet as of 31 December 2018?", (Validity(), Validity())),
        ("The balance sheet as of 31 December 2018?", (Validity(), NEW)),
        ("The rent as of 1 March 2024?", (OLD, NEW)),
        ("The rent in force in 2019?", (Validity(),)),
        ("Quel est le loyer ?", (OLD, NEW)),
    ],
)
async def test_a_day_on_which_nothing_else_was_in_force_is_a_period(
    tmp_path: Path, question: str, validities: tuple[Validity, ...]
) -> None:
    found = await scoped(tmp_path, question, *validities)
    assert found.where.day == TODAY
    assert found.scope.values(Facet.DAY) == ()


@pytest.mark.asyncio
async def test_the_day_that_the_caller_chose_stays(tmp_path: Path) -> None:
    found = await scoped(tmp_path, "The rent in force in 2019?", OLD, NEW, is_now=False)
    assert found.where.day == TODAY


def test_a_rate_that_is_called_effective_asks_for_no_day() -> None:
    assert in_force("What was the effective tax rate in 2023?") is None
    assert in_force("Which rules are effective on 30 June 2021?") is not None
