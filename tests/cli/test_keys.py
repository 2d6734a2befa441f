"""What a command does with keys is the same in this process and by a server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner

from cli.backend import Backend
from cli.commands.keys import command
from cli.local import Local
from cli.remote import Remote, open_remote
from core.errors import InvalidRequest, Misconfigured, NotFound, Refused
from core.ids import EntityId
from core.principals import Classification, Role
from core.settings import Settings
from flows.bootstrap import Installation
from governance.identity import local_user
from governance.identity.giving import WantedKey
from tests.api.clients import client_of
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_key, open_parts

WANTED = WantedKey(
    "nightly load",
    frozenset({Role.MANAGER, Role.ADMIN}),
    frozenset({"credit"}),
    Classification.PUBLIC,
    datetime.now(UTC) + timedelta(days=1),
)


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder(), identity="required") as opened:
        yield opened


@pytest_asyncio.fixture(params=["local", "remote"])
async def backend(request: pytest.FixtureRequest, parts: Installation) -> AsyncIterator[Backend]:
    if request.param == "local":
        yield Local(parts, local_user(HERE))
    else:
        async with client_of(parts, await a_key(parts, HERE, Role.ADMIN)) as client:
            yield Remote(client)


async def test_keys_are_made_listed_and_revoked(backend: Backend, parts: Installation) -> None:
    made = await backend.create_key(WANTED)
    key = made.pop("key")
    holder = await parts.identifier.identify(key)
    assert (holder.roles, holder.groups) == (WANTED.roles, WANTED.groups)
    assert (holder.entity, holder.clearance) == (HERE, Classification.PUBLIC)
    await parts.identifier.settle()
    [listed] = [one for one in await backend.keys() if one["id"] == made["id"]]
    assert listed == made | {"last_used_at": listed["last_used_at"]}
    await backend.revoke_key(made["id"])
    [revoked] = [one for one in await backend.keys() if one["id"] == made["id"]]
    assert revoked["revoked_at"]
    for typed in ("nothing", "", "../keys"):
        with pytest.raises(NotFound):
            await backend.revoke_key(typed)


async def test_only_in_process_keys_are_of_any_entity(parts: Installation) -> None:
    theirs = replace(WANTED, entity=EntityId("south"))
    local = Local(parts, local_user(HERE))
    made = await local.create_key(theirs)
    assert made["entity"] == "south"
    async with client_of(parts, await a_key(parts, HERE, Role.ADMIN)) as client:
        remote = Remote(client)
        with pytest.raises(Refused):
            await remote.create_key(theirs)
        assert {key["entity"] for key in await remote.keys()} == {HERE}
        with pytest.raises(NotFound):
            await remote.revoke_key(made["id"])
    await local.revoke_key(made["id"])
    assert {key["entity"] for key in await local.keys()} == {HERE, "south"}


async def test_what_no_key_can_be_is_told(backend: Backend) -> None:
    with pytest.raises(InvalidRequest, match="printable"):
        await backend.create_key(replace(WANTED, name=" x"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path / "data"))

    def invoke(*arguments: str) -> Any:
        return CliRunner().invoke(command, arguments)

    return invoke


def test_the_key_alone_is_on_stdout(run: Any) -> None:
    made = run(
        "create", "--name", "x", "--role", "reader", "--role", "auditor", "--entity", "north"
    )
    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    assert key.startswith("pbk_")
    assert "not shown again" in made.stderr
    listed = run("list")
    assert key.split("_")[1] in listed.stdout
    assert "reader,auditor" in listed.stdout
    assert "never used" in listed.stdout
    assert key not in listed.stdout


def test_a_key_lasts_to_the_end_of_its_last_day(run: Any) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    options = ("--name", "x", "--role", "reader", "--expires", day.isoformat(), "--json")
    made = json.loads(run("create", *options).stdout)
    assert made["expires_at"] == f"{day + timedelta(days=1)}T00:00:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--role", "reader"),
        ("--name", "x"),
        ("--name", "x", "--role", "owner"),
        ("--name", "x", "--role", "reader", "--clearance", "secret"),
        ("--name", "x", "--role", "reader", "--expires", "soon"),
        ("--name", "x", "--role", "reader", "--expires", "9999-12-31"),
    ],
)
def test_wrong_usage_is_told(run: Any, wrong: tuple[str, ...]) -> None:
    assert run("create", *wrong).exit_code == 2


@pytest.mark.parametrize("key", ["clé", "a\nb", "pbk_a\x7f"])
async def test_what_can_be_no_header_is_told_before_anything_is_sent(key: str) -> None:
    settings = Settings(key=key, _env_file=None)  # type: ignore[arg-type, call-arg]
    with pytest.raises(Misconfigured, match="PROBANT_KEY") as told:
        async with open_remote("http://127.0.0.1:1", settings):
            pass
    assert key not in str(told.value)
