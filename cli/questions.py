"""What `ask` and `search` are asked: one question, or a file of them, and where to look."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cli import options
from core.errors import InvalidRequest
from core.ids import CollectionId
from core.scoping import Wanted
from flows.question import Question

_OPTIONS = (
    click.argument("question", required=False),
    options.collection,
    options.document,
    options.as_of,
    click.option("--issuer", metavar="NAME", default="", help="Whose documents, not as asked."),
    click.option(
        "--period", metavar="P", default="", help="Of when (2018, 2022-Q3), not as asked."
    ),
    click.option("--kind", metavar="KIND", default="", help="Of what kind, not as asked."),
    click.option("--everywhere", is_flag=True, help="Look everywhere, whatever is named."),
    click.option("--after", metavar="QUESTION", multiple=True, help="Asked before; repeatable."),
    click.option("--explain", is_flag=True, help="Tell how the passages were chosen."),
    click.option(
        "--batch",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help='Lines of {"id", "question"}, and "document", "issuer", "period" … as the options.',
    ),
)
_MOST_AFTER = 100
_TEXTS = ("document", "issuer", "period", "kind")
_FLAGS = ("everywhere", "explain")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a command."""

    identity: Any
    """Of its line of a batch; None for the one question of the command line."""
    question: Question

    def named(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer with the id of the question before it, where it has one."""
        return answer if self.identity is None else {"id": self.identity, **answer}


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options that say what is asked and where; it gets `asked`, a list.

    Raises `UsageError` where there is not exactly one of question and batch, `InvalidRequest` for
    a bad line.
    """

    @wraps(command)
    def gathered(
        question: str | None,
        batch: Path | None,
        collection: str | None,
        as_of: date | None,
        **given: Any,
    ) -> None:
        said = {key: given.pop(key) for key in (*_TEXTS, *_FLAGS, "after")}
        if (question is None) == (batch is None):
            raise click.UsageError("Give a question, or --batch FILE.")
        lines = _lines(batch) if batch else [(None, {"question": question})]
        asked = [
            Asked(identity, _question({**said, **line}, collection, as_of))
            for identity, line in lines
        ]
        command(asked=asked, **given)

    with_options: Callable[..., None] = gathered
    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


def _question(said: Mapping[str, Any], collection: str | None, as_of: date | None) -> Question:
    return Question(
        str(said["question"]),
        CollectionId(collection) if collection else None,
        said["document"],
        as_of,
        Wanted(said["issuer"], said["period"], said["kind"], said["everywhere"]),
        tuple(said["after"][-_MOST_AFTER:]),
        said["explain"],
    )


def _lines(file: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Id and fields of each line of a batch."""
    for number, line in enumerate(_read(file), start=1):
        if line.strip():
            yield _parsed(line, f"{file.name}:{number}")


def _read(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").splitlines()  # some editors begin UTF-8 with a mark
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{file.name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise InvalidRequest(
            f"{file.name} cannot be read: {error.strerror or error}.", "Check the file."
        ) from error


def _parsed(line: str, where: str) -> tuple[Any, dict[str, Any]]:
    try:
        data = json.loads(line)
        identity, question = data["id"], data["question"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(f'{where} is not an object with "id" and "question".') from error
    # What is null or empty is as if it were not there: the option counts.
    said = {key: data[key] for key in (*_TEXTS, *_FLAGS, "after") if data.get(key)}
    for key, value in said.items():
        if not _fits(key, value):
            raise InvalidRequest(f'{where}: "{key}" is {_MEANT[key]}.')
    return identity, {"question": question, **said}


_MEANT = {
    **dict.fromkeys(_TEXTS, "a text"),
    **dict.fromkeys(_FLAGS, "true or false"),
    "after": "a list of texts",
}


def _fits(key: str, value: Any) -> bool:
    if key in _FLAGS:
        return isinstance(value, bool)
    if key == "after":
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    return isinstance(value, str)
