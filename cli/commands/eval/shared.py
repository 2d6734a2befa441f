"""What the commands of `probant eval` share."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from cli.output import note
from core.errors import NotFound
from core.settings import Settings
from eval.progress import Lines, Told
from eval.runs import Run, open_run
from eval.suite import Profile, Suite, find, grouped, names

ALL = "all"

profile = click.option(
    "--profile",
    type=click.Choice([profile.value for profile in Profile]),
    default=Profile.QUICK.value,
    show_default=True,
    help="How much of each suite.",
)


def suites_of(given: tuple[str, ...]) -> list[Suite]:
    """The suites named, by themselves or by their group; `all` for those that come with Probant.

    Raises `NotFound`, `InvalidRequest`.
    """
    of_group = {**grouped(), ALL: names()}
    wanted = [name for one in given for name in of_group.get(one, [one])]
    return [find(name) for name in dict.fromkeys(wanted)]


def run_of(name: str, settings: Settings) -> Run:
    """A run by its name, by its folder, or the last one as `latest`. Raises `NotFound`."""
    folder = settings.data / "eval" / "runs"
    if name == "latest":
        runs = all_runs(settings)
        if not runs:
            raise NotFound("There is no run yet.", "`probant eval run all` makes one.")
        return runs[-1]
    return open_run(Path(name) if "/" in name else folder / name)


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def checked(name: str) -> str:
    """A name for a run. Raises `UsageError` for what is none."""
    if not _NAME.fullmatch(name) or name == "latest":
        raise click.UsageError(
            f"{name[:40]!r} can't name a run: use up to 100 letters, digits, dots, dashes and"
            " underscores, and not 'latest'."
        )
    return name


def all_runs(settings: Settings) -> list[Run]:
    """The runs, the one that was begun last at the end."""
    begun = (settings.data / "eval" / "runs").glob("*/run.json")
    return [Run(path.parent) for path in sorted(begun, key=lambda path: path.stat().st_mtime)]


def progress() -> Told:
    """Lines on stderr, more of them where somebody watches."""
    return Lines(note, every_s=2.0 if sys.stderr.isatty() else 15.0)
