"""What is read for an inspection: the same as for an ingest, and nothing stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.description import Field
from core.errors import InvalidRequest, Unreadable
from core.reading_json import leaf_from_json
from flows.inspect.read import inspect
from tests.flows.inspect.made import found, page
from tests.flows.uncaged import Uncaged


async def test_a_file_is_sniffed_read_and_described(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Bail\n\nLe loyer annuel est de 12 000 euros.\n", "utf-8")
    told = await inspect(note, Uncaged())
    assert (told.name, told.media_type) == ("note.md", "text/markdown")
    assert told.size_bytes == note.stat().st_size
    assert [element.kind for element in told.leaves[0].elements] == ["heading", "paragraph"]
    assert told.description.value(Field.LANGUAGE) == "fr"


async def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(Unreadable) as raised:
        await inspect(broken, Uncaged())
    assert raised.value.remedy


def test_the_json_holds_the_whole_reading() -> None:
    told = found(page(), page(2)).only({2})
    shown = json.loads(json.dumps(told.to_json()))
    assert set(shown) == {
        *("name", "media_type", "size_bytes", "parser", "summary"),
        *("description", "errors", "hidden", "leaves"),
    }
    assert shown["summary"] == {
        "leaves": 2,
        "words": 22,
        "elements": {"heading": 2, "paragraph": 2, "table": 2},
        "low_confidence_words": 2,
        "read_by": {"liteparse, tesseract": 2},
    }
    assert [leaf_from_json(leaf) for leaf in shown["leaves"]] == [page(2)]
    assert (shown["hidden"][0]["reason"], shown["errors"][0]["category"]) == ("white", "timeout")


def test_a_page_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidRequest, match="no page 9") as raised:
        found(page(), page(2)).only({1, 9})
    assert "2 pages" in raised.value.remedy
