"""`probant eval ablate SUITE…`"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import ablation, plan, searching
from eval.suite import Profile
from eval.workspace import open_workspace


@click.command("ablate")
@click.argument("suites", nargs=-1, required=True)
@shared.profile
@click.option(
    "--off",
    multiple=True,
    metavar="PART+PART…",
    help="Turn these parts off together. Can be given several times; without it, each part.",
)
@options.as_json
def command(suites: tuple[str, ...], profile: str, off: tuple[str, ...], as_json: bool) -> None:
    """Ask suites with one part of the search off at a time, to see what each part gives."""
    parts = [searching.checked(given.split("+")) for given in off]
    rows, left_out = asyncio.run(_ablate(suites, Profile(profile), parts))
    if as_json:
        emit({"rows": [row.to_json() for row in rows], "left_out": dict(left_out)})
    else:
        for line in ablation.lines(rows):
            click.echo(line)
    for suite, why in left_out.items():
        note(f"left out: {suite}. {why}")


async def _ablate(
    suites: tuple[str, ...], profile: Profile, off: Sequence[Sequence[str]]
) -> tuple[list[ablation.Row], Mapping[str, str]]:
    workspace, told = open_workspace(Settings.read()), shared.progress()
    planned = await plan.make(workspace, shared.suites_of(suites), profile)
    searching.check(planned)
    rows: list[ablation.Row] = []
    for one in planned.suites:
        async with searching.open_searches(workspace, one, told) as searches:
            rows += await ablation.ablate(searches, told, off)
    return rows, planned.left_out
