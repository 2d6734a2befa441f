"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from core.errors import InvalidRequest
from core.ids import CollectionId
from flows.ask import Question

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")


def _address(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port out of range, half an IPv6 address
        usable = False
    if not usable:
        raise click.BadParameter(f"{value!r} is no address; write http://HOST:PORT.")
    return value


server = click.option("--server", metavar="URL", callback=_address, help="Let this server do it.")
collection = click.option("--collection", metavar="C", help="Look in this collection only.")
document = click.option("--document", metavar="NAME", help="Look in this document only.")
batch = click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Lines of {"id", "question"} and optionally "document".',
)
question = click.argument("question", required=False)


def is_alone(context: click.Context) -> bool:
    """Whether a group was called without a subcommand.

    Raises `UsageError` for options before a subcommand: they would be passed over.
    """
    if context.invoked_subcommand is None:
        return True
    if any(context.params.values()):
        raise click.UsageError(f"Give the options after `{context.invoked_subcommand}`.")
    return False


def _day(context: click.Context, option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


as_of = click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    help="Look in documents that are valid on this day (2026-01-31), not today.",
)


def questions(
    text: str | None,
    file: Path | None,
    collection: str | None,
    document: str | None,
    as_of: date | None = None,
) -> Iterator[tuple[Any, Question]]:
    """(id, question) of the argument, whose id is None, or of each line of a batch file.

    Raises `UsageError` where there is not exactly one of them, `InvalidRequest` for a bad line.
    """
    if (text is None) == (file is None):
        raise click.UsageError("Give a question, or --batch FILE.")
    chosen = CollectionId(collection) if collection else None
    if text is not None:
        yield None, Question(text, chosen, document, as_of)
    if file is not None:
        for number, line in enumerate(_lines(file), start=1):
            if line.strip():
                identity, asked, narrowed = _parsed(line, f"{file.name}:{number}")
                yield identity, Question(asked, chosen, narrowed or document, as_of)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").splitlines()  # some editors begin UTF-8 with a mark
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{file.name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise InvalidRequest(
            f"{file.name} cannot be read: {error.strerror or error}.", "Check the file."
        ) from error


def _parsed(line: str, where: str) -> tuple[Any, str, str | None]:
    try:
        data = json.loads(line)
        return data["id"], str(data["question"]), data.get("document")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidRequest(f'{where} is not an object with "id" and "question".') from error
