"""A question asked again gives the same, or is told why it does not."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from core.encoding import Encoder
from core.errors import Conflict, Gone
from core.ids import CollectionId, RecordId
from core.principals import Classification, Role
from flows.bootstrap import Installation
from flows.documents import Change
from flows.ledger.replaying import Replay
from flows.question import Question
from tests.flows.ledger.kept import a_text, records
from tests.flows.lives import WordParser, sent, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, a_person, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

RENT = Question("Quel est le loyer annuel ?")
AUDREY = a_person("user:audrey", HERE, roles=frozenset({Role.AUDITOR}))


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder(), abstain_below=0) as opened_parts:
        yield with_parser(opened_parts, WordParser())


async def asked(parts: Installation, question: Question = RENT) -> RecordId:
    answer = await parts.asker.ask(USER, question)
    return RecordId(answer.record or "")


def whats(replay: Replay) -> set[str]:
    return {change["what"] for change in replay.changes}


async def test_an_extract_is_the_same_again(parts: Installation, tmp_path: Path) -> None:
    await added(parts, a_text(tmp_path))
    record = await asked(parts)
    replay = await parts.replayer.replay(AUDREY, record)
    assert (replay.identical, replay.changes, replay.record) == (True, (), record)
    assert replay.replayed == replay.recorded
    last = await records(parts)
    assert [one.kind for one in last][-2:] == ["opened", "replayed"]
    assert [one.kind for one in last].count("asked") == 1  # a replay is no question
    # By the id of what closed it, too.
    [closed] = [one.id for one in last if one.closes == record]
    assert (await parts.replayer.replay(AUDREY, closed)).identical


async def test_an_abstention_is_the_same_again(parts: Installation) -> None:
    replay = await parts.replayer.replay(AUDREY, await asked(parts))
    assert (replay.identical, replay.recorded["state"]) == (True, "abstained")


async def test_the_samples_answer_the_same_again(
    tmp_path: Path, encoder: Encoder, samples: Path
) -> None:
    async with open_parts(tmp_path, encoder) as parts:
        for name in ("bail-commercial.pdf", "rapport-audit.pdf"):
            if (samples / name).exists():
                await added(parts, samples / name)
        for question in ("Quel est le loyer annuel de base ?", "Quel est le dépôt de garantie ?"):
            record = await asked(parts, Question(question))
            replay = await parts.replayer.replay(AUDREY, record)
            assert (replay.identical, whats(replay)) == (True, set())


async def test_a_deleted_document(parts: Installation, tmp_path: Path) -> None:
    document = await added(parts, a_text(tmp_path))
    record = await asked(parts)
    await parts.documents.delete(USER, document.id)
    await parts.worker.until_idle()
    replay = await parts.replayer.replay(AUDREY, record)
    assert not replay.identical
    assert "evidence deleted" in whats(replay)
    assert replay.changes[0]["document"] == document.id
    assert replay.recorded["answer"]


async def test_a_new_version(parts: Installation, tmp_path: Path) -> None:
    document = await added(parts, a_text(tmp_path))
    record = await asked(parts)
    newer = text(tmp_path, "newer.txt", "Le loyer annuel de base est de 99 000 euros hors taxes.")
    await sent(parts, newer, supersedes=document.id)
    await parts.worker.until_idle()
    replay = await parts.replayer.replay(AUDREY, record)
    assert not replay.identical
    assert "evidence superseded" in whats(replay)


async def test_what_the_asker_may_not_see_any_more(parts: Installation, tmp_path: Path) -> None:
    await added(parts, a_text(tmp_path))
    cleared = a_person("user:claire", HERE, clearance=Classification.INTERNAL)
    answer = await parts.asker.ask(cleared, RENT)
    with closing(sqlite3.connect(parts.settings.data / "probant.db")) as database:
        database.execute("UPDATE documents SET classification = 3")
        database.commit()
    replay = await parts.replayer.replay(AUDREY, RecordId(answer.record or ""))
    assert (replay.identical, whats(replay)) == (False, {"access changed"})
    assert replay.recorded["citations"]
    assert replay.replayed is None or not replay.replayed["citations"]


async def test_what_is_not_where_it_was_looked_for(parts: Installation, tmp_path: Path) -> None:
    document = await added(parts, a_text(tmp_path))
    narrow = replace(RENT, collection=CollectionId("default"))
    record = await asked(parts, narrow)
    await parts.documents.change(USER, document.id, Change(collection=CollectionId("secret")))
    await parts.worker.until_idle()
    replay = await parts.replayer.replay(AUDREY, record)
    assert (replay.identical, replay.replayed) == (False, None)
    assert "evidence moved" in whats(replay)


async def test_other_documents_and_other_settings(parts: Installation, tmp_path: Path) -> None:
    await added(parts, a_text(tmp_path))
    record = await asked(parts)
    other = await added(parts, text(tmp_path, "other.txt", "Le loyer annuel est de 12 euros."))
    made = {**parts.asker.made_with, "chat_model": "mistral", "dense_weight": 0.9}
    asker = replace(parts.asker, made_with=made)
    replay = await replace(parts.replayer, asker=asker).replay(AUDREY, record)
    told = {change["what"]: change for change in replay.changes}
    assert told["evidence added"]["document"] == other.id
    assert (told["model changed"]["then"], told["model changed"]["now"]) == (None, "mistral")
    assert told["settings changed"]["name"] == "dense_weight"
    if not replay.identical:
        assert replay.on_recorded is True


async def test_what_was_erased_or_never_answered(parts: Installation, tmp_path: Path) -> None:
    await added(parts, a_text(tmp_path))
    record = await asked(parts)
    await parts.ledger.erase_own(USER)
    with pytest.raises(Gone):
        await parts.replayer.replay(AUDREY, record)
    live = next(one for one in await records(parts) if one.kind == "live")
    with pytest.raises(Conflict):
        await parts.replayer.replay(AUDREY, live.id)
