"""A group of commands that imports the one that is asked for, and none for `--help`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click


class LazyGroup(click.Group):
    """Commands live in the module PACKAGE.NAME as `command`; `about` tells each in a line."""

    def __init__(self, *, package: str, about: Mapping[str, str], **attrs: object) -> None:
        super().__init__(**attrs)  # type: ignore[arg-type]
        self._package = package
        self._about = about

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._about)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._about:
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._about.items()))
