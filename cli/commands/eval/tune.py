"""`probant eval tune SUITE…`"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import plan, searching, tuning
from eval.suite import Profile
from eval.workspace import open_workspace


@click.command("tune")
@click.argument("suites", nargs=-1, required=True)
@shared.profile
@click.option(
    "--weight",
    "names",
    multiple=True,
    help="Change this weight alone. Can be given several times; without it, all may change.",
)
@options.as_json
def command(suites: tuple[str, ...], profile: str, names: tuple[str, ...], as_json: bool) -> None:
    """Find the weights of the search that suites are best with.

    Shows what they gain on questions that they were not chosen by. Sets nothing.
    """
    tuned, left_out = asyncio.run(_tune(suites, Profile(profile), searching.checked(names)))
    if as_json:
        emit({**tuned.to_json(), "left_out": dict(left_out)})
    else:
        for line in tuning.lines(tuned):
            click.echo(line)
    for suite, why in left_out.items():
        note(f"left out: {suite}. {why}")


async def _tune(
    suites: tuple[str, ...], profile: Profile, names: tuple[str, ...]
) -> tuple[tuning.Tuned, Mapping[str, str]]:
    workspace, told = open_workspace(Settings.read()), shared.progress()
    planned = await plan.make(workspace, shared.suites_of(suites), profile)
    searching.check(planned)
    tried = []
    for one in planned.suites:
        async with searching.open_searches(workspace, one, told) as searches:
            start = searches.weights
            found = await searches.gathered(told)
            tried.append(tuning.Tried(one, searches.measures[0], found))
    return tuning.tune(start, tried, names, told), planned.left_out
