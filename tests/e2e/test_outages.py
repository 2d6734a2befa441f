"""What Probant stands on goes away for a while: nothing accepted is lost, and nobody is needed."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.documents import Document
from core.errors import StoreLocked
from core.jobs import Lane
from core.outcomes import Status
from core.settings import Settings
from flows.bootstrap import (
    Installation,
    build_checker,
    build_direct_queue,
    open_installation,
    open_wakers,
)
from flows.chores import chores_of
from ingest.sweep import keep_at
from tests.api.clients import client_of
from tests.e2e.conftest import SAMPLES, probant
from tests.e2e.outages import Postgres, disk, full, open_patient, read_only, until, valkey, working
from tests.flows.lives import WordParser, names, sent, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, added

FILE = {"file": ("acte.txt", b"Un acte.", "text/plain")}


async def is_indexed(parts: Installation, document: Document) -> bool:
    shown = await parts.documents.get(USER, document.id)
    return shown.outcome.status is Status.INDEXED


async def waits_with_a_reason(parts: Installation, document: Document) -> bool:
    shown = await parts.documents.show(USER, document.id)
    return shown.job is not None and shown.job.error is not None


async def is_consistent(parts: Installation) -> bool:
    return not await build_checker(parts).differences(deep=True)


async def test_a_full_disk_refuses_uploads_and_what_was_accepted_waits_for_room(
    tmp_path: Path,
) -> None:
    with disk(tmp_path / "disk", 128) as folder:
        async with open_patient(folder) as parts, client_of(parts) as client:
            await added(parts, text(tmp_path, "bail.txt", "Un bail."))
            waiting = await sent(parts, text(tmp_path, "lettre.txt", "Une lettre."))
            with full(folder):
                refused = await client.post("/v1/documents", files=FILE)
                async with working(parts) as errors:
                    await until(lambda: _any(errors))
            assert refused.status_code == 503
            assert "room" in refused.json()["remedy"]
            assert await names(parts) == ["bail.txt", "lettre.txt"]
            async with working(parts):
                await until(lambda: is_indexed(parts, waiting.document))
            assert (await client.post("/v1/documents", files=FILE)).status_code == 202
            await parts.worker.until_idle()
            assert await is_consistent(parts)


async def _any(found: list[object]) -> bool:
    return bool(found)


def test_a_full_temporary_folder_is_no_fault_of_the_documents(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", 256) as folder:
        file = str(SAMPLES / "bail-commercial.pdf")
        with full(folder, but_bytes=32_768):
            told = probant(tmp_path, "inspect", file, "--json", TMPDIR=str(folder))
        assert told.returncode == 1
        assert "is full" in told.stderr
        assert str(folder) in told.stderr
        assert probant(tmp_path, "inspect", file, "--json", TMPDIR=str(folder)).returncode == 0


async def test_bytes_that_cannot_be_written_wait_until_they_can(tmp_path: Path) -> None:
    async with open_patient(tmp_path / "data") as parts, client_of(parts) as client:
        await added(parts, text(tmp_path, "bail.txt", "Un bail."))
        archive = zipped(tmp_path, {"a.txt": text(tmp_path, "a.txt", "Une annexe.")})
        waiting = (await sent(parts, archive)).document
        async with working(parts):
            with read_only(tmp_path / "data" / "blobs"):
                await until(lambda: waits_with_a_reason(parts, waiting))
                refused = await client.post("/v1/documents", files=FILE)
            await until(lambda: is_indexed(parts, waiting))
        assert refused.status_code == 503
        assert "writable" in refused.json()["remedy"]
        await parts.worker.until_idle()
        assert await names(parts) == ["a.txt", "bail.txt", "envoi.zip"]
        assert await is_consistent(parts)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


async def test_a_database_that_is_gone_for_a_while_is_waited_for(
    tmp_path: Path, postgres: Postgres
) -> None:
    parts_of = open_patient(tmp_path / "data", database_url=postgres.url)
    async with parts_of as parts, client_of(parts) as client:
        assert (await client.get("/readyz")).status_code == 200
        waiting = (await sent(parts, text(tmp_path, "bail.txt", "Un bail."))).document
        await asyncio.to_thread(postgres.stop)
        async with working(parts) as errors:
            await until(lambda: _any(errors))
            unready = await client.get("/readyz")
            refused = await client.post("/v1/documents", files=FILE)
            await asyncio.to_thread(postgres.start)
            await until(lambda: is_indexed(parts, waiting))
        assert (unready.status_code, refused.status_code) == (503, 503)
        assert "PostgreSQL" in refused.json()["remedy"]
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.post("/v1/documents", files=FILE)).status_code == 202
        await parts.worker.until_idle()
        assert await is_consistent(parts)


async def test_without_its_queue_it_accepts_and_goes_on_when_that_is_back(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="probant-vk-") as short, ExitStack() as first:
        socket = Path(short) / "s"
        first.enter_context(valkey(socket))
        settings = Settings(
            data=tmp_path / "data",
            entity=HERE,
            queue_url=f"unix://{socket}",
            lease_seconds=1,
            _env_file=None,  # type: ignore[call-arg]
        )
        async with (
            open_wakers(settings) as wakers,
            open_installation(
                settings, wakers.queue, encoder=FakeEncoder(), parser=WordParser()
            ) as parts,
            client_of(parts) as client,
        ):
            work = {
                asyncio.create_task(wakers.work(parts.worker.work, list(Lane))),
                asyncio.create_task(keep_at(chores_of(parts))),
            }
            document = (await sent(parts, text(tmp_path, "bail.txt", "Un bail."))).document
            await until(lambda: is_indexed(parts, document))
            first.close()
            accepted = await client.post("/v1/documents", files=FILE)
            unready = await client.get("/readyz")
            with valkey(socket):
                other = await parts.documents.get(USER, accepted.json()["id"])
                await until(lambda: is_indexed(parts, other))
                for task in work:
                    task.cancel()
                await asyncio.wait(work)
            assert (accepted.status_code, unready.status_code) == (202, 503)


async def test_who_cannot_open_the_index_records_what_its_owner_does(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with open_patient(folder) as owner:
        with pytest.raises(StoreLocked, match="--server"):
            async with open_patient(folder):
                pass
        settings = owner.settings
        async with open_installation(
            settings, build_direct_queue(), index=False, parser=WordParser()
        ) as other:
            document = (await sent(other, text(tmp_path, "bail.txt", "Un bail."))).document
        await owner.worker.until_idle()
        assert await is_indexed(owner, document)
