"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from core.errors import InvalidRequest
from core.ids import CollectionId
from flows.ask import Question

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
server = click.option("--server", metavar="URL", help="Let this server do it.")
collection = click.option("--collection", metavar="C", help="Look in this collection only.")
document = click.option("--document", metavar="NAME", help="Look in this document only.")
batch = click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Lines of {"id", "question"} and optionally "document".',
)
question = click.argument("question", required=False)


def questions(
    text: str | None, file: Path | None, collection: str | None, document: str | None
) -> Iterator[tuple[Any, Question]]:
    """(id, question) of the argument, whose id is None, or of each line of a batch file.

    Raises `UsageError` where there is not exactly one of them, `InvalidRequest` for a bad line.
    """
    if (text is None) == (file is None):
        raise click.UsageError("Give a question, or --batch FILE.")
    chosen = CollectionId(collection) if collection else None
    if text is not None:
        yield None, Question(text, chosen, document)
    if file is not None:
        for number, line in enumerate(_lines(file), start=1):
            if line.strip():
                identity, asked, narrowed = _parsed(line, f"{file.name}:{number}")
                yield identity, Question(asked, chosen, narrowed or document)


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
