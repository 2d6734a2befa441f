"""A collection in step with a folder, as a command brings it there."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from cli import folder
from cli.backend import Backend
from cli.folder import Synced
from cli.view import Told
from core.errors import Held, InvalidRequest
from tests.cli.backends import FakeServer

pytestmark = pytest.mark.asyncio


async def sync(server: FakeServer, directory: Path, *, delete: bool = False) -> Synced:
    def show(told: Told) -> None:
        if told.sent == told.to_send:
            server.read_all()

    backend = cast("Backend", server)
    found = await folder.look(directory, show)
    todo = await folder.planned(backend, "default", found)
    return await folder.bring_in_step(backend, "default", found, todo, show, delete=delete)


async def test_a_folder_goes_in_and_then_there_is_nothing_to_do(tmp_path: Path) -> None:
    server = FakeServer()
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "bail.txt").write_text("bail", "utf-8")
    (tmp_path / "note.txt").write_text("note", "utf-8")
    (tmp_path / ".hidden").write_text("hidden", "utf-8")
    first = await sync(server, tmp_path)
    assert first.to_json()["added"] == ["2024/bail.txt", "note.txt"]
    assert {one["source"] for one in server.documents.values()} == {"2024/bail.txt", "note.txt"}
    again = await sync(server, tmp_path)
    assert len(server.uploads) == 2
    assert again.to_json()["unchanged"] == 2
    assert again.documents == []


async def test_a_moved_file_is_not_sent(tmp_path: Path) -> None:
    server = FakeServer()
    (tmp_path / "a.txt").write_text("a", "utf-8")
    await sync(server, tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    synced = await sync(server, tmp_path, delete=True)
    assert synced.to_json()["moved"] == [{"from": "a.txt", "to": "b.txt"}]
    assert [one["source"] for one in server.documents.values()] == ["b.txt"]
    assert len(server.uploads) == 1


async def test_a_changed_file_is_sent_as_the_next_version(tmp_path: Path) -> None:
    server = FakeServer()
    (tmp_path / "a.txt").write_text("one", "utf-8")
    await sync(server, tmp_path)
    [first] = server.documents
    (tmp_path / "a.txt").write_text("two", "utf-8")
    await sync(server, tmp_path)
    assert server.uploads[-1].supersedes == first


async def test_what_is_gone_is_told_and_deleted_only_when_asked(tmp_path: Path) -> None:
    server = FakeServer()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name, "utf-8")
    await sync(server, tmp_path)
    (tmp_path / "a.txt").unlink()
    told = await sync(server, tmp_path)
    assert (told.to_json()["vanished"], told.deleted) == (["a.txt"], [])
    assert len(server.documents) == 2
    assert (await sync(server, tmp_path, delete=True)).deleted == ["a.txt"]
    assert [one["source"] for one in server.documents.values()] == ["b.txt"]


class Holding(FakeServer):
    async def delete(self, document: str) -> None:
        raise Held("It is held.")


async def test_a_hold_keeps_what_is_gone_from_the_folder(tmp_path: Path) -> None:
    server = Holding()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name, "utf-8")
    await sync(server, tmp_path)
    (tmp_path / "a.txt").unlink()
    synced = await sync(server, tmp_path, delete=True)
    assert (synced.held, synced.deleted) == (["a.txt"], [])


async def test_an_empty_folder_does_not_empty_the_collection(tmp_path: Path) -> None:
    server = FakeServer()
    (tmp_path / "a.txt").write_text("a", "utf-8")
    await sync(server, tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InvalidRequest, match="would remove them all"):
        await sync(server, tmp_path, delete=True)
    assert len(server.documents) == 1


async def test_another_folder_does_not_empty_the_collection(tmp_path: Path) -> None:
    server, right, wrong = FakeServer(), tmp_path / "right", tmp_path / "wrong"
    for place in (right, wrong):
        place.mkdir()
        (place / f"{place.name}.txt").write_text(place.name, "utf-8")
    await sync(server, right)
    with pytest.raises(InvalidRequest, match="would remove them all"):
        await sync(server, wrong, delete=True)
    assert [one["source"] for one in server.documents.values()] == ["right.txt"]
    # Whoever means it brings the other folder in first.
    await sync(server, wrong)
    assert (await sync(server, wrong, delete=True)).deleted == ["right.txt"]


async def test_what_is_in_a_folder_that_cannot_be_listed_is_not_gone(tmp_path: Path) -> None:
    server = FakeServer()
    (tmp_path / "2024").mkdir()
    for path in ("2024/a.txt", "2024.txt", "b.txt"):
        (tmp_path / path).write_text(path, "utf-8")
    await sync(server, tmp_path)
    found = await folder.look(tmp_path, lambda told: None)
    for path in ("2024/a.txt", "2024.txt"):
        del found.paths[path], found.versions[path]
    found.unreadable["2024"] = {}
    todo = await folder.planned(cast("Backend", server), "default", found)
    assert [one.source for one in todo.vanished] == ["2024.txt"]


async def test_a_link_that_leads_out_of_the_folder_is_not_sent(tmp_path: Path) -> None:
    server, inside = FakeServer(), tmp_path / "folder"
    (inside / "sub").mkdir(parents=True)
    (tmp_path / "key.txt").write_text("what only this user may read", "utf-8")
    (inside / "sub" / "a.txt").write_text("a", "utf-8")
    (inside / "out.txt").symlink_to(tmp_path / "key.txt")
    (inside / "alias.txt").symlink_to(inside / "sub" / "a.txt")
    (inside / "round").symlink_to(inside)
    synced = await sync(server, inside)
    assert [upload.path.name for upload in server.uploads] == ["alias.txt"]
    [refused] = [one for one in synced.documents if one["status"] == "failed"]
    assert (refused["name"], refused["errors"][0]["category"]) == ("out.txt", "unreadable")


async def test_a_file_that_cannot_be_read_is_not_gone(tmp_path: Path) -> None:
    server = FakeServer()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name, "utf-8")
    await sync(server, tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").symlink_to("/proc/self/mem")  # its first byte can't be read
    synced = await sync(server, tmp_path, delete=True)
    assert (synced.deleted, synced.to_json()["vanished"]) == ([], [])
    assert [one["status"] for one in synced.documents] == ["failed"]


async def test_a_document_added_by_hand_is_taken_over(tmp_path: Path) -> None:
    server = FakeServer()
    (tmp_path / "a.txt").write_text("a", "utf-8")
    known = (await folder.look(tmp_path, lambda told: None)).versions["a.txt"]
    server.has(known)
    await sync(server, tmp_path)
    assert server.uploads == []
    assert [one["source"] for one in server.documents.values()] == ["a.txt"]
