"""`probant …`: finds the command and imports only that one."""

from __future__ import annotations

import sys

import click

from cli.lazy import LazyGroup
from core.errors import ProbantError

COMMANDS = {
    "ask": "Answer a question from evidence.",
    "delete": "Delete documents.",
    "describe": "Show what a document says of itself, or correct it.",
    "doctor": "Show versions, device, model, stores and hosts.",
    "documents": "List documents.",
    "eval": "Measure quality on labelled documents.",
    "ingest": "Read files and folders into evidence.",
    "inspect": "Show what is read in a file, or draw it.",
    "prepare": "Convert the bundled embedding model, once.",
    "search": "Find passages.",
    "serve": "Serve the HTTP API and the page, with a worker in embedded mode.",
    "worker": "Run jobs from the queue.",
}


@click.group(
    cls=LazyGroup,
    package="cli.commands",
    about=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="probant")
def probant() -> None:
    """Answers from evidence: every sentence with its document, page, box and quote.

    Settings are read from PROBANT_… variables and .env; see docs/settings.md.
    """


def main() -> None:
    """Entry point. Exit status: 0 done, 1 an error (said on stderr), 2 wrong usage."""
    try:
        probant.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ProbantError as error:
        click.echo(f"probant: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # a folder that can't be written, a disk that is full
        where = f" ({error.filename})" if error.filename else ""
        click.echo(f"probant: {error.strerror or error}{where}.", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("probant: stopped", err=True)
        sys.exit(130)
