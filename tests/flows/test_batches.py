"""Many files at once: what must be sent, how far they are, and their end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Busy, Conflict, InvalidRequest, NotFound
from core.ids import BatchId, CollectionId, VersionId, new_batch_id, new_job_id
from core.jobs import JobState, Priority
from core.outcomes import Status
from core.principals import Principal
from flows.announced import Known
from flows.batches import batch_id
from flows.bootstrap import Installation
from tests.flows.lives import BROKEN, DEFAULT, WordParser, searched, sent, stored, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, a_person, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

ELSEWHERE = a_person("other", "elsewhere")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder(), max_waiting=3) as opened:
        yield with_parser(opened, WordParser())


def version(path: Path) -> VersionId:
    return VersionId(sha256(path.read_bytes()).hexdigest())


async def announced(
    parts: Installation, *paths: Path, batch: BatchId | None = None, who: Principal = USER
) -> tuple[BatchId, list[Known]]:
    files = [(path.name, version(path)) for path in paths]
    made, known = await parts.batches.announce(who, DEFAULT, files, batch)
    return made, [one.known for one in known]


async def send(parts: Installation, path: Path, batch: BatchId) -> None:
    await parts.documents.add(USER, path, path.name, DEFAULT, batch=batch, priority=Priority.BULK)


async def test_what_must_be_sent_is_what_is_not_there(parts: Installation, tmp_path: Path) -> None:
    read, stored, new = (text(tmp_path, f"{n}.txt", n) for n in ("read", "stored", "new"))
    batch = new_batch_id()
    await send(parts, read, batch)
    await parts.worker.until_idle()
    await send(parts, stored, batch)
    other, known = await announced(parts, read, stored, new)
    assert known == [Known.UNCHANGED, Known.PENDING, Known.NEEDED]
    # What waited is of the batch that asked last, and is followed there.
    assert (await parts.batches.progress(USER, other)).total == 1
    assert (await parts.batches.progress(USER, batch)).total == 1


async def test_another_entity_is_told_nothing(parts: Installation, tmp_path: Path) -> None:
    path = text(tmp_path, "a.txt", "secret")
    batch = new_batch_id()
    await send(parts, path, batch)
    assert (await announced(parts, path, who=ELSEWHERE))[1] == [Known.NEEDED]
    for ask in (parts.batches.progress, parts.batches.cancel):
        with pytest.raises(NotFound):
            await ask(ELSEWHERE, batch)
    assert (await parts.batches.page(ELSEWHERE, batch, 10))[0] == []


async def test_bytes_of_another_collection_are_needed_here(
    parts: Installation, tmp_path: Path
) -> None:
    path = text(tmp_path, "a.txt", "text")
    await parts.documents.add(USER, path, path.name, CollectionId("other"))
    await parts.worker.until_idle()
    assert (await announced(parts, path))[1] == [Known.NEEDED]


async def test_what_failed_or_was_cancelled_is_needed_again(
    parts: Installation, tmp_path: Path
) -> None:
    broken, stopped = text(tmp_path, "a.txt", BROKEN), text(tmp_path, "b.txt", "text")
    batch = new_batch_id()
    await send(parts, broken, batch)
    await parts.worker.until_idle()
    await send(parts, stopped, batch)
    await parts.batches.cancel(USER, batch)
    assert (await announced(parts, broken, stopped))[1] == [Known.NEEDED] * 2


async def test_a_batch_is_followed_from_first_to_last(parts: Installation, tmp_path: Path) -> None:
    batch = new_batch_id()
    with pytest.raises(NotFound):
        await parts.batches.progress(USER, batch)
    for number in range(2):
        await send(parts, text(tmp_path, f"{number}.txt", f"text {number}"), batch)
    await send(parts, text(tmp_path, "broken.txt", BROKEN), batch)
    before = await parts.batches.progress(USER, batch)
    assert (before.total, before.jobs[JobState.QUEUED], before.is_final) == (3, 3, False)
    await parts.worker.until_idle()
    after = await parts.batches.progress(USER, batch)
    assert (after.is_final, after.jobs[JobState.DONE], after.failed) == (True, 3, 1)
    assert after.pages == 2
    assert (after.chunks_done, after.chunks) == (2, 2)


async def test_each_document_of_a_batch_is_listed_once(parts: Installation, tmp_path: Path) -> None:
    batch = new_batch_id()
    for number in range(3):
        await send(parts, text(tmp_path, f"{number}.txt", f"text {number}"), batch)
    await parts.worker.until_idle()
    first, following = await parts.batches.page(USER, batch, 2)
    rest, end = await parts.batches.page(USER, batch, 2, following)
    assert end is None
    names = [one.document.name for one in (*first, *rest)]
    assert sorted(names) == ["0.txt", "1.txt", "2.txt"]


async def test_what_came_in_an_archive_is_of_its_batch(parts: Installation, tmp_path: Path) -> None:
    inner = text(tmp_path, "inner.txt", "the inner text")
    batch = new_batch_id()
    await send(parts, zipped(tmp_path, {"inner.txt": inner}), batch)
    await parts.worker.until_idle()
    listed, _ = await parts.batches.page(USER, batch, 10)
    assert {one.document.name for one in listed} == {"envoi.zip", "inner.txt"}
    # Announced by someone, it is theirs too: deleting the archive leaves it.
    assert (await announced(parts, inner))[1] == [Known.UNCHANGED]
    archive = next(one.document for one in listed if one.document.name == "envoi.zip")
    await parts.documents.delete(USER, archive.id)
    assert [one.name for one in await parts.documents.page(USER, 10, None)] == ["inner.txt"]


async def test_a_version_that_failed_is_told_beside_the_live_one(
    parts: Installation, tmp_path: Path
) -> None:
    batch = new_batch_id()
    await send(parts, text(tmp_path, "a.txt", "first"), batch)
    await parts.worker.until_idle()
    [(one)], _ = await parts.batches.page(USER, batch, 10)
    later = new_batch_id()
    second = text(tmp_path, "b.txt", BROKEN)
    await parts.documents.add(
        USER, second, second.name, DEFAULT, batch=later, supersedes=one.document.id
    )
    await parts.worker.until_idle()
    [(new)], _ = await parts.batches.page(USER, later, 10)
    assert new.document.outcome.status is Status.INDEXED
    assert new.outcome.status is Status.FAILED
    assert new.to_json()["status"] == "failed"
    assert new.to_json()["errors"]


async def test_cancelling_leaves_what_is_live(parts: Installation, tmp_path: Path) -> None:
    batch = new_batch_id()
    await send(parts, text(tmp_path, "a.txt", "first"), batch)
    await parts.worker.until_idle()
    await send(parts, text(tmp_path, "b.txt", "second"), batch)
    assert await parts.batches.cancel(USER, batch) == 1
    await parts.worker.until_idle()
    listed, _ = await parts.batches.page(USER, batch, 10)
    found = {one.document.name: one.document.outcome.status for one in listed}
    assert found == {"a.txt": Status.INDEXED, "b.txt": Status.CANCELLED}
    assert (await parts.batches.progress(USER, batch)).is_final


async def test_no_more_waits_than_is_taken(parts: Installation, tmp_path: Path) -> None:
    batch = new_batch_id()
    for number in range(3):
        await send(parts, text(tmp_path, f"{number}.txt", f"text {number}"), batch)
    with pytest.raises(Busy) as refused:
        await send(parts, text(tmp_path, "more.txt", "more"), batch)
    assert refused.value.retry_after_s > 0
    await parts.worker.until_idle()
    await send(parts, tmp_path / "more.txt", batch)


@pytest.mark.parametrize("text", ["", "1", "../x", "x" * 64])
async def test_what_is_no_batch_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        batch_id(text)


async def test_too_many_files_in_a_call_are_refused(parts: Installation) -> None:
    files = [("a", VersionId("0" * 64))] * 1001
    with pytest.raises(InvalidRequest, match="1000"):
        await parts.batches.announce(USER, DEFAULT, files)


async def test_bytes_that_were_lost_are_asked_for_again(
    parts: Installation, tmp_path: Path
) -> None:
    path = text(tmp_path, "a.txt", "first")
    document = await added(parts, path)
    [blob] = stored(parts)
    blob.unlink()
    _, [announced] = await parts.batches.announce(USER, DEFAULT, [("a.txt", document.version)])
    assert announced.known is Known.NEEDED
    await sent(parts, path)
    assert stored(parts) == [blob]
    _, [announced] = await parts.batches.announce(USER, DEFAULT, [("a.txt", document.version)])
    assert announced.known is Known.UNCHANGED


# Jobs


async def test_a_cancelled_job_is_done_after_all(parts: Installation, tmp_path: Path) -> None:
    batch = new_batch_id()
    await send(parts, text(tmp_path, "a.txt", "first"), batch)
    [waiting] = await parts.jobs.unfinished(USER, 10)
    assert await parts.jobs.unfinished(ELSEWHERE, 10) == []
    with pytest.raises(Conflict):
        await parts.jobs.requeue(USER, waiting.id)
    await parts.batches.cancel(USER, batch)
    assert await parts.jobs.unfinished(USER, 10) == []
    with pytest.raises(NotFound):
        await parts.jobs.requeue(ELSEWHERE, waiting.id)
    await parts.jobs.requeue(USER, waiting.id)
    await parts.worker.until_idle()
    [document] = await parts.documents.page(USER, 10, None)
    assert document.outcome.status is Status.INDEXED


async def test_what_killed_its_workers_is_seen_and_can_be_tried_again(
    parts: Installation, tmp_path: Path
) -> None:
    path = text(tmp_path, "a.txt", "first")
    faulty = with_parser(parts, Faulty())
    await faulty.documents.add(USER, path, path.name, DEFAULT)
    await faulty.worker.until_idle()
    [dead] = await parts.jobs.failed(USER, 10)
    assert dead.error
    assert await parts.jobs.failed(ELSEWHERE, 10) == []
    await parts.jobs.requeue(USER, dead.id)
    [document] = await parts.documents.page(USER, 10, None)
    assert document.outcome.status is Status.QUEUED
    await parts.worker.until_idle()
    assert await parts.jobs.failed(USER, 10) == []
    [document] = await parts.documents.page(USER, 10, None)
    assert document.outcome.status is Status.INDEXED


async def test_a_version_that_was_overtaken_does_not_come_back(
    parts: Installation, tmp_path: Path
) -> None:
    first, second, third = (text(tmp_path, f"{word}.txt", word) for word in ("one", "two", "three"))
    document = (await sent(parts, first)).document.id
    await parts.worker.until_idle()
    overtaken = (await sent(parts, second, supersedes=document)).job
    await parts.documents.cancel(USER, document)
    await sent(parts, third, supersedes=document)
    await parts.worker.until_idle()
    assert overtaken
    with pytest.raises(Conflict, match="later version"):
        await parts.jobs.requeue(USER, overtaken.id)
    await parts.worker.until_idle()
    assert await searched(parts, "one two three") == ["three"]


class Faulty(WordParser):
    """Has a fault of ours."""

    async def parse(self, *_: object) -> None:  # type: ignore[override]
        raise RuntimeError("a fault")


async def test_an_unknown_job_is_not_found(parts: Installation) -> None:
    with pytest.raises(NotFound):
        await parts.jobs.requeue(USER, new_job_id())
