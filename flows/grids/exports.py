"""Grids as files, made row by row on disk: nothing of a grid's size is in memory."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from core.errors import Busy, TooLarge
from core.ids import GridId
from core.principals import Principal
from core.workbook import WorkbookWriter
from flows.grids.grids import Grids
from flows.grids.lines import CsvFile, JsonLinesFile
from flows.grids.views import Progress, Row
from flows.grids.workbook import open_workbook

MOST_AT_ONCE = 2
_RETRY_AFTER_S = 5
_CELLS_AT_ONCE = 200
"""Read and written together."""
MOST_SIZE = 200_000_000
"""Of a file: bytes, or the characters of a workbook, which is compressed."""


class ExportFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl",
}


class GridFile(Protocol):
    """Takes a grid's rows in order. Blocks: work in a thread."""

    @property
    def size(self) -> int: ...

    def add(self, row: Row) -> None: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class GridExports:
    grids: Grids
    writer: WorkbookWriter
    folder: Path
    """For files in the making."""
    most_at_once: int = MOST_AT_ONCE
    most_size: int = MOST_SIZE
    _running: int = field(default=0, init=False)

    async def export(
        self, principal: Principal, grid: GridId, kind: ExportFormat, address: str = ""
    ) -> IO[bytes]:
        """The file, at its beginning, for the caller to close: it has no name, and is gone then.

        `address` is a server's, for links to evidence. Raises `NotFound`, `TooLarge`, `Busy` where
        others are made.
        """
        with self._place():
            progress = await self.grids.progress(principal, grid)
            file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115  # the caller closes it
            try:
                with tempfile.TemporaryDirectory(dir=self.folder) as making:
                    made = await asyncio.to_thread(
                        self._opened, file, Path(making), progress, kind, address
                    )
                    await self._fill(principal, progress, made)
                await asyncio.to_thread(file.seek, 0)
            except BaseException:
                file.close()
                raise
        return file

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._running >= self.most_at_once:
            remedy = "Ask again in a moment."
            raise Busy("Other exports are being made.", remedy, retry_after_s=_RETRY_AFTER_S)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def _opened(
        self,
        file: IO[bytes],
        making: Path,
        progress: Progress,
        kind: ExportFormat,
        address: str,
    ) -> GridFile:
        match kind:
            case ExportFormat.XLSX:
                return open_workbook(self.writer, file, making, progress, address)
            case ExportFormat.CSV:
                return CsvFile(file, progress.grid)
            case ExportFormat.JSONL:
                return JsonLinesFile(file, progress.grid)

    async def _fill(self, principal: Principal, progress: Progress, made: GridFile) -> None:
        grid = progress.grid
        step = max(1, _CELLS_AT_ONCE // len(grid.questions))
        for first in range(0, len(grid.documents), step):
            rows = await self.grids.rows(principal, grid, first, first + step - 1)
            await asyncio.to_thread(_add, made, rows)
            if made.size > self.most_size:
                raise TooLarge(
                    f"The file would have over {self.most_size} bytes.",
                    "Ask fewer documents or questions.",
                )
        await asyncio.to_thread(made.close)


def _add(made: GridFile, rows: Sequence[Row]) -> None:
    for row in rows:
        made.add(row)
