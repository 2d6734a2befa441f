"""Documents come in once, under a name that can harm nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Gone, InvalidRequest, NotFound, TooLarge
from core.ids import CollectionId, DocumentId
from core.outcomes import Status
from flows.bootstrap import Installation
from flows.documents import check_collection
from ingest.names import safe_name
from tests.flows.lives import stored, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added, open_parts

DEFAULT = CollectionId("default")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder(), max_upload_mb=1) as opened:
        yield opened


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "bail.txt"
    path.write_text("Le loyer annuel est de 48 000 €.", "utf-8")
    return path


async def test_the_same_bytes_sent_at_once_are_one_document(
    parts: Installation, lease: Path
) -> None:
    names = [f"copy-{rank}.txt" for rank in range(5)]
    accepted = await asyncio.gather(
        *(parts.documents.add(USER, lease, name, DEFAULT) for name in names)
    )
    assert len({one.document.id for one in accepted}) == 1
    assert len({one.job.id for one in accepted if one.job}) == 1
    assert all(one.job for one in accepted)
    [document] = await parts.documents.page(USER, 10, None)
    await parts.worker.until_idle()
    assert (await parts.documents.get(USER, document.id)).outcome.status is Status.INDEXED


async def test_the_same_bytes_sent_while_they_are_read_are_one_document(
    parts: Installation, lease: Path
) -> None:
    first = await parts.documents.add(USER, lease, "a.txt", DEFAULT)
    again = await parts.documents.add(USER, lease, "b.txt", DEFAULT)
    assert first.job
    assert again.job
    assert (again.document.id, again.job.id) == (first.document.id, first.job.id)
    assert not again.unchanged
    await parts.worker.until_idle()
    assert (await parts.documents.add(USER, lease, "c.txt", DEFAULT)).unchanged


async def test_the_same_bytes_in_two_collections_are_two_documents(
    parts: Installation, lease: Path
) -> None:
    one = await added(parts, lease)
    other = await added(parts, lease, collection="other")
    assert one.id != other.id
    await parts.documents.delete(USER, one.id)
    await parts.worker.until_idle()
    assert (await parts.documents.get(USER, other.id)).outcome.status is Status.INDEXED


async def test_a_failed_document_is_tried_again_when_it_is_sent_again(
    parts: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\ngarbage")
    failed = await added(parts, path)
    assert failed.outcome.status is Status.FAILED
    assert failed.outcome.errors
    assert (await parts.documents.add(USER, path, path.name, DEFAULT)).job


async def test_bytes_sent_again_right_after_a_deletion_are_read(
    parts: Installation, lease: Path
) -> None:
    document = await added(parts, lease)
    await parts.documents.delete(USER, document.id)
    again = await parts.documents.add(USER, lease, lease.name, DEFAULT)
    assert again.document.id == document.id
    await parts.worker.until_idle()
    assert (await parts.documents.get(USER, document.id)).outcome.status is Status.INDEXED


async def test_a_document_just_small_enough_comes_in_and_a_byte_more_does_not(
    parts: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 1_000_000)
    await parts.documents.add(USER, path, path.name, DEFAULT)
    path.write_bytes(b"a" * 1_000_001)
    with pytest.raises(TooLarge, match="1 MB"):
        await parts.documents.add(USER, path, path.name, DEFAULT)
    assert len(await parts.documents.page(USER, 10, None)) == 1


async def test_what_is_not_there_can_be_neither_shown_nor_deleted(
    parts: Installation, lease: Path
) -> None:
    unknown = DocumentId("00000000-0000-0000-0000-000000000000")
    for act in (parts.documents.get, parts.documents.delete):
        with pytest.raises(NotFound):
            await act(USER, unknown)
    document = await added(parts, lease)
    await parts.documents.delete(USER, document.id)
    with pytest.raises(Gone):
        await parts.documents.get(USER, document.id)
    with pytest.raises(NotFound):
        await parts.documents.delete(USER, document.id)


@pytest.mark.parametrize(
    "name", ["a", "0", "default", "baux-2023", "a.b_c-d", "a" * 64, "comptes.annuels"]
)
def test_a_collection_has_a_plain_name(name: str) -> None:
    check_collection(name)


@pytest.mark.parametrize(
    "name",
    ["", "A", "é", "a b", "a/b", "..", ".a", "a.", "-a", "a-", "a" * 65, "a\n", "a\0", "*", "a,b"],
)
def test_any_other_name_is_none(name: str) -> None:
    with pytest.raises(InvalidRequest, match="collection name"):
        check_collection(name)


async def test_nothing_comes_into_a_collection_without_a_plain_name(
    parts: Installation, lease: Path
) -> None:
    with pytest.raises(InvalidRequest, match="collection name"):
        await parts.documents.add(USER, lease, lease.name, CollectionId("../elsewhere"))
    assert await parts.documents.page(USER, 10, None) == []


@given(st.text() | st.text("/\\.:~ \0\n\x7fabc\u202e\u200b", max_size=30))
def test_a_name_has_no_path_no_hidden_sign_and_is_never_empty(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 200
    assert not set(safe) & set("/\\\0\n\u202e")
    assert safe.isprintable()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("bail.pdf", "bail.pdf"),
        ("C:\\dossiers\\bail.pdf", "bail.pdf"),
        ("../../etc/passwd", "passwd"),
        ("", "document"),
        ("///", "document"),
        ("exe\u202efdp.bail", "exefdp.bail"),
        ("Été 2023 – état.pdf", "Été 2023 – état.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_the_last_part_of_a_path_is_the_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["..", ". ", "a/.. ", "a" * 9 + " " + "b" * 199])
def test_a_name_is_no_folder_and_has_no_space_around_it(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe.strip()
    assert safe not in {".", ".."}


async def listed(parts: Installation) -> dict[str, tuple[str, ...]]:
    """Name → the documents it came in."""
    return {d.name: d.parents for d in await parts.documents.page(USER, 50, None)}


async def test_what_is_in_an_archive_is_read_and_goes_with_it(
    parts: Installation, tmp_path: Path, lease: Path
) -> None:
    inner = zipped(
        tmp_path, {"loin.txt": text(tmp_path, "text.txt", "Le bail commercial.")}, "dedans.zip"
    )
    members = {"lots/bail.txt": lease, "dedans.zip": inner}
    archive = await added(parts, zipped(tmp_path, members))
    await parts.worker.until_idle()
    found = await listed(parts)
    assert set(found) == {"envoi.zip", "bail.txt", "dedans.zip", "loin.txt"}
    assert (found["envoi.zip"], found["bail.txt"]) == ((), (archive.id,))
    statuses = {d.outcome.status for d in await parts.documents.page(USER, 50, None)}
    assert statuses == {Status.INDEXED}
    await parts.documents.delete(USER, archive.id)
    await parts.worker.until_idle()
    assert await listed(parts) == {}
    assert stored(parts) == []


@pytest.mark.parametrize("own_comes_first", [True, False])
async def test_what_was_also_added_on_its_own_stays(
    parts: Installation, tmp_path: Path, lease: Path, own_comes_first: bool
) -> None:
    if own_comes_first:
        await added(parts, lease)
    archive = await added(parts, zipped(tmp_path, {"bail.txt": lease}))
    await parts.worker.until_idle()
    if not own_comes_first:
        await added(parts, lease)
    await parts.documents.delete(USER, archive.id)
    await parts.worker.until_idle()
    assert await listed(parts) == {"bail.txt": ()}
    [document] = await parts.documents.page(USER, 10, None)
    assert document.outcome.status is Status.INDEXED


async def test_archives_in_archives_in_archives_cost_one_error(
    parts: Installation, tmp_path: Path
) -> None:
    path = text(tmp_path, "text.txt", "Le loyer.")
    for depth in range(1, 7):
        path = zipped(tmp_path, {path.name: path}, f"{depth}.zip")
    await added(parts, path)
    await parts.worker.until_idle()
    documents = {d.name: d for d in await parts.documents.page(USER, 50, None)}
    assert set(documents) == {"6.zip", "5.zip", "4.zip"}
    errors = [error for d in documents.values() for error in d.outcome.errors]
    assert [error.category for error in errors] == ["unsupported"]
    assert documents["4.zip"].outcome.status is Status.PARTIAL


async def test_an_attachment_of_two_mails_goes_with_the_last_of_them(
    parts: Installation, tmp_path: Path, lease: Path
) -> None:
    first = await added(parts, zipped(tmp_path, {"bail.txt": lease}, "un.zip"))
    note = text(tmp_path, "note.txt", "Une note.")
    second = await added(parts, zipped(tmp_path, {"b.txt": lease, "n.txt": note}, "deux.zip"))
    await parts.worker.until_idle()
    assert set((await listed(parts))["bail.txt"]) == {first.id, second.id}
    await parts.documents.delete(USER, first.id)
    assert (await listed(parts))["bail.txt"] == (second.id,)
    await parts.documents.delete(USER, second.id)
    await parts.worker.until_idle()
    assert await listed(parts) == {}
    assert stored(parts) == []
