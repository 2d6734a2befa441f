"""A hundred times something is done to a copy of the file, anywhere: found, where it was done."""

# ruff: noqa: S608 - statements of our own, to a copy that is broken on purpose

from __future__ import annotations

import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.sql import open_database
from core.ledger import Entry, Head, RecordKind
from flows.bootstrap import Installation
from tests.flows.ledger.kept import records
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, open_parts

pytestmark = pytest.mark.asyncio

LENGTH = 40
ROUNDS = 20
COLUMNS = ("id", "kind", "at_us", "closes", "body", "sealed", "previous", "hash")
_OTHER = {"at_us": "at_us + 1", "sealed": "zeroblob(90)", "hash": "zeroblob(32)"}
_BLOBS = ("previous",)

Statements = list[str]
Change = Callable[[random.Random], tuple[Statements, set[int]]]
"""What is done, and the sequences of which the first finding may be."""


def changed(chance: random.Random) -> tuple[Statements, set[int]]:
    place, column = chance.randint(1, LENGTH), chance.choice(COLUMNS)
    other = _OTHER.get(column, "zeroblob(32)" if column in _BLOBS else "'{}'")
    return [f"UPDATE ledger SET {column} = {other} WHERE sequence = {place}"], {place}


def deleted(chance: random.Random) -> tuple[Statements, set[int]]:
    place = chance.randint(1, LENGTH - 1)
    return [f"DELETE FROM ledger WHERE sequence = {place}"], {place}


def swapped(chance: random.Random) -> tuple[Statements, set[int]]:
    one, other = sorted(chance.sample(range(1, LENGTH + 1), 2))
    moves = ((one, 0), (other, one), (0, other))
    return [f"UPDATE ledger SET sequence = {to} WHERE sequence = {of}" for of, to in moves], {one}


def inserted(chance: random.Random) -> tuple[Statements, set[int]]:
    """A copy of one record before another; those behind it are numbered anew."""
    place, of = chance.randint(1, LENGTH), chance.randint(1, LENGTH)
    return [
        f"UPDATE ledger SET sequence = -sequence - 1 WHERE sequence >= {place}",
        "UPDATE ledger SET sequence = -sequence WHERE sequence < 0",
        f"INSERT INTO ledger SELECT entity, {place}, 'ffff', kind, at_us, closes, body, sealed, "
        f"previous, hash FROM ledger WHERE sequence = {of + (of >= place)}",
    ], {place}


def truncated(chance: random.Random) -> tuple[Statements, set[int]]:
    place = chance.randint(1, LENGTH)
    return [f"DELETE FROM ledger WHERE sequence >= {place}"], {place}


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        for number in range(LENGTH):
            who = "claire" if number % 2 else None
            body = {"number": number}
            await opened.recorder.write(Entry(HERE, RecordKind.LIVE, body, who))
        verifying = opened.ledger.verifying
        found = await records(opened)
        heads = [Head(HERE, one.sequence, one.hash) for one in found[9::10]]
        verifying.anchor.add([one.line() for one in verifying.signer.signed(heads)])
        yield opened


@pytest.mark.parametrize("change", [changed, deleted, swapped, inserted, truncated])
async def test_it_is_found_each_time(parts: Installation, tmp_path: Path, change: Change) -> None:
    chance = random.Random(change.__name__)
    for number in range(ROUNDS):
        statements, places = change(chance)
        copy = tmp_path / f"{number}.db"
        _changed_copy(parts.settings.data / "probant.db", copy, statements)
        database = await open_database(f"sqlite:///{copy}", parts.queue.wake)
        findings = (await replace(parts.ledger.verifying, database=database).verify(HERE)).findings
        await database.close()
        assert findings, statements
        assert findings[0].sequence in places, (statements, findings[0])


def _changed_copy(original: Path, copy: Path, statements: Statements) -> None:
    with closing(sqlite3.connect(original)) as database:
        database.execute(f"VACUUM INTO '{copy}'")
    with closing(sqlite3.connect(copy)) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()


async def test_a_copy_to_which_nothing_was_done(parts: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    _changed_copy(parts.settings.data / "probant.db", copy, [])
    database = await open_database(f"sqlite:///{copy}", parts.queue.wake)
    verified = await replace(parts.ledger.verifying, database=database).verify(HERE)
    await database.close()
    assert (verified.findings, verified.records) == ((), LENGTH)
