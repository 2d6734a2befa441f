"""`probant eval export SUITE FOLDER`"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import plan
from eval.export import export
from eval.suite import Profile, find
from eval.workspace import open_workspace


@click.command("export")
@click.argument("suite")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@shared.profile
@options.as_json
def command(suite: str, folder: Path, profile: str, as_json: bool) -> None:
    """Write a suite's documents and questions for another system, without the gold.

    What it gives is scored by `probant eval score`.
    """
    workspace = open_workspace(Settings.read())
    planned = asyncio.run(plan.load(workspace, find(suite), Profile(profile)))
    count = export(planned, folder)
    if as_json:
        emit({"folder": str(folder), "questions": count})
    else:
        note(f"{count} questions and {len(planned.dataset.documents)} documents in {folder}")
