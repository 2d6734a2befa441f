from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidRequest
from eval.data.facts import statements, tatqa
from eval.data.facts.fact import Fact
from eval.data.facts.tables import YearTable, facts_of, plain_figure
from tests.eval.data.corpus import workshop_at, write_lines

Rows = tuple[tuple[str, dict[str, str]], ...]
ROWS: Rows = (
    ("Rents", {"2021": "1,204", "2020": "1,187"}),
    ("Works", {"2021": "(310)", "2020": "310"}),
    ("Fees", {"2021": "45.5", "2020": "–"}),
)


def facts(rows: Rows = ROWS) -> dict[str, Fact]:
    """By the number of the row."""
    table = YearTable("t", "table", "the table", "dollars", "million", rows)
    found = list(facts_of(table))
    return {label: f for label, _ in rows for f in found if f" {label} " in f" {spaced(f)} "}


def spaced(fact: Fact) -> str:
    return re.sub(r"[«».,]", " ", fact.sentence)


def figures(sentence: str) -> set[str]:
    """Years and figures in a sentence, French spaces and commas undone."""
    plain = sentence.replace("\u202f", ",").replace("d'e", "d e")
    return set(re.findall(r"\d[\d,.]*\d", plain))


def test_the_true_sentence_says_a_figure_of_the_row_under_its_year() -> None:
    for label, printed in ROWS:
        said = figures(facts()[label].sentence)
        [year] = said & set(printed)
        figure = printed[year].strip("()")
        assert said == {year, figure} or said == {year, figure.replace(".", ",")}


def test_an_altered_year_takes_another_figure_of_the_same_row() -> None:
    fact = facts()["Rents"]
    assert figures(fact.sentence) ^ figures(fact.altered["year"]) == {"1,204", "1,187"}


def test_an_altered_row_takes_a_figure_of_another_row_in_the_same_year() -> None:
    rows: Rows = (("Rents", {"2021": "12", "2020": "13"}), ("Works", {"2021": "21", "2020": "31"}))
    fact = facts(rows)["Rents"]
    [year] = figures(fact.sentence) & {"2020", "2021"}
    assert figures(fact.altered["row"]) == {year, rows[1][1][year]}


def test_figures_of_the_same_size_are_not_taken_for_false_ones() -> None:
    rows: Rows = (("Rents", {"2021": "310", "2020": "(310)"}), ("Works", {"2021": "310.0"}))
    assert set(facts(rows)["Rents"].altered) == {"unit", "scale"}


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=6))
def test_no_altered_figure_is_true_by_the_table(pairs: list[tuple[int, int]]) -> None:
    rows = tuple(
        (f"Item {chr(65 + n)}", {"2021": printed(new), "2020": printed(old)})
        for n, (new, old) in enumerate(pairs)
    )
    for label, fact in facts(rows).items():
        said = dict(rows)[label]
        for name in ("year", "row"):
            if sentence := fact.altered.get(name):
                [year] = re.findall(r"\b202[01]\b", sentence)
                assert not re.search(rf"(?<!\d){said[year].strip('()')}(?!\d)", sentence)


def printed(number: int) -> str:
    return f"({-number})" if number < 0 else str(number)


def test_altered_units_and_scales_change_nothing_else() -> None:
    for fact in facts().values():
        for name in ("unit", "scale"):
            true, other = fact.sentence.split(), fact.altered[name].split()
            changed = [(a, b) for a, b in zip(true, other, strict=False) if a != b]
            assert changed
            assert figures(fact.sentence) == figures(fact.altered[name])


def test_every_altered_sentence_differs_from_the_true_one_and_from_the_others() -> None:
    for fact in facts().values():
        sentences = [fact.sentence, *fact.altered.values()]
        assert len(set(sentences)) == len(sentences)
        assert fact.texts == ("the table",)


