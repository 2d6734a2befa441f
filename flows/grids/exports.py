"""Grids as files."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from core.ids import GridId
from core.principals import Principal
from core.workbook import WorkbookWriter
from flows.grids.grids import Grids
from flows.grids.lines import as_csv, as_json_lines
from flows.grids.views import Table
from flows.grids.workbook import workbook


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


@dataclass(frozen=True, slots=True)
class GridExports:
    grids: Grids
    writer: WorkbookWriter

    async def export(
        self, principal: Principal, grid: GridId, kind: ExportFormat, address: str = ""
    ) -> bytes:
        """The file; `address` is a server's, for links to page images. Raises `NotFound`."""
        table = await self.grids.table(principal, grid)
        return await asyncio.to_thread(self._file, table, kind, address)

    def _file(self, table: Table, kind: ExportFormat, address: str) -> bytes:
        match kind:
            case ExportFormat.XLSX:
                return self.writer.write(workbook(table, address), table.grid.created_at)
            case ExportFormat.CSV:
                return as_csv(table)
            case ExportFormat.JSONL:
                return as_json_lines(table)
