"""What another system gets of a suite: documents and questions, and no gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import Conflict
from eval import plan
from eval.export import export
from eval.suite import Profile
from tests.eval import places


async def test_documents_and_questions_without_gold(tmp_path: Path, encoder: Encoder) -> None:
    suite = places.suite(tmp_path / "suite")
    planned = await plan.load(places.workspace(tmp_path / "data", encoder), suite, Profile.FULL)
    out = tmp_path / "out"
    assert export(planned, out) == 4
    lines = (out / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    assert [question["id"] for question in asked] == ["rent", "floor", "fee", "cake"]
    assert set(asked[0]) == {"id", "question", "document", "collection"}
    given = {path.name: path.read_text("utf-8") for path in (out / "documents").rglob("*.md")}
    assert set(given) == {source.name for source in planned.dataset.documents}
    assert set(given.values()) == set(places.NOTES.values())
    with pytest.raises(Conflict, match="not empty"):
        export(planned, out)
