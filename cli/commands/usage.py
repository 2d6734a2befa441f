"""`probant usage`"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit, note


@click.group("usage")
def command() -> None:
    """What the service is used for, by how many of those who could, and what it is worth."""


@command.command("report")
@click.option("--period", metavar="P", help="2026-Q3, 2026-09 or 2026-W38; else the last quarter.")
@click.option("--group", is_flag=True, help="Of every entity, for the one that runs the service.")
@click.option("--format", "kind", type=click.Choice(["html", "csv"]), default="html")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Else on stdout.")
@options.server
@options.as_json
def report(
    period: str | None,
    group: bool,
    kind: str,
    language: str,
    out: Path | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Write the figures of a period, as a page or as a table.

    What concerns fewer than PROBANT_USAGE_K people is withheld; docs/usage.md defines each figure.
    """
    from flows.usage.page import as_html
    from flows.usage.table import as_csv

    async def told() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.usage(period, group=group)

    found = asyncio.run(told())
    written = as_html(found, language) if kind == "html" else as_csv(found)
    if out:
        out.write_text(written, "utf-8", newline="")
        note(f"written: {out}")
    if as_json:
        emit(found)
    elif not out:
        click.echo(written, nl=False)
