from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from core.errors import InvalidRequest
from eval.cases import Claimed
from eval.data.facts.fact import Fact, first
from eval.data.wrong_facts import Options, load
from tests.eval.data.corpus import workshop_at, write_lines

CLAUSE = "The Lessee shall keep the premises in repair and the Lessor may inspect them yearly."
DUTY = "The Lessee shall keep the premises and all that is in them in good repair."
YEARS = ("2012", "2013")


def corpora_at(folder: Path) -> Path:
    """All four corpora, one or two facts each."""
    rows = [("Sales", "7,100", "6,300"), ("Costs", "(2,050)", "(1,940)"), ("Debt", "0", "0")]
    lines = [
        {"doc": "A", "page": 4, "label": label, "values": {"2021": new, "2020": old}}
        for label, new, old in rows
    ]
    write_lines(folder / "statements" / "rows.jsonl", *lines)
    grid = [["€m", "2019", "2018"], ["Rents", "41", "38"], ["Fees", "€5", "€6"]]
    (folder / "tatqa").mkdir()
    tables = json.dumps([{"table": {"uid": "u", "table": grid}}])
    (folder / "tatqa" / "tatqa.json").write_text(tables, "utf-8")
    evidence = [{"quote": f"{DUTY} {CLAUSE}"}]
    write_lines(folder / "cuad" / "clauses.jsonl", {"id": "c1", "evidence": evidence})
    counts = {"2012": ("12", "30 %"), "2013": ("15", "45 %")}
    questions = [
        {"id": f"x-{year}-{topic}", "question": f"En {year} ?", "type": "single", "evidence": [e]}
        for year, (lots, rate) in counts.items()
        for topic, quote in (("lots", f"{lots} lots"), ("rate", f"{rate}, le taux de vacance"))
        for e in [{"doc": f"R-{year}.pdf", "page0": 2, "quote": quote}]
    ]
    write_lines(folder / "rapports-fr" / "questions.jsonl", *questions)
    return folder


async def cases_of(folder: Path, **options: int) -> list[Claimed]:
    dataset = await load(workshop_at(folder), Options(**options))
    return [case for case in dataset.cases if isinstance(case, Claimed)]


def check_pairs(cases: list[Claimed]) -> None:
    """Every true sentence comes with one that differs, on the same evidence."""
    assert len({case.id for case in cases}) == len(cases)
    for true, altered in zip(cases[::2], cases[1::2], strict=True):
        assert (true.supported, altered.supported) == (True, False)
        assert true.claim != altered.claim
        assert true.texts == altered.texts
        assert true.slices["alteration"] == "none" != altered.slices["alteration"]
        for key in ("kind", "language"):
            assert true.slices[key] == altered.slices[key]


async def test_every_source_gives_pairs_of_true_and_altered_sentences(tmp_path: Path) -> None:
    cases = await cases_of(corpora_at(tmp_path))
    check_pairs(cases)
    kinds = Counter(case.slices["kind"] for case in cases)
    assert kinds == {"statement": 4, "table": 4, "clause": 4, "report": 8}


async def test_the_choice_of_facts_stays_when_more_are_taken(tmp_path: Path) -> None:
    folder = corpora_at(tmp_path)
    none = {"statements": 0, "tables": 0, "obligations": 0, "parties": 0}
    few = await cases_of(folder, **none, reports=1)
    more = await cases_of(folder, **none, reports=3)
    assert len(few) == 2
    assert more[:2] == few


async def test_no_fact_at_all_is_an_error(tmp_path: Path) -> None:
    none = {"statements": 0, "tables": 0, "obligations": 0, "parties": 0, "reports": 0}
    with pytest.raises(InvalidRequest, match="no fact"):
        await cases_of(corpora_at(tmp_path), **none)


async def test_what_can_be_altered_in_no_way_is_left_out() -> None:
    fixed = Fact("1", ("text",), "true", {}, "en", "table")
    changed = Fact("2", ("text",), "true", {"unit": "false"}, "en", "table")
    assert first([fixed, changed], 9) == [changed]


@pytest.mark.corpora
async def test_the_corpora_give_a_balanced_set_of_every_alteration(corpora: Path) -> None:
    cases = await cases_of(corpora)
    check_pairs(cases)
    assert 400 <= len(cases) <= 600
    altered = Counter(case.slices["alteration"] for case in cases if not case.supported)
    assert set(altered) == {"year", "row", "unit", "scale", "negation", "party"}
    assert min(altered.values()) >= 20
    assert min(Counter(case.slices["language"] for case in cases).values()) >= 200
