"""What comes in a mail or an archive is a document of its own, once, and tells where it came in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from core.documents import Document, JobKind
from core.errors import Unreadable
from core.formats import Sign
from core.outcomes import Status
from ingest.children import DEEPEST
from tests.ingest.stores import SCOPE, Shop, open_shop

MAIL = "Voici le bail.\nholds dossier/bail.txt: Le loyer est de 12 €."


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def read(shop: Shop, text: str) -> Document:
    """A document read, with all that it brings."""
    document = await shop.document(text)
    await shop.worker().run(await shop.job(document))
    await run_all(shop)
    return await shop.stored(document.id)


async def run_all(shop: Shop) -> None:
    while waiting := await shop.worker().waiting():
        for job in waiting:
            await shop.worker().run(job)


async def documents(shop: Shop) -> list[Document]:
    async with shop.database.begin() as unit:
        return await unit.documents.page(SCOPE, 100)


async def children(shop: Shop, document: Document) -> list[Document]:
    async with shop.database.begin() as unit:
        return await unit.documents.children(document.id)


async def test_a_file_in_a_mail_is_a_document_that_is_read(shop: Shop) -> None:
    mail = await read(shop, MAIL)
    [child] = await children(shop, mail)
    assert (child.name, child.parent) == ("bail.txt", mail.id)
    assert (child.collection, child.classification) == (mail.collection, mail.classification)
    assert child.created_by == mail.created_by
    assert child.outcome.status is Status.INDEXED
    assert shop.queue.woken  # a worker needs not wait for the sweeper


async def test_reading_a_mail_again_adds_nothing(shop: Shop) -> None:
    mail = await read(shop, MAIL)
    before = await documents(shop)
    await shop.worker().run(await shop.job(mail))
    assert await shop.worker().waiting() == []
    assert await documents(shop) == before


async def test_bytes_that_are_there_already_keep_their_document(shop: Shop) -> None:
    own = await read(shop, "Le loyer est de 12 €.")
    mail = await read(shop, MAIL)
    assert await children(shop, mail) == []
    assert (await shop.stored(own.id)).parent is None
    assert len(await documents(shop)) == 2


async def test_a_file_that_holds_its_equal_ends_nowhere(shop: Shop) -> None:
    archive = await read(shop, "holds a: un\nholds b: un")
    assert len(await children(shop, archive)) == 1


async def test_containers_in_containers_are_opened_up_to_a_depth(shop: Shop) -> None:
    inner = await read(shop, "holds a: fin")
    parents = [inner.id]
    for rank in range(DEEPEST):
        document = await shop.document(f"Niveau {rank}.\nholds dedans: fin {rank}")
        async with shop.database.begin() as unit:
            await unit.documents.set_parent(document.id, parents[-1])
        parents.append(document.id)
        await shop.worker().run(await shop.job(document))
        await run_all(shop)
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
    job = await shop.job(mail)
    shop.parser.meanwhile = lambda: shop.forget(mail.id)
    await shop.worker().run(job)
    shop.parser.meanwhile = None
    await run_all(shop)
    assert await documents(shop) == []
    await shop.worker().run(await shop.job(mail, JobKind.PURGE))
    assert list((shop.folder / "blobs").iterdir()) == []
