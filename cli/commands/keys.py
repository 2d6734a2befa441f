"""`probant keys`: give, list and take back access keys."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit, note
from core.ids import EntityId
from core.principals import Classification, Role
from governance.identity.giving import WantedKey


@click.group("keys")
def command() -> None:
    """Give, list and take back access keys (docs/identity.md)."""


@command.command("create")
@click.option("--name", required=True, help="Whose it is, and what for.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What it may do; give several with several --role.",
)
@click.option("--entity", metavar="E", help="Whose documents. [PROBANT_ENTITY]")
@click.option("--group", "groups", multiple=True, metavar="G", help="A group that it reads as.")
@click.option(
    "--clearance",
    type=click.Choice([one.name.lower() for one in Classification]),
    default=Classification.INTERNAL.name.lower(),
    show_default=True,
    help="The highest classification that it sees.",
)
@click.option(
    "--expires",
    "last_day",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day (UTC) on which it opens anything.",
)
@options.server
@options.as_json
def create(
    name: str,
    roles: tuple[str, ...],
    entity: str | None,
    groups: tuple[str, ...],
    clearance: str,
    last_day: datetime | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Make a key. It is shown here, once: only its hash is kept."""
    wanted = WantedKey(
        name,
        frozenset(map(Role, roles)),
        frozenset(groups),
        Classification[clearance.upper()],
        _end_of(last_day) if last_day else None,
        EntityId(entity) if entity is not None else None,
    )
    made = asyncio.run(_created(wanted, server))
    if as_json:
        emit(made)
        return
    note(f"{_line(made)}\nKeep it now: it is not shown again.")
    click.echo(made["key"])


@command.command("list")
@options.server
@options.as_json
def list_(server: str | None, as_json: bool) -> None:
    """List keys, newest first, revoked and expired ones among them."""
    found = asyncio.run(_listed(server))
    if as_json:
        emit({"keys": found})
        return
    for key in found:
        click.echo(_line(key))


@command.command("revoke")
@click.argument("key", metavar="ID")
@options.server
@options.as_json
def revoke(key: str, server: str | None, as_json: bool) -> None:
    """Take a key back. From then on it opens nothing, on any process."""
    asyncio.run(_revoked(key, server))
    if as_json:
        emit({"revoked": key})


def _end_of(day: datetime) -> datetime:
    try:
        return day.replace(tzinfo=UTC) + timedelta(days=1)
    except OverflowError:
        raise click.BadParameter("a key lasts ten years at most.", param_hint="--expires") from None


async def _created(wanted: WantedKey, server: str | None) -> Json:
    async with open_backend(server, finish=False, index=False) as backend:
        return await backend.create_key(wanted)


async def _listed(server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        return await backend.keys()


async def _revoked(key: str, server: str | None) -> None:
    async with open_backend(server, finish=False, index=False) as backend:
        await backend.revoke_key(key)


def _line(key: Json) -> str:
    columns = [key["id"], key["entity"], ",".join(key["roles"]), key["clearance"], key["name"]]
    if key["groups"]:
        columns.append(f"groups: {', '.join(key['groups'])}")
    return "  ".join([*columns, _state(key)])


def _state(key: Json) -> str:
    if key["revoked_at"]:
        return f"revoked {key['revoked_at'][:10]} by {key['revoked_by']}"
    used = f"used {key['last_used_at'][:16]}" if key["last_used_at"] else "never used"
    if key["expires_at"] is None:
        return used
    is_over = datetime.fromisoformat(key["expires_at"]) <= datetime.now(UTC)
    return f"{'expired' if is_over else 'expires'} {key['expires_at'][:16]}, {used}"
