"""The samples as a suite: complete, and as its gold says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidRequest, NotFound
from eval.data import kinds
from eval.data.dataset import Dataset
from tests.eval.data.tiny import (
    asked,
    is_whole,
    pages_that_are_not,
    suite_data,
    workshop,
    write,
    write_lines,
)

GOLD: dict[str, Any] = {
    "id": "rent",
    "language": "fr",
    "question": "Quel est le loyer ?",
    "answer": "12 €",
    "document": "bail.pdf",
    "evidence": [{"document": "bail.pdf", "page": 3, "quote": "un loyer de 12 €"}],
    "state": "answered",
    "type": "looked_up",
}
NONE: dict[str, Any] = {
    "answer": None,
    "evidence": [],
    "state": "abstained",
    "type": "unanswerable",
}


async def load(folder: Path, **gold: Any) -> Dataset:
    write(folder / "documents" / "bail.pdf", "%PDF lease")
    write_lines(folder / "gold.jsonl", [GOLD | gold])
    return await kinds.load("samples", workshop(folder, samples=folder), {})


async def test_the_samples_are_whole(tmp_path: Path) -> None:
    data = await suite_data("samples", tmp_path)
    assert (len(data.documents), len(data.cases)) == (6, 114)
    assert sum(not case.answerable for case in asked(data)) == 20
    assert is_whole(data)
    assert not pages_that_are_not(data)


async def test_pages_stay_as_they_are(tmp_path: Path) -> None:
    (case,) = asked(await load(tmp_path))
    assert case.evidence[0].pages == (3,)
    assert case.answers == ("12 €",)
    assert case.slices == {"kind": "looked_up", "language": "fr"}
    assert case.evidence[0].document != "bail.pdf"


async def test_what_is_to_be_abstained_from_needs_where_one_would_look(tmp_path: Path) -> None:
    (case,) = asked(await load(tmp_path, **NONE))
    assert not case.answerable
    assert len(case.needs) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": "abstained"}, "rent: .*contradict"),
        ({"evidence": []}, "rent: .*contradict"),
        ({"document": "none.pdf"}, "rent: there is no document 'none.pdf'"),
        ({"state": "lost"}, r"gold\.jsonl:1: state"),
    ],
)
async def test_gold_that_makes_no_sense_is_named(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await load(tmp_path, **changed)


async def test_no_samples_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no samples"):
        await kinds.load("samples", workshop(tmp_path, samples=tmp_path), {})
