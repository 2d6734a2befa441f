"""`probant inspect FILE`"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import click

from cli import options
from cli.output import emit, note, progress_of
from core.settings import Settings
from flows.inspect.draw import draw
from flows.inspect.html import html
from flows.inspect.outline import leaf_outline, leaf_title, overview, printable
from flows.inspect.read import Inspection, inspect
from ingest.bootstrap import build_parser, build_renderer
from ingest.pipeline import Progress

_MOST_PAGES = 100_000
"""A range is written out."""


class Pages(click.ParamType[range]):
    """`3` or `3-5`: numbers of pages, sheets, slides or parts, from 1."""

    name = "pages"

    def convert(
        self, value: str | range, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        if isinstance(value, range):
            return value
        found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", value, re.ASCII)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= _MOST_PAGES:
            self.fail(f"{value!r} is no page and no range of pages, such as 3 or 3-5.", param, ctx)
        return range(first, last + 1)


@click.command("inspect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--page", "pages", type=Pages(), multiple=True, metavar="N", help="Only 3, or 3-5.")
@click.option("--text", "as_text", is_flag=True, help="Print the text instead of an outline.")
@click.option(
    "--html",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Write a page that draws it.",
)
@options.as_json
def command(
    file: Path, pages: Sequence[range], as_text: bool, out: Path | None, as_json: bool
) -> None:
    """Show what is read in a file, without storing anything.

    Pages with their elements in reading order, tables, hidden text and warnings. No model is
    loaded.
    """
    numbers = {number for chosen in pages for number in chosen}
    with progress_of(file.name, "") as progress:
        found = asyncio.run(_inspect(file, numbers, out, progress))
    if as_json:
        emit(found.to_json())
    else:
        _show(found, as_text, is_drawn=out is not None)
    if out:
        note(f"Written: {out}")


async def _inspect(
    file: Path, numbers: set[int], out: Path | None, progress: Progress
) -> Inspection:
    settings = Settings.read()
    progress("parse", 0, 0)
    found = (await inspect(file, build_parser(settings))).only(numbers)
    if out:
        drawing = await draw(found, file, build_renderer(), progress)
        await asyncio.to_thread(_write, out, html(drawing))
    return found


def _write(path: Path, page: str) -> None:
    """A reader sees the old page or the new one."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(page, "utf-8", newline="\n")
    part.replace(path)


def _show(found: Inspection, as_text: bool, is_drawn: bool) -> None:
    for line in overview(found):
        click.echo(line)
    if is_drawn:
        return
    for leaf in found.shown:
        click.echo()
        if as_text:
            click.echo(leaf_title(leaf))
            click.echo(printable(leaf.text))
        else:
            for line in leaf_outline(leaf):
                click.echo(line)
