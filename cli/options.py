"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

import click

from core.principals import Classification

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")


def _address(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port out of range, half an IPv6 address
        usable = False
    if not usable:
        raise click.BadParameter(f"{value!r} is no address; write http://HOST:PORT.")
    return value


server = click.option("--server", metavar="URL", callback=_address, help="Let this server do it.")
collection = click.option("--collection", metavar="C", help="Look in this collection only.")
document = click.option("--document", metavar="NAME", help="Look in this document only.")
use_case = click.option(
    "--use-case", metavar="ID", help="Ask as this use case, of what it may see. [none]"
)


reader = click.option(
    "--reader",
    "readers",
    multiple=True,
    metavar="TOKEN",
    help="Who of the entity reads it: entity:E, group:E/NAME or user:E/ID; may be repeated.",
)
classification = click.option(
    "--classification",
    type=click.Choice([one.name.lower() for one in Classification]),
    help="How sensitive it is.",
)


def is_alone(context: click.Context) -> bool:
    """Whether a group was called without a subcommand.

    Raises `UsageError` for options before a subcommand: they would be passed over.
    """
    if context.invoked_subcommand is None:
        return True
    if any(context.params.values()):
        raise click.UsageError(f"Give the options after `{context.invoked_subcommand}`.")
    return False


def _day(context: click.Context, option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


as_of = click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    help="Look in documents that are valid on this day (2026-01-31), not today.",
)
