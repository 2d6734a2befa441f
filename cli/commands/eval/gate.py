"""`probant eval gate RUN`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit
from core.settings import Settings
from eval import gate
from eval.baselines import BASELINES
from eval.runs import Run

FAILED = 3


@click.command("gate")
@click.argument("run")
@click.option(
    "--against",
    metavar="BASELINE",
    help="A folder of baselines, or a run. By default the baselines of the run's profile.",
)
@options.as_json
def command(run: str, against: str | None, as_json: bool) -> None:
    """Fail on a significant loss against the baseline or a missed bar, and say which.

    Exit status 0 passed, 3 failed.
    """
    settings = Settings.read()
    judged = shared.run_of(run, settings)
    verdict = gate.gate(judged, _against(against, judged, settings))
    if as_json:
        emit(verdict.to_json())
    else:
        for line in gate.lines(verdict):
            click.echo(line)
    if not verdict.passed:
        sys.exit(FAILED)


def _against(given: str | None, run: Run, settings: Settings) -> Path | Run:
    if not given:
        return BASELINES / str(run.configuration["profile"])
    folder = Path(given)
    if folder.is_dir() and not (folder / "run.json").exists():
        return folder
    return shared.run_of(given, settings)
