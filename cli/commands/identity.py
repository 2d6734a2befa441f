"""`probant identity`"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from core.errors import InvalidRequest, Refused
from core.principals import Role
from governance.identity.mapping import Declared, parse_mapping, principal_of, rights_of

_File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("identity")
def command() -> None:
    """See what a mapping of claims to rights gives, or end what a person has here."""


@command.command("check")
@click.argument("mapping", type=_File)
@click.option("--claims", type=_File, metavar="FILE", help="JSON object of what a token says.")
@options.as_json
def check(mapping: Path, claims: Path | None, as_json: bool) -> None:
    """Check a mapping; with claims, show what a person who has them would get.

    Exit status 1 where that is nothing.
    """
    declared = parse_mapping(mapping.read_bytes(), mapping.name)
    said = _object(claims) if claims else None
    shown: Json = {"rules": len(declared.rules), "given": None, "refused": None}
    if said is not None:
        try:
            shown["given"] = _given(declared, said)
        except Refused as error:
            shown["refused"] = str(error)
    if as_json:
        emit(shown)
    else:
        _show(shown)
    if shown["refused"]:
        sys.exit(1)


@command.command("end")
@click.option("--person", required=True, metavar="ID", help="user:…, as `GET /v1/me` tells it.")
@options.server
@options.as_json
def end(person: str, server: str | None, as_json: bool) -> None:
    """End every session of a person, and the work that goes on in their name.

    They may sign in again, unless the provider no longer lets them.
    """

    async def ended() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.end_person(person)

    shown = asyncio.run(ended())
    if as_json:
        emit(shown)
    else:
        click.echo(f"Sessions ended: {shown['ended']}")


def _object(path: Path) -> Json:
    """Raises `InvalidRequest` where the file holds anything else."""
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{path.name} is not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise InvalidRequest(f"{path.name} holds no object.", 'Write {"claim": value, …}.')
    return data


def _given(declared: Declared, claims: Json) -> Json:
    rights = rights_of(declared, claims)
    return {
        "id": principal_of(declared, str(claims.get("iss", "")), claims).id,
        "entity": rights.entity,
        "roles": [role.value for role in Role if role in rights.roles],
        "groups": sorted(rights.groups),
        "clearance": rights.clearance.name.lower(),
        "rules": list(rights.rules),
    }


def _show(shown: Json) -> None:
    if shown["refused"]:
        click.echo(shown["refused"])
    elif given := shown["given"]:
        for name, value in given.items():
            told = ", ".join(map(str, value)) or "none" if isinstance(value, list) else value
            click.echo(f"{name:10} {told}")
    else:
        click.echo(f"The mapping can be used. Rules: {shown['rules']}")
