"""`probant eval …`: one file a command, imported when it is asked for."""

from __future__ import annotations

import click

from cli.lazy import LazyGroup

COMMANDS = {
    "ablate": "Show what each part of the search gives.",
    "baseline": "Make a run what later runs are measured against.",
    "calibrate": "Fit the weights of answers, and when to abstain.",
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
    "tune": "Find the weights of the search that suites are best with.",
}


@click.group("eval", cls=LazyGroup, package="cli.commands.eval", about=COMMANDS)
def command() -> None:
    """Measure answers, searches, readings and checks on labelled documents, offline."""
