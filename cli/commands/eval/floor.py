"""`probant eval floor SUITE`"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import others, plan
from eval.suite import Profile, find
from eval.workspace import open_workspace


@click.command("floor")
@click.argument("suite")
@click.option(
    "--by",
    type=click.Choice([kind.value for kind in others.FloorKind]),
    default=others.FloorKind.BM25.value,
    show_default=True,
    help="Words alone, or vectors alone.",
)
@shared.profile
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The run file to write."
)
@options.as_json
def command(suite: str, by: str, profile: str, out: Path | None, as_json: bool) -> None:
    """Write what a plain search over fixed windows gives for a suite, as a run file to score."""
    path = out or Path(f"{Path(suite).stem}-{profile}-{by}.jsonl")
    asyncio.run(_floor(suite, others.FloorKind(by), Profile(profile), path))
    if as_json:
        emit({"written": str(path)})
    else:
        note(f"written: {path}")


async def _floor(suite: str, kind: others.FloorKind, profile: Profile, path: Path) -> None:
    workspace = open_workspace(Settings.read())
    planned = await plan.load(workspace, find(suite), profile)
    await others.write_floor(workspace, planned, kind, path, shared.progress())
