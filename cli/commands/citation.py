"""`probant citation ID`"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit, note


@click.command("citation")
@click.argument("citation", metavar="ID")
@click.option(
    "--image",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Write its page there, its words framed.",
)
@options.server
@options.as_json
def command(citation: str, image: Path | None, server: str | None, as_json: bool) -> None:
    """Show the evidence behind a citation, of the version that was cited."""
    cited, page = asyncio.run(_look_up(citation, server, with_page=image is not None))
    if image:
        image.write_bytes(page)
        note(f"written: {image}")
    if as_json:
        emit(cited)
    else:
        _show(cited)


async def _look_up(citation: str, server: str | None, *, with_page: bool) -> tuple[Json, bytes]:
    async with open_backend(server, finish=False, index=False) as backend:
        page = await backend.page_image(citation) if with_page else b""
        return await backend.citation(citation), page


def _show(cited: Json) -> None:
    """Document, version and place; then the quote, between what stands around it."""
    click.secho(f"{cited['document']}, {cited['locator']}", bold=True)
    for line in (_version(cited), _facts(cited), " › ".join(cited["headings"])):
        if line:
            click.echo(f"  {line}")
    click.echo()
    click.echo(cited["before"], nl=False)
    click.secho(cited["quote"], fg="cyan", bold=True, nl=False)
    click.echo(cited["after"])


def _version(cited: Json) -> str:
    said = f"version {cited['version_number']}, {cited['document_version'][:12]}"
    newer = cited["superseded_by"]
    if newer:
        return f"{said}, superseded by version {newer['number']} ({newer['name']})"
    return said if cited["is_current"] else f"{said}, read again since"


def _facts(cited: Json) -> str:
    return ", ".join(value for value in cited["facts"].values() if value)
