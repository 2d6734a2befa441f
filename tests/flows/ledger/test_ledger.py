"""The ledger as auditors and people use it: verified, shown, exported, erased."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.sql import open_database
from core.errors import InvalidRequest, NotFound, Refused
from core.ids import RecordId
from core.ledger import Entry, RecordKind
from core.principals import Role
from flows.bootstrap import Installation
from flows.documents import Change
from flows.ledger.history import expire
from flows.ledger.verifying import verify_lines
from flows.question import Question
from governance.ledger.examine import What
from tests.flows.ledger.kept import opened, records
from tests.parts import HERE, USER, a_person

pytestmark = pytest.mark.asyncio

RENT = Question("Quel est le loyer annuel ?")
CLAIRE = a_person("user:claire", HERE, roles=frozenset({Role.READER}))
AUDREY = a_person("user:audrey", HERE, roles=frozenset({Role.AUDITOR}))
NOBODY = a_person("user:claire", "elsewhere")


async def exported(parts: Installation, **how: Any) -> list[str]:
    await anchored(parts)
    return [json.dumps(line) async for line in parts.ledger.export(AUDREY, **how)]


async def anchored(parts: Installation) -> None:
    """Every head is in the anchor by now."""
    async with parts.database.begin() as unit:
        head = await unit.ledger.head(HERE)
    verifying = parts.ledger.verifying
    verifying.anchor.add([one.line() for one in verifying.signer.signed([head])])


def tampered(parts: Installation, *statements: str) -> None:
    """As somebody does who owns the file: without the triggers."""
    with closing(sqlite3.connect(parts.settings.data / "probant.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in names), *statements):
            database.execute(statement)
        database.commit()


async def test_a_whole_ledger(parts: Installation) -> None:
    await parts.asker.ask(CLAIRE, RENT)
    await parts.asker.ask(NOBODY, RENT)
    await anchored(parts)
    own = await parts.ledger.verify(AUDREY)
    assert (own.entities, own.findings, own.unclosed) == ((HERE,), (), ())
    assert own.records == 4
    assert own.anchored > 0
    every = await parts.ledger.verify_all()
    assert (every.records, every.findings) == (6, ())


@pytest.mark.parametrize(
    ("statement", "sequence", "what"),
    [
        ("UPDATE ledger SET body = replace(body, 'supported', 'partial')", 4, What.CHANGED),
        ("UPDATE ledger SET sealed = substr(sealed, 1, 80) WHERE sequence = 3", 3, What.CHANGED),
        ("DELETE FROM ledger WHERE sequence = 2", 2, What.MISSING),
        ("DELETE FROM ledger WHERE sequence > 2", 3, What.TAIL),
        ("DELETE FROM ledger", 1, What.TAIL),
        ("UPDATE ledger SET sequence = 9 WHERE sequence = 1", 1, What.MISSING),
    ],
)
async def test_what_is_done_to_the_file_is_found(
    parts: Installation, statement: str, sequence: int, what: What
) -> None:
    await parts.asker.ask(CLAIRE, RENT)
    await anchored(parts)
    tampered(parts, statement)
    found = (await parts.ledger.verify(AUDREY)).findings
    assert (found[0].sequence, found[0].what, found[0].entity) == (sequence, what, HERE)


async def test_an_older_copy_of_the_database_is_found(parts: Installation, tmp_path: Path) -> None:
    """Put back with its ledger whole: only the anchor knows better."""
    before = len(await records(parts))
    with closing(sqlite3.connect(parts.settings.data / "probant.db")) as database:
        database.execute(f"VACUUM INTO '{tmp_path / 'older.db'}'")
    await parts.asker.ask(CLAIRE, RENT)
    await anchored(parts)
    older = await open_database(f"sqlite:///{tmp_path / 'older.db'}", parts.queue.wake)
    found = (await replace(parts.ledger.verifying, database=older).verify(HERE)).findings
    await older.close()
    assert [(one.sequence, one.what) for one in found] == [(before + 1, What.TAIL)]


async def test_what_was_cut_off_the_anchor_is_counted(parts: Installation) -> None:
    await anchored(parts)
    with parts.settings.anchor_file.open("a") as file:
        file.write('{"entity": "here", "seq')
    await anchored(parts)
    verified = await parts.ledger.verify(AUDREY)
    assert (verified.findings, verified.unreadable_lines) == ((), 1)


async def test_a_question_that_was_never_closed_is_listed(parts: Installation) -> None:
    entry = Entry(HERE, RecordKind.ASKED, who=CLAIRE.id)
    await parts.recorder.write(entry)
    verified = await parts.ledger.verify(AUDREY)
    assert [(one.id, one.sequence) for one in verified.unclosed] == [(entry.id, 3)]
    assert verified.findings == ()


async def test_to_look_inside_is_recorded_first(parts: Installation) -> None:
    answer = await parts.asker.ask(CLAIRE, RENT)
    asked, closed = await parts.ledger.find(AUDREY, RecordId(answer.record or ""))
    assert (asked.content, closed.content) == (None, None)
    assert RENT.text not in json.dumps([asked.to_json(), closed.to_json()])
    before = len(await records(parts))
    asked, closed = await parts.ledger.find(AUDREY, closed.record.id, opened=True)
    assert (asked.content or {})["question"] == RENT.text
    assert (closed.content or {})["told"]["answer"] == answer.text
    last = (await records(parts))[before]
    assert (last.kind, (await opened(parts, last))["who"]) == ("opened", AUDREY.id)
    assert json.loads(last.body)["records"] == [asked.record.id, closed.record.id]
    page = await parts.ledger.page(AUDREY, 2, before=last.sequence)
    assert [one.record.id for one in page] == [closed.record.id, asked.record.id]


async def test_only_auditors_look_and_only_at_their_own(parts: Installation) -> None:
    answer = await parts.asker.ask(CLAIRE, RENT)
    record = RecordId(answer.record or "")
    for call in (
        parts.ledger.verify(CLAIRE),
        parts.ledger.page(CLAIRE, 9),
        parts.ledger.find(CLAIRE, record),
        anext(parts.ledger.export(CLAIRE)),
        parts.ledger.erase(AUDREY, CLAIRE.id),
        parts.replayer.replay(CLAIRE, record),
    ):
        with pytest.raises(Refused):
            await call
    for other in (
        parts.ledger.find(NOBODY, record),
        anext(parts.ledger.export(NOBODY)),
        parts.ledger.erase(NOBODY, CLAIRE.id),
        parts.replayer.replay(NOBODY, record),
    ):
        with pytest.raises(NotFound):
            await other
    assert await parts.ledger.page(NOBODY, 9) == []
    assert await parts.history.page(NOBODY, 9) == []


@pytest.mark.parametrize("how", [{}, {"sealed": True}, {"opened": True}])
async def test_an_export_is_verified_without_the_service(
    parts: Installation, how: dict[str, bool]
) -> None:
    await parts.asker.ask(CLAIRE, RENT)
    lines = await exported(parts, **how)
    verified = verify_lines(lines, parts.ledger.verifying.signer.public_key())
    assert (verified.records, verified.findings, verified.entities) == (4, (), (HERE,))
    assert verified.anchored >= 1
    assert (RENT.text in "".join(lines)) == ("opened" in how)
    for number in range(1, len(lines)):
        gone = lines[:number] + lines[number + 1 :]
        is_head = "signature" in lines[number]
        assert bool(verify_lines(gone).findings) != is_head
    *rest, last = lines
    changed = last.replace("supported", "partial").replace('"at_us": 1', '"at_us": 2')
    assert verify_lines([*rest, changed]).findings
    assert (await records(parts))[-1].kind == "exported"


async def test_an_export_of_some_days(parts: Installation) -> None:
    today = datetime.now(UTC).date()
    old = Entry(HERE, RecordKind.LIVE, at=datetime.now(UTC) + timedelta(days=400))
    await parts.recorder.write(old)
    later = await exported(parts, first=today + timedelta(days=300))
    verified = verify_lines(later)
    assert (verified.records, verified.findings) == (1, ())
    with pytest.raises(NotFound):
        await exported(parts, last=date(2000, 1, 1))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["[]"],
        ["{}"],
        ['{"format": "probant-ledger/1", "entity": "here", "from": 0, "to": 1}'],
        ['{"format": "probant-ledger/1", "entity": "here", "from": 1, "to": 1}', "{}"],
        ['{"format": "probant-ledger/1", "entity": "here", "from": 1, "to": 1}', "nothing"],
    ],
)
async def test_what_is_no_export(lines: list[str]) -> None:
    with pytest.raises(InvalidRequest):
        verify_lines(lines)


async def test_ones_own_history(parts: Installation) -> None:
    answer = await parts.asker.ask(CLAIRE, RENT)
    await parts.asker.search(CLAIRE, Question("loyer"), 3)
    await parts.asker.ask(USER, Question("Et le dépôt ?"))
    searched, asked = await parts.history.page(CLAIRE, 9)
    assert (searched["question"], searched["state"]) == ("loyer", None)
    assert (asked["id"], asked["question"]) == (answer.record, RENT.text)
    assert (asked["state"], asked["answer"]) == ("answered", answer.text)
    assert [one["quote"] for one in asked["citations"]] == [c.quote for c in answer.citations]
    assert await parts.history.page(CLAIRE, 9, asked["sequence"]) == []
    lines = [line async for line in parts.history.export(CLAIRE)]
    # Events of usage are written behind an answer: they may be there already.
    lines = [line for line in lines if line["kind"] != "usage"]
    assert [line["kind"] for line in lines] == ["searched", "answered", "asked"]
    assert {line["who"] for line in lines} == {CLAIRE.id}


def held_bytes(parts: Installation) -> bytes:
    """All that the database's files hold."""
    files = sorted(parts.settings.data.glob("probant.db*"))
    return b"".join(file.read_bytes() for file in files)


