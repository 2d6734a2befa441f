"""`probant doctor`"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import click

from cli import options
from cli.output import emit
from core.settings import Settings
from flows.doctor import report


@click.command("doctor")
@options.as_json
def command(as_json: bool) -> None:
    """Show versions, device, model, stores, paths, and every host that would be contacted.

    Exit status 1 where a store does not answer.
    """
    found = asyncio.run(report(Settings.read()))
    if as_json:
        emit(found)
    else:
        _show(found)
    if not found["ok"]:
        sys.exit(1)


def _show(found: dict[str, Any]) -> None:
    for name, value in found.items():
        if isinstance(value, dict):
            click.secho(name, bold=True)
            for key, one in value.items():
                click.echo(f"  {key:22} {one}")
        else:
            shown = ", ".join(value) or "none" if isinstance(value, list) else value
            click.echo(f"{click.style(name, bold=True):32} {shown}")
