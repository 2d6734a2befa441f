"""Real files, many of them made to break parsers: each gives a reading or one error."""

import os
from pathlib import Path

import pytest

from adapters.parsers.cage import CagedParser
from adapters.parsers.checks import check
from adapters.parsers.confine import Limits
from core.errors import Unreadable
from core.readings import Parsed
from ingest.sniff import sniff
from tests.adapters.parsers.test_leaf_builder import check_leaf
from tests.ingest.test_sniff import type_or_reason

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("PROBANT_CORPORA", ROOT.parent / "shared" / "corpora")) / "parsing"
CATEGORIES = {
    *("empty", "unsupported", "encrypted", "too_large", "malformed"),
    *("timeout", "memory", "crash"),
}
EVERY = 5
"""Of the files, sorted by path, one in so many is parsed; all are sniffed."""

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpora are not here"),
]


def office_files() -> list[Path]:
    every = FOLDER.rglob("*")
    return sorted(path for path in every if path.is_file() and path.suffix.lower() != ".pdf")


def test_every_file_has_a_type_or_a_reason() -> None:
    for path in FOLDER.rglob("*"):
        if path.is_file():
            assert type_or_reason(path, path.name), path


@pytest.mark.slow
async def test_every_file_gives_a_reading_or_one_error() -> None:
    parser = CagedParser(Limits(wall_s=60))
    for path in office_files()[::EVERY]:
        outcome = await reading_or_error(parser, path)
        if isinstance(outcome, Parsed):
            check_leaves(outcome)
        else:
            assert outcome.category in CATEGORIES, (path, outcome)


async def reading_or_error(parser: CagedParser, path: Path) -> Parsed | Unreadable:
    try:
        media_type = sniff(path, path.name)
        if media_type == "application/pdf":
            return Parsed(())
        return await parser.parse(path, media_type)
    except Unreadable as error:
        return error


def check_leaves(parsed: Parsed) -> None:
    check(parsed)
    for leaf in parsed.leaves:
        if len(leaf.words) < 30_000:
            check_leaf(leaf)


@pytest.mark.parametrize("name", ["docling/email/sources/msg_simple.msg"])
async def test_an_outlook_message_reads_like_a_mail(name: str) -> None:
    parsed = await CagedParser().parse(FOLDER / name, "application/vnd.ms-outlook")
    [leaf] = parsed.leaves
    assert leaf.label == "1"
    assert leaf.quote(leaf.elements[0].words) == "Simple Email"
    assert leaf.quote(leaf.elements[1].words).startswith("From: ")


async def test_an_xls_workbook_has_addresses() -> None:
    path = FOLDER / "unstructured" / "tests-example.xls"
    assert sniff(path, "stored without extension") == "application/vnd.ms-excel"
    parsed = await CagedParser().parse(path, "application/vnd.ms-excel")
    assert all(word.cell for leaf in parsed.leaves for word in leaf.words)