async def test_somebody_is_erased_and_the_ledger_stays_whole(
    parts: Installation, tmp_path: Path
) -> None:
    answer = await parts.asker.ask(CLAIRE, RENT)
    await parts.asker.ask(USER, Question("Et le dépôt ?"))
    async with parts.database.begin() as unit:
        own = await unit.ledger.of_subject(HERE, CLAIRE.id, 9)
        keys = await unit.ledger.keys([one.id for one in own])
    wrapped = [key.wrapped for key in keys.values()]
    assert len(wrapped) == 2
    await parts.database.reclaim_space()
    assert all(key in held_bytes(parts) for key in wrapped)
    assert await parts.ledger.erase(a_person("boss", HERE), CLAIRE.id) == 2
    # Nothing of the keys is left in any file, its log included, so nothing of the content.
    held = held_bytes(parts)
    assert not any(key in held for key in wrapped)
    for written in (RENT.text, CLAIRE.id):
        assert written.encode() not in held
    with closing(sqlite3.connect(parts.settings.data / "probant.db")) as database:
        database.execute(f"VACUUM INTO '{tmp_path / 'backup.db'}'")
    backup = (tmp_path / "backup.db").read_bytes()
    assert not any(key in backup for key in wrapped)
    await anchored(parts)
    verified = await parts.ledger.verify(AUDREY)
    assert verified.findings == ()
    lines = await exported(parts, opened=True, sealed=True)
    assert verify_lines(lines).findings == ()
    assert RENT.text not in "".join(lines)
    assert any("Et le d" in line for line in lines)
    asked, closed = await parts.ledger.find(AUDREY, RecordId(answer.record or ""), opened=True)
    assert (asked.erased, closed.erased, asked.content) == (True, True, None)
    assert await parts.history.page(CLAIRE, 9) == []
    with pytest.raises(NotFound):
        await parts.ledger.erase(a_person("boss", HERE), CLAIRE.id)


