"""`probant ledger`: the same in this process and by a server; files, exit status, usage."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.app import create_app
from cli.commands import ledger
from cli.local import Local
from cli.remote import Remote
from core.ledger import Entry, RecordKind
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user
from tests.api.clients import client_at
from tests.flows.ledger.kept import a_text
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, added, open_parts, with_parser

RENT = Question("Quel est le loyer annuel ?")
LOCAL = local_user(HERE)


@asynccontextmanager
async def an_installation(folder: Path) -> AsyncIterator[Installation]:
    async with open_parts(folder / "data", FakeEncoder(), abstain_below=0) as opened:
        yield with_parser(opened, WordParser())


async def test_both_backends_say_the_same(tmp_path: Path) -> None:
    async with an_installation(tmp_path) as parts, client_at(create_app(parts)) as client:
        local, remote = Local(parts, LOCAL), Remote(client)
        await added(parts, a_text(tmp_path), LOCAL)
        record = (await local.ask(RENT, None))["record"]
        assert (await remote.ask(RENT, None))["record"] != record
        for backend in (local, remote):
            verified = await backend.verify_ledger()
            assert (verified["findings"], verified["unclosed"]) == ([], [])
            assert [one["kind"] for one in await backend.record(record, opened=False)] == [
                *("asked", "answered")
            ]
            [asked, _] = await backend.record(record, opened=True)
            assert asked["content"]["question"] == RENT.text
            assert len(await backend.last_records(3, opened=False)) == 3
            assert (await backend.replay(record))["identical"] is True
            first = date(2020, 1, 1)
            lines = [
                line async for line in backend.export_ledger(first, None, sealed=True, opened=False)
            ]
            assert lines[0]["format"] == "probant-ledger/1"
            assert [one["question"] for one in await backend.history(9)] == [RENT.text] * 2
            assert [line async for line in backend.export_history()]
        assert await local.last_records(500, opened=False) == await remote.last_records(
            500, opened=False
        )
        assert await remote.erase_person(LOCAL.id) > 4
        assert await local.history(9) == []
        assert await remote.erase_history() <= 1  # what the erasing itself recorded


def used(folder: Path, *arguments: str) -> Result:
    environment = {"PROBANT_DATA": str(folder / "data"), "PROBANT_ENTITY": HERE}
    return CliRunner().invoke(ledger.command, arguments, env=environment)


@pytest.fixture
def asked(tmp_path: Path) -> str:
    """Id of a question of the local user, in stores under the folder."""

    async def ask() -> str:
        async with an_installation(tmp_path) as parts:
            await added(parts, a_text(tmp_path), LOCAL)
            answer = await parts.asker.ask(LOCAL, RENT)
            return str(answer.record)

    return asyncio.run(ask())


def test_verify_tells_and_its_status_is_0_while_the_ledger_is_whole(
    tmp_path: Path, asked: str
) -> None:
    done = used(tmp_path, "verify", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["records"] == 4
    assert "4 records of 1 entities" in used(tmp_path, "verify").stdout


def test_verify_finds_what_is_missing_and_its_status_is_1(tmp_path: Path, asked: str) -> None:
    anchor = tmp_path / "data" / "ledger" / "anchor.jsonl"
    assert anchor.read_text("utf-8").count("\n") >= 1
    (tmp_path / "data" / "probant.db").unlink()
    for log in (tmp_path / "data").glob("probant.db-*"):
        log.unlink()
    done = used(tmp_path, "verify", "--json")
    assert done.exit_code == 1
    [found] = json.loads(done.stdout)["findings"]
    assert (found["entity"], found["sequence"], found["what"]) == (HERE, 1, "cut off")
    assert "cut off" in used(tmp_path, "verify").stdout


def test_an_export_is_verified_as_a_file(tmp_path: Path, asked: str) -> None:
    file = tmp_path / "export.jsonl"
    assert used(tmp_path, "export", "--sealed", "--out", str(file)).exit_code == 0
    key = json.loads(used(tmp_path, "verify", "--json").stdout)["public_key"]
    assert used(tmp_path, "verify", "--file", str(file), "--key", key).exit_code == 0
    assert used(tmp_path, "verify", "--file", str(file), "--key", "00" * 32).exit_code == 1
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), "utf-8")
    done = used(tmp_path, "verify", "--file", str(file), "--json")
    assert (done.exit_code, len(json.loads(done.stdout)["findings"])) == (1, 1)


def test_a_record_is_shown_and_opened_where_that_is_asked_for(tmp_path: Path, asked: str) -> None:
    shown = used(tmp_path, "show", asked).stdout
    assert asked in shown
    assert RENT.text not in shown
    assert RENT.text in used(tmp_path, "show", asked, "--opened").stdout
    listed = json.loads(used(tmp_path, "show", "--last", "2", "--json").stdout)["records"]
    assert [one["kind"] for one in listed] == ["opened", "answered"]


def test_history_is_shown_exported_and_erased(tmp_path: Path, asked: str) -> None:
    assert RENT.text in used(tmp_path, "history").stdout
    exported = used(tmp_path, "history", "--export").stdout.splitlines()
    assert asked in [json.loads(line).get("id") for line in exported]
    erased = used(tmp_path, "history", "--erase", "--yes", "--json")
    assert json.loads(erased.stdout)["erased"] == 2  # not that they added what was asked about
    assert json.loads(used(tmp_path, "history", "--json").stdout) == {"history": []}
    assert used(tmp_path, "verify").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["show"],
        ["show", "id", "--last", "3"],
        ["verify", "--key", "00"],
        ["history", "--export", "--erase"],
        ["export", "--from", "yesterday"],
        ["erase"],
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str]) -> None:
    assert used(tmp_path, *arguments).exit_code == 2
    assert not (tmp_path / "data").exists()


async def test_a_question_without_an_end_is_told_and_is_nothing_wrong(tmp_path: Path) -> None:
    entry = Entry(HERE, RecordKind.ASKED, who="claire")
    async with an_installation(tmp_path) as parts:
        await parts.recorder.write(entry)
    done = await asyncio.to_thread(used, tmp_path, "verify")
    assert done.exit_code == 0
    assert f"without an end: {entry.id}" in done.stdout
