"""`probant ledger`"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, NamedTuple

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from cli.records import show_history, show_record, tell_erased, tell_verified
from core.errors import InvalidRequest

FOUND = 1
"""Exit status where something is wrong with the ledger."""
_DAY = click.DateTime(["%Y-%m-%d"])
_OPENED = click.option("--opened", is_flag=True, help="With what is sealed; that is recorded.")


@click.group("ledger")
def command() -> None:
    """What was asked, answered, refused and changed; and whether the record of it is whole."""


@command.command("verify")
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An export."
)
@click.option("--key", metavar="HEX", help="Public key that its heads must be signed with.")
@options.server
@options.as_json
def verify(file: Path | None, key: str | None, server: str | None, as_json: bool) -> None:
    """Look through every record: hashes, links, gaps, seals, signed heads.

    Exit status 1 where anything is wrong. Questions without an end are listed, and are nothing
    wrong: they are being answered, or the process that answered them died.
    """
    if file and server:
        raise click.UsageError("A file is verified here: leave out --server.")
    if key and not file:
        raise click.UsageError("--key goes with --file.")
    found = _verified(file, key) if file else asyncio.run(_verify(server))
    if as_json:
        emit(found)
    else:
        tell_verified(found)
    if found["findings"]:
        sys.exit(FOUND)


@command.command("show")
@click.argument("record", required=False, metavar="[ID]")
@click.option("--last", type=click.IntRange(1, 10_000), metavar="N", help="The newest N records.")
@_OPENED
@options.server
@options.as_json
def show(
    record: str | None, last: int | None, opened: bool, server: str | None, as_json: bool
) -> None:
    """Show a record, with what closed it; or the newest ones."""
    if (record is None) == (last is None):
        raise click.UsageError("Give the id of a record, or --last N.")
    found = asyncio.run(_records(record, last or 0, opened, server))
    if as_json:
        emit({"records": found})
        return
    for one in found:
        show_record(one, whole=record is not None)


@command.command("export")
@click.option("--from", "first", type=_DAY, metavar="DATE", help="First day (UTC).")
@click.option("--to", "last", type=_DAY, metavar="DATE", help="Last day (UTC).")
@click.option("--sealed", is_flag=True, help="With the ciphertext of what is sealed.")
@_OPENED
@click.option("--out", type=click.File("w", "utf-8", atomic=True), default="-", metavar="FILE")
@options.server
@options.as_json
def export(
    first: datetime | None,
    last: datetime | None,
    sealed: bool,
    opened: bool,
    out: IO[str],
    server: str | None,
    as_json: bool,
) -> None:
    """Write JSON Lines that `probant ledger verify --file` verifies without the service.

    It is JSON with or without --json.
    """
    days = _Days(first.date() if first else None, last.date() if last else None)
    asyncio.run(_export(days, sealed=sealed, opened=opened, out=out, server=server))


@command.command("replay")
@click.argument("record", metavar="ID")
@options.server
@options.as_json
def replay(record: str, server: str | None, as_json: bool) -> None:
    """Ask a recorded question again, as it was asked, and explain what differs."""
    found = asyncio.run(_replay(record, server))
    if as_json:
        emit(found)
        return
    click.echo("the same answer" if found["identical"] else "another answer")
    for change in found["changes"]:
        what = change.pop("what")
        told = ", ".join(f"{name} {value}" for name, value in change.items())
        click.echo(f"  {what}: {told}")
    if found["on_recorded_documents"]:
        click.echo("  the documents that were read then, alone, give the same answer")


@command.command("erase")
@click.option("--person", required=True, metavar="ID", help="Id of a principal: `user:…`, `key:…`.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@options.server
@options.as_json
def erase(person: str, yes: bool, server: str | None, as_json: bool) -> None:
    """Make unreadable for ever what somebody did, and end their sessions. The records stay."""
    if not yes:
        click.confirm(f"Destroy the keys of all that {person} did?", abort=True, err=True)
    erased = asyncio.run(_erase(person, server))
    tell_erased(erased, as_json=as_json)


@command.command("history")
@click.option("--last", type=click.IntRange(1, 10_000), default=20, metavar="N", help="How many.")
@click.option("--export", "whole", is_flag=True, help="All that is held of oneself.")
@click.option("--erase", "gone", is_flag=True, help="Make it unreadable for ever.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@options.server
@options.as_json
def history(
    last: int, whole: bool, gone: bool, yes: bool, server: str | None, as_json: bool
) -> None:
    """Show one's own questions and answers, newest first; take them along, or erase them."""
    if whole and gone:
        raise click.UsageError("Export first, then erase.")
    if gone and not yes:
        click.confirm("Destroy the keys of all that you asked?", abort=True, err=True)
    if whole:
        asyncio.run(_export_history(server))
    elif gone:
        tell_erased(asyncio.run(_erase(None, server)), as_json=as_json)
    else:
        show_history(asyncio.run(_history(last, server)), as_json=as_json)


def _verified(file: Path, key: str | None) -> Json:
    from flows.ledger.verifying import verify_lines

    return verify_lines(_lines_of(file), key).to_json()


def _lines_of(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8") as lines:
            yield from lines
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{file.name} is not UTF-8 text.") from error


async def _verify(server: str | None) -> Json:
    async with open_backend(server, index=False) as backend:
        return await backend.verify_ledger()


async def _records(record: str | None, last: int, opened: bool, server: str | None) -> list[Json]:
    async with open_backend(server, index=False) as backend:
        if record is None:
            return await backend.last_records(last, opened=opened)
        return await backend.record(record, opened=opened)


class _Days(NamedTuple):
    first: date | None
    last: date | None


async def _export(
    days: _Days, *, sealed: bool, opened: bool, out: IO[str], server: str | None
) -> None:
    async with open_backend(server, index=False) as backend:
        async for line in backend.export_ledger(*days, sealed=sealed, opened=opened):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


async def _export_history(server: str | None) -> None:
    async with open_backend(server, index=False) as backend:
        async for line in backend.export_history():
            emit(line)


async def _replay(record: str, server: str | None) -> Json:
    async with open_backend(server, finish=False) as backend:
        return await backend.replay(record)


async def _history(last: int, server: str | None) -> list[Json]:
    async with open_backend(server, index=False) as backend:
        return await backend.history(last)


async def _erase(person: str | None, server: str | None) -> int:
    async with open_backend(server, index=False) as backend:
        if person is None:
            return await backend.erase_history()
        return await backend.erase_person(person)
