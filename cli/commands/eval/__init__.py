"""`probant eval …`: one file a command, imported when it is asked for."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "baseline": "Make a run what later runs are measured against.",
    "compare": "Compare two runs, and show what changed.",
    "export": "Write a suite's documents and questions for another system.",
    "floor": "Write what a plain search gives for a suite.",
    "gate": "Fail where a run is worse than its baseline, or misses a bar.",
    "list": "List the suites.",
    "report": "Write a run's report again.",
    "rescore": "Score a run's outputs again, by today's measures and bars.",
    "run": "Run suites.",
    "runs": "List the runs.",
    "score": "Score what another system gave for a suite.",
}


class _Lazy(click.Group):
    """Commands live in `cli.commands.eval.NAME` as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cli.commands.eval.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group("eval", cls=_Lazy)
def command() -> None:
    """Measure answers, searches, readings and checks on labelled documents, offline."""