def test_rows_of_one_label_and_rows_that_are_no_amounts_say_nothing() -> None:
    rows: Rows = (
        ("Other", {"2021": "1"}),
        ("other", {"2021": "2"}),
        ("Earnings per share", {"2021": "3"}),
        ("Occupancy rate", {"2021": "97"}),
        ("Rents", {"2021": "-"}),
    )
    assert facts(rows) == {}


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("$ 1,204.5", "1,204.5"),
        ("(310)", "(310)"),
        ("$(310)", "(310)"),
        ("€7", "7"),
        ("12%", ""),
        ("0", ""),
        ("0.00", ""),
        ("–", ""),
        ("(310", ""),
        ("12,34", ""),
        ("", ""),
    ],
)
def test_only_amounts_are_figures(printed: str, plain: str) -> None:
    assert plain_figure(printed) == plain


@given(st.integers(1, 10**9), st.booleans())
def test_a_figure_keeps_its_digits(number: int, negative: bool) -> None:
    printed = f"({number:,})" if negative else f"{number:,}"
    assert plain_figure(f"$ {printed}") == printed


def test_a_statement_is_evidence_as_printed_with_years_and_scale(tmp_path: Path) -> None:
    rows = [("Rents ......", "12", "13"), ("Works", "(21)", "31")]
    lines = [
        {"doc": "A", "page": 4, "label": label, "values": {"2021": new, "2020": old}}
        for label, new, old in rows
    ]
    write_lines(tmp_path / "statements" / "rows.jsonl", *lines)
    found = list(statements.facts(workshop_at(tmp_path)))
    expected = "(in millions of U.S. dollars)\n2021 2020\nRents 12 13\nWorks (21) 31"
    assert [fact.texts for fact in found] == [(expected,)] * 2
    assert all("million" in fact.sentence and "dollars" in fact.sentence for fact in found)


def test_a_page_whose_labels_lost_their_spaces_says_nothing(tmp_path: Path) -> None:
    labels = ("Rents", "Provisionsforfuturerepairs")
    lines = [{"doc": "A", "page": 4, "label": x, "values": {"2021": "1"}} for x in labels]
    write_lines(tmp_path / "statements" / "rows.jsonl", *lines)
    assert list(statements.facts(workshop_at(tmp_path))) == []


def grids(folder: Path, *tables: list[list[str]]) -> list[Fact]:
    contexts = [{"table": {"uid": str(n), "table": t}} for n, t in enumerate(tables)]
    path = folder / "tatqa" / "tatqa.json"
    path.parent.mkdir()
    path.write_text(json.dumps(contexts), "utf-8")
    return list(tatqa.facts(workshop_at(folder)))


def test_unit_and_scale_of_a_report_table_are_those_it_states(tmp_path: Path) -> None:
    above = [["", "£ in thousands"], ["", "2019", "2018"], ["Rents", "41", "38"]]
    below = [["", "2019", "2018"], ["", "€m", "€m"], ["Rents", "41", "38"]]
    first, second = grids(tmp_path, above, below)
    assert re.search(r"thousand pounds|milliers de livres", first.sentence)
    assert re.search(r"million euros|millions d'euros", second.sentence)
    assert first.texts == (" | £ in thousands\n | 2019 | 2018\nRents | 41 | 38",)


def test_a_table_whose_unit_scale_or_years_are_not_told_says_nothing(tmp_path: Path) -> None:
    row = ["Rents", "41", "38"]
    tables = [
        [["", "2019", "2018"], row],
        [["in millions", "2019", "2018"], row],
        [["$", "2019", "2018"], row],
        [["$ and € in millions", "2019", "2018"], row],
        [["$ millions", "2019", "2019"], row],
        [["$ millions", "North", "South"], row],
    ]
    assert grids(tmp_path, *tables) == []


def test_a_malformed_file_of_tables_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tatqa" / "tatqa.json"
    path.parent.mkdir()
    path.write_text('[{"table": {"uid": "1"}}]', "utf-8")
    with pytest.raises(InvalidRequest, match=r"tatqa\.json: 0\.table\.table"):
        list(tatqa.facts(workshop_at(tmp_path)))
