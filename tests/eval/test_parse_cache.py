"""A file is parsed once; failures and other files are parsed again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.errors import Unreadable
from core.ports import PagesTold, untold
from core.readings import Leaf, LeafKind, Parsed, Word
from eval.parse_cache import RememberingParser


class Counting:
    """A parser of one word that counts."""

    def __init__(self) -> None:
        self.parsed = 0

    signs = ()

    def fingerprint(self, media_type: str) -> str:
        return f"counting {media_type}"

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        self.parsed += 1
        text = await asyncio.to_thread(path.read_text, "utf-8")
        if not text:
            raise Unreadable("nothing in it", "empty")
        return Parsed((Leaf(1, LeafKind.TEXT, text, (Word(0, len(text)),), ()),))


async def test_the_same_bytes_are_parsed_once(tmp_path: Path) -> None:
    inner = Counting()
    parser = RememberingParser(inner, tmp_path / "kept", "code")
    first, copy = tmp_path / "a.txt", tmp_path / "b.txt"
    for path in (first, copy):
        path.write_text("été\u2028", "utf-8")
    read = await parser.parse(first, "text/plain")
    assert await parser.parse(copy, "text/plain") == read
    assert inner.parsed == 1
    await parser.parse(first, "text/markdown")
    assert inner.parsed == 2


async def test_other_code_parses_again(tmp_path: Path) -> None:
    inner = Counting()
    path = tmp_path / "a.txt"
    path.write_text("one", "utf-8")
    for code in ("before", "after"):
        await RememberingParser(inner, tmp_path / "kept", code).parse(path, "text/plain")
    assert inner.parsed == 2


async def test_failures_and_damaged_files_are_tried_again(tmp_path: Path) -> None:
    inner = Counting()
    parser = RememberingParser(inner, tmp_path / "kept", "code")
    path = tmp_path / "a.txt"
    path.write_text("", "utf-8")
    for _ in range(2):
        with pytest.raises(Unreadable):
            await parser.parse(path, "text/plain")
    path.write_text("one", "utf-8")
    read = await parser.parse(path, "text/plain")
    await parser.parse(path, "text/markdown")  # what was read last is kept in memory
    for kept in (tmp_path / "kept").rglob("*.gz"):
        kept.write_bytes(b"\x1f\x8b damaged")
    assert await parser.parse(path, "text/plain") == read
    assert inner.parsed == 5
