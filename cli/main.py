"""`probant …`: finds the command and imports only that one."""

from __future__ import annotations

import sys

import click

from cli.lazy import LazyGroup
from core.errors import ProbantError

COMMANDS = {
    "ask": "Answer a question from evidence.",
    "cancel": "Stop the reading of documents.",
    "check": "Compare database, stored bytes and index; repair what differs.",
    "citation": "Show the evidence behind a citation, or its page.",
    "collections": "List collections, say how long they are kept, delete one.",
    "delete": "Delete documents.",
    "describe": "Show what a document says of itself, or correct it.",
    "doctor": "Show versions, device, model, stores and hosts.",
    "documents": "List documents.",
    "duplicates": "List documents that say nearly the same.",
    "eval": "Measure quality on labelled documents.",
    "feedback": "Say how satisfied you are with an answer.",
    "grid": "Put questions to documents, and make a table of the answers.",
    "grids": "List grids, export, cancel or delete one.",
    "hold": "Place a legal hold on documents or a collection.",
    "identity": "See what a mapping of claims to rights gives, end what a person has.",
    "ingest": "Read files and folders into evidence.",
    "inspect": "Show what is read in a file, or draw it.",
    "jobs": "List jobs, and put what was given up back into the queue.",
    "keys": "Give, list and take back access keys.",
    "ledger": "Verify, show, export, replay and erase what was recorded.",
    "move": "Move documents to another collection.",
    "permissions": "Show who reads documents or a collection, or say who does.",
    "prepare": "Convert the bundled embedding model, once.",
    "purge": "Delete what is past its retention.",
    "quotas": "Show what may still be asked, export what was.",
    "reindex": "Build the index anew, beside the one that answers.",
    "release": "Lift a legal hold.",
    "retry": "Read documents again that failed or were cancelled.",
    "review": "Decide of answers that wait for people.",
    "search": "Find passages.",
    "serve": "Serve the HTTP API and the page, with a worker.",
    "share": "Let somebody of another entity read, for some days.",
    "shares": "List what is shared with other entities.",
    "sync": "Bring a collection in step with a folder.",
    "unshare": "Take back what is shared.",
    "task": "Time a piece of work, from its start to its end.",
    "usage": "Report what the service is used for, and what it is worth.",
    "usecase": "Declare uses, have them evaluated, let them into use.",
    "versions": "List the versions of a document.",
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
