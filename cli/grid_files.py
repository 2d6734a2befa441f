"""The files that grids are written to."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cli.backend import Backend
from cli.output import note
from cli.patience import Patience
from flows.grids.exports import ExportFormat


class GridFile(click.Path):
    """A file that can be written: looked at before anything is read for it."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        path = Path(os.fsdecode(super().convert(str(value), param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"There is no folder {str(path.parent)!r}.", param, ctx)
        if not os.access(path.parent, os.W_OK):
            self.fail(f"Nothing can be written in {str(path.parent)!r}.", param, ctx)
        _format_of(path)
        return path


def _format_of(path: Path) -> ExportFormat:
    """By the end of its name. Raises `BadParameter`."""
    try:
        return ExportFormat(path.suffix.lower().removeprefix("."))
    except ValueError as error:
        kinds = ", ".join(f".{kind.value}" for kind in ExportFormat)
        raise click.BadParameter(f"{path.name!r} ends in none of {kinds}.") from error


def _tell(reason: str) -> None:
    if reason:
        note(reason)


_PATIENCE = Patience(_tell)


async def write_grid(
    backend: Backend, grid: str, path: Path, patience: Patience = _PATIENCE
) -> None:
    """Whole or not at all: what stands there stays until the new file is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:

            async def written() -> None:
                file.seek(0)
                file.truncate()  # what an outage has cut off
                await backend.export_grid(grid, _format_of(path), file)

            await patience.through(written)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
