"""What the places of a document say together: when a cell is found, and when it is not."""

from __future__ import annotations

from core.cells import CellState
from core.grids import AnswerType, GridQuestion, TypedValue
from flows.grids.places import Located, Place
from flows.grids.reader import settled
from retrieval.units import units_of
from tests.flows.grids.made import CLAUSE, RENT, quote
from tests.retrieval.passages import passage

[UNIT] = units_of(passage("Le loyer est de 186 000 euros."))
WEAK, SURE = 0.4, 0.9


def located(*sure: float, presence: float = SURE) -> Located:
    """Bars: found from .5, absent below .3."""
    return Located(tuple(Place(UNIT, one) for one in sure), presence, 0.5, 0.3)


def rent(amount: str, unit: str | None = "EUR") -> TypedValue:
    return TypedValue(amount, amount, unit)


def test_a_proven_value_is_found_and_the_first_place_decides() -> None:
    cell = settled(RENT, located(0.9, 0.2), [quote("a", rent("1")), quote("b", rent("2"))])
    assert (cell.state, cell.value, cell.confidence) == (CellState.FOUND, rent("1"), 0.9)


def test_two_values_that_are_as_good_as_each_other_conflict() -> None:
    quotes = [quote("a", rent("1")), quote("b", rent("2"))]
    assert settled(RENT, located(0.9, 0.88), quotes).state is CellState.CONFLICT
    same = [quote("a", rent("1")), quote("b", rent("1"))]
    assert settled(RENT, located(0.9, 0.88), same).state is CellState.FOUND


def test_two_texts_that_differ_do_not_conflict() -> None:
    quotes = [quote("a", TypedValue("a", "a")), quote("b", TypedValue("b", "b"))]
    assert settled(CLAUSE, located(0.9, 0.9), quotes).state is CellState.FOUND


def test_a_number_without_the_unit_that_was_asked_for_is_unsure() -> None:
    cell = settled(RENT, located(0.9), [quote("24", rent("24", None))])
    assert (cell.state, cell.reason) == (CellState.UNSURE, "no unit")
    counted = GridQuestion("n", "How many?", AnswerType.NUMBER, "N")
    assert settled(counted, located(0.9), [quote("24", rent("24", None))]).state is CellState.FOUND


def test_what_is_weak_without_value_or_not_proven_is_unsure_and_says_why() -> None:
    weak = settled(RENT, located(0.9, presence=WEAK), [quote("a", rent("1"))])
    bare = settled(RENT, located(0.9), [quote("a")])
    doubted = settled(RENT, located(0.9), [quote("a", rent("1"), verdict="unsupported")])
    assert {one.state for one in (weak, bare, doubted)} == {CellState.UNSURE}
    assert [one.reason for one in (weak, bare, doubted)] == ["weak", "no value", "unproven"]


def test_weak_evidence_gives_no_yes() -> None:
    asked = GridQuestion("y", "Is it exclusive?", AnswerType.YES_NO, "Exclusive")
    cell = settled(asked, located(0.9, presence=WEAK), [quote("a", TypedValue("yes", "yes"))])
    assert (cell.state, cell.value) == (CellState.UNSURE, None)


def test_a_place_without_a_figure_says_nothing_where_another_has_one() -> None:
    cell = settled(RENT, located(0.9, 0.7), [quote("none"), quote("a", rent("1"))])
    assert (cell.state, cell.confidence, len(cell.quotes)) == (CellState.FOUND, 0.7, 1)