async def test_to_erase_oneself_names_nobody(parts: Installation) -> None:
    await parts.asker.ask(CLAIRE, RENT)
    assert await parts.ledger.erase_own(CLAIRE) == 2
    last = (await records(parts))[-1]
    assert (last.kind, last.sealed) == ("erased", None)
    assert json.loads(last.body) == {"records": 2, "own": True}
    assert await parts.ledger.erase_own(CLAIRE) == 0


async def test_nobody_erases_that_they_did_something_to_what_is_others(
    parts: Installation,
) -> None:
    marc = a_person("user:marc", HERE)
    [document] = await parts.documents.page(marc, 9, None)
    await parts.documents.change(marc, document.id, Change(hold="An audit."))
    await parts.asker.ask(marc, RENT)
    assert await parts.ledger.erase_own(marc) == 2
    [held] = [one for one in await records(parts) if one.kind == "changed"]
    assert (await opened(parts, held))["who"] == marc.id


async def test_history_is_kept_for_its_days(parts: Installation) -> None:
    await parts.asker.ask(CLAIRE, RENT)
    soon = datetime.now(UTC) + timedelta(days=364)
    assert await expire(parts.database, soon, 365, 99) == 0
    later = datetime.now(UTC) + timedelta(days=366)
    assert await expire(parts.database, later, 365, 2) == 2
    assert await expire(parts.database, later, 365, 99) == 1  # who added the document is one, too
    assert await parts.history.page(CLAIRE, 9) == []
    last = (await records(parts))[-1]
    assert (json.loads(last.body)["by"], last.sealed) == ("retention", None)
    assert (await parts.ledger.verify(AUDREY)).findings == ()
