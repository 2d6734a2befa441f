"""`probant eval list`"""

from __future__ import annotations

import click

from cli import options
from cli.output import emit
from eval.suite import Suite, find, names


@click.command("list")
@options.as_json
def command(as_json: bool) -> None:
    """List the suites: what each asks, and what it measures."""
    suites = [find(name) for name in names()]
    if as_json:
        emit({"suites": [_described(suite) for suite in suites]})
        return
    for suite in suites:
        of = f"{suite.group}, " if suite.group else ""
        click.secho(f"{suite.name}  ({of}{suite.task})", bold=True)
        click.echo(f"  {suite.about}")
        click.echo(f"  {', '.join(map(repr, suite.measures))}")


def _described(suite: Suite) -> dict[str, object]:
    return {
        "name": suite.name,
        "about": suite.about,
        "group": suite.group,
        "task": suite.task.value,
        "data": suite.kind,
        "measures": [repr(measure) for measure in suite.measures],
        "gated": list(suite.gated),
        "bars": {**suite.bars, **{n: bar.model_dump() for n, bar in suite.relative.items()}},
    }
