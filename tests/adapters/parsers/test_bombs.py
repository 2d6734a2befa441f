"""Office files that unpack to far more than they are cost one error each."""

from __future__ import annotations

from pathlib import Path

from adapters.parsers.cage import CagedParser
from adapters.parsers.confine import Limits
from core.errors import Unreadable
from tests.adapters.parsers import files

OPENXML = "application/vnd.openxmlformats-officedocument"
LIMITS = Limits(memory_bytes=600 << 20, cpu_s=10, wall_s=20.0)


async def complaint(path: Path, media_type: str) -> str:
    """The first error, whether it costs the document or only what is in it."""
    try:
        parsed = await CagedParser(LIMITS).parse(path, f"{OPENXML}.{media_type}")
    except Unreadable as error:
        return error.category
    assert not any(leaf.words for leaf in parsed.leaves)
    return parsed.errors[0].category


async def test_a_spreadsheet_of_one_endless_row(tmp_path: Path) -> None:
    path = files.xlsx_bomb(tmp_path, 100 << 20)
    found = await complaint(path, "spreadsheetml.sheet")
    assert found in ("memory", "timeout", "too_large", "malformed")


async def test_a_text_of_endless_paragraphs(tmp_path: Path) -> None:
    path = files.docx_bomb(tmp_path, 100 << 20)
    found = await complaint(path, "wordprocessingml.document")
    assert found in ("memory", "timeout", "malformed")
