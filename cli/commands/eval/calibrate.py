"""`probant eval calibrate SUITE…`"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import calibration, plan, reliability
from eval.judging import Found, judged
from eval.suite import Profile
from eval.workspace import open_workspace
from retrieval import weighing


@click.command("calibrate")
@click.argument("suites", nargs=-1, required=True)
@shared.profile
@click.option("--write", is_flag=True, help="Keep the weights: answers are given by them from now.")
@options.as_json
def command(suites: tuple[str, ...], profile: str, write: bool, as_json: bool) -> None:
    """Fit the weights of extractive answers, and the confidence below which to abstain.

    Shows how well the confidence tells what has an answer, on questions it was not fitted to.
    """
    questions, left_out = asyncio.run(_gather(suites, Profile(profile)))
    found = calibration.calibrate(questions)
    if as_json:
        emit({**reliability.to_json(found), "left_out": dict(left_out)})
    else:
        for line in reliability.lines(found):
            click.echo(line)
    for suite, why in left_out.items():
        note(f"left out: {suite}. {why}")
    if write:
        found.weighing.write()
        note(f"written: {weighing.FILE}")


async def _gather(
    suites: tuple[str, ...], profile: Profile
) -> tuple[list[Found], Mapping[str, str]]:
    workspace, told = open_workspace(Settings.read()), shared.progress()
    planned = await plan.make(workspace, shared.suites_of(suites), profile)
    found = [one for suite in planned.suites for one in await judged(workspace, suite, told)]
    return found, planned.left_out
