"""Several people change the same documents at once: each change counts, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.blobs.folder import FolderBlobs
from adapters.sql import open_database
from core.documents import Document
from core.ids import CollectionId
from core.jobs import Lane
from core.stores import Database
from flows.describe import Describer
from flows.documents import Documents
from tests.contracts.databases import a_document, fresh_postgres
from tests.flows.lives import WordParser, text
from tests.parts import a_person

CLAIRE = a_person("claire", "north")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'probant.db'}"
        else:
            yield stack.enter_context(fresh_postgres(request.getfixturevalue("postgres")))


async def _wake(lane: Lane) -> None:
    """Nobody works here."""


@pytest_asyncio.fixture
async def database(address: str) -> AsyncIterator[Database]:
    opened = await open_database(address, _wake)
    yield opened
    await opened.close()


@pytest.fixture
def documents(database: Database, tmp_path: Path) -> Documents:
    return Documents(database, FolderBlobs(tmp_path / "blobs"), WordParser(), 1_000_000, 1000)


async def stored(database: Database, document: Document) -> Document:
    async with database.begin() as unit:
        await unit.documents.add(document)
    return document


async def test_two_corrections_at_once_both_count(database: Database) -> None:
    document = await stored(database, a_document("corrected"))
    describer = Describer(database)
    said = {"issuer": "A", "title": "B", "kind": "lease", "date": "2024-01-01", "currency": "EUR"}
    await asyncio.gather(
        *(describer.correct(CLAIRE, document.id, {field: [v]}) for field, v in said.items())
    )
    corrected = await describer.correct(CLAIRE, document.id, {})
    assert {field.value: values[0] for field, values in corrected.corrections.items()} == said


async def test_of_two_mails_deleted_at_once_one_takes_their_attachment_along(
    database: Database, documents: Documents
) -> None:
    for round_ in range(5):
        mails = [await stored(database, a_document(f"mail {round_} {n}")) for n in range(2)]
        parents = tuple(sorted(mail.id for mail in mails))
        attached = a_document(f"attachment {round_}", own=False, parents=parents)
        await stored(database, attached)
        await asyncio.gather(*(documents.delete(CLAIRE, mail.id) for mail in mails))
        async with database.begin() as unit:
            assert not await unit.documents.is_taken(attached.id)


async def test_the_same_file_sent_at_once_is_one_document(
    documents: Documents, tmp_path: Path
) -> None:
    path = text(tmp_path, "bail.txt", "Le loyer, une fois.")
    leases = CollectionId("leases")
    sent = await asyncio.gather(*(documents.add(CLAIRE, path, "b", leases) for _ in range(6)))
    assert len({one.document.id for one in sent}) == 1
    assert len({one.job.id for one in sent if one.job}) == 1
    document = sent[0].document.id
    newer = text(tmp_path, "bail-2.txt", "Le loyer, deux fois.")
    await asyncio.gather(
        *(documents.add(CLAIRE, newer, "b", leases, supersedes=document) for _ in range(6))
    )
    assert [v.number for v in await documents.versions(CLAIRE, document)] == [1, 2]


async def test_a_document_deleted_by_two_is_deleted_once(
    database: Database, documents: Documents
) -> None:
    document = await stored(database, a_document("deleted"))
    by_two = (documents.delete(who, document.id) for who in (CLAIRE, replace(CLAIRE, id="max")))
    ended = await asyncio.gather(*by_two, return_exceptions=True)
    assert sorted(isinstance(end, list) for end in ended) == [False, True]
