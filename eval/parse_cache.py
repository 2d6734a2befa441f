"""A parser that remembers on disk what another one read."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from core.formats import Sign
from core.ports import PagesTold, Parser, untold
from core.reading_json import parsed_from_json, parsed_to_json
from core.readings import Parsed


class RememberingParser:
    """The `Parser` port. What could not be read is not remembered: it is tried again.

    `code` tells versions of the parsers' own source apart, which their fingerprints don't.
    """

    def __init__(self, inner: Parser, folder: Path, code: str) -> None:
        self._inner = inner
        self._folder = folder / code[:16]
        self._last: tuple[str, Parsed] | None = None

    @property
    def signs(self) -> tuple[Sign, ...]:
        return self._inner.signs

    def fingerprint(self, media_type: str) -> str:
        return self._inner.fingerprint(media_type)

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        name = await asyncio.to_thread(self._name, path, media_type)
        if self._last is None or self._last[0] != name:  # pages of one file are asked in a row
            self._last = name, await self._parsed(self._folder / name, path, media_type, tell)
        return self._last[1]

    async def _parsed(self, kept: Path, path: Path, media_type: str, tell: PagesTold) -> Parsed:
        with suppress(OSError, ValueError, KeyError, TypeError, EOFError):
            return await asyncio.to_thread(_load, kept)
        parsed = await self._inner.parse(path, media_type, tell)
        await asyncio.to_thread(_save, kept, parsed)
        return parsed

    def _name(self, path: Path, media_type: str) -> str:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        digest.update(self._inner.fingerprint(media_type).encode())
        return f"{digest.hexdigest()}.json.gz"


def _load(path: Path) -> Parsed:
    return parsed_from_json(json.loads(gzip.decompress(path.read_bytes())))


def _save(path: Path, parsed: Parsed) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(parsed_to_json(parsed), ensure_ascii=False, separators=(",", ":"))
    half = path.with_suffix(f".{os.getpid()}")
    half.write_bytes(gzip.compress(data.encode("utf-8", "surrogatepass"), 1, mtime=0))
    half.replace(path)
