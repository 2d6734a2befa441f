"""What comes in a mail or an archive is a document of its own, once, and tells where it came in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest_asyncio

from core.documents import Document
from core.errors import Unreadable
from core.formats import Sign
from core.ids import new_batch_id
from core.jobs import JobKind, Lane, Priority
from core.outcomes import Status
from ingest.unpacking import DEEPEST
from tests.contracts.databases import a_tombstone
from tests.ingest.stores import SCOPE, Shop, open_shop

MAIL = "Voici le bail.\nholds dossier/bail.txt: Le loyer est de 12 €."


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def read(shop: Shop, text: str, **job: Any) -> Document:
    """A document read, with all that it brings."""
    document = await shop.document(text)
    await shop.job(document, **job)
    await shop.worker().until_idle()
    return await shop.stored(document.id)


async def documents(shop: Shop) -> list[Document]:
    async with shop.database.begin() as unit:
        return await unit.documents.page(SCOPE, 100)


async def children(shop: Shop, document: Document) -> list[Document]:
    async with shop.database.begin() as unit:
        return await unit.documents.children(document.id)


async def test_a_file_in_a_mail_is_a_document_that_is_read(shop: Shop) -> None:
    mail = await read(shop, MAIL)
    [child] = await children(shop, mail)
    assert (child.name, child.parents, child.own) == ("bail.txt", (mail.id,), False)
    assert (child.collection, child.classification) == (mail.collection, mail.classification)
    assert child.created_by == mail.created_by
    assert child.outcome.status is Status.INDEXED


async def test_reading_a_mail_again_adds_nothing(shop: Shop) -> None:
    mail = await read(shop, MAIL)
    before = await documents(shop)
    await shop.job(mail)
    await shop.worker().until_idle()
    assert await documents(shop) == before


async def test_bytes_that_are_there_already_keep_their_document_and_are_linked(
    shop: Shop,
) -> None:
    own = await read(shop, "Le loyer est de 12 €.")
    mail = await read(shop, MAIL)
    assert [child.id for child in await children(shop, mail)] == [own.id]
    stored = await shop.stored(own.id)
    assert (stored.parents, stored.own) == ((mail.id,), True)
    assert len(await documents(shop)) == 2


async def test_what_came_in_two_mails_is_in_both(shop: Shop) -> None:
    first = await read(shop, MAIL)
    second = await read(shop, "Encore.\nholds bail.txt: Le loyer est de 12 €.")
    [child] = await children(shop, second)
    assert await children(shop, first) == [child]
    assert child.parents == tuple(sorted((first.id, second.id)))


async def test_what_came_in_a_batch_is_in_the_batch_and_goes_after_persons(shop: Shop) -> None:
    batch = new_batch_id()
    mail = await shop.document(MAIL)
    await shop.job(mail, batch=batch)
    await shop.worker().work(Lane.READ)
    [job] = [job for job in await shop.unfinished() if job.document != mail.id]
    assert (job.batch, job.priority, job.lane) == (batch, Priority.BULK, Lane.READ)


async def test_a_file_deleted_on_its_own_does_not_come_back(shop: Shop) -> None:
    mail = await read(shop, MAIL)
    [child] = await children(shop, mail)
    async with shop.database.begin() as unit:
        await unit.documents.delete(child.id)
        await unit.documents.bury(a_tombstone(child, at=datetime.now(UTC)))
    await shop.job(mail)
    await shop.worker().until_idle()
    assert await children(shop, mail) == []
    assert await documents(shop) == [await shop.stored(mail.id)]


async def test_a_file_that_holds_its_equal_ends_nowhere(shop: Shop) -> None:
    archive = await read(shop, "holds a: un\nholds b: un")
    assert len(await children(shop, archive)) == 1


async def test_containers_in_containers_are_opened_up_to_a_depth(shop: Shop) -> None:
    inner = await read(shop, "holds a: fin")
    parents = [inner.id]
    for rank in range(DEEPEST):
        document = await shop.document(f"Niveau {rank}.\nholds dedans: fin {rank}", own=False)
        async with shop.database.begin() as unit:
            await unit.documents.link(parents[-1], document.id)
        parents.append(document.id)
        await shop.job(document)
        await shop.worker().until_idle()
    outcomes = [(await shop.stored(parent)).outcome for parent in parents]
    assert [outcome.status for outcome in outcomes] == [Status.INDEXED] * 2 + [Status.PARTIAL] * 2
    assert "1 files lie deeper" in outcomes[-1].errors[0].message
    async with shop.database.begin() as unit:
        assert await unit.documents.children(parents[-1]) == []


async def test_what_can_t_be_taken_out_is_an_error_of_the_container(shop: Shop) -> None:
    shop.unpacker.failure = Unreadable("It has a password.", "encrypted")
    mail = await read(shop, MAIL)
    assert mail.outcome.status is Status.PARTIAL
    assert [(e.component, e.category) for e in mail.outcome.errors] == [("contained", "encrypted")]
    assert mail.outcome.chunks > 0


async def test_a_format_that_only_its_parser_knows_is_no_container(shop: Shop) -> None:
    shop.parser.signs = (Sign("text/x-transcript", b"GIF8"),)  # else refused as a picture
    transcript = await read(shop, "GIF8 Le loyer est de 12 €.")
    assert (transcript.outcome.status, transcript.outcome.errors) == (Status.INDEXED, ())


async def test_what_was_in_a_mail_deleted_meanwhile_leaves_no_bytes(shop: Shop) -> None:
    mail = await shop.document(MAIL)
    await shop.job(mail)

    async def delete() -> None:
        await shop.forget(mail.id)
        await shop.job(mail, JobKind.PURGE)

    shop.parser.meanwhile = delete
    await shop.worker().until_idle()
    assert await documents(shop) == []
    assert list((shop.folder / "blobs").iterdir()) == []


async def test_what_was_in_a_mail_cancelled_meanwhile_leaves_no_bytes(shop: Shop) -> None:
    mail = await shop.document(MAIL)
    await shop.job(mail)

    async def cancel() -> None:
        async with shop.database.begin() as unit:
            await unit.jobs.cancel(mail.id)

    shop.parser.meanwhile = cancel
    await shop.worker().until_idle()
    assert [one.id for one in await documents(shop)] == [mail.id]
    assert len(list((shop.folder / "blobs").iterdir())) == 1
