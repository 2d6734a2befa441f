"""What a command does with documents is the same in this process and by a server."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli.backend import Backend, Upload
from cli.local import Local
from core.errors import Held, NotFound, Unreadable
from core.ids import CollectionId
from core.outcomes import Status
from core.principals import AccessScope
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import Change
from governance.identity import local_user
from tests.flows.lives import sent, stored, text
from tests.parts import HERE, added

USER = local_user(HERE)


async def test_documents_are_listed_shown_and_changed(
    backend: Backend, parts: Installation, lease: Path
) -> None:
    document = (await added(parts, lease, USER)).id
    change = Change(CollectionId("baux"), date(2020, 1, 1), None, "Litige")
    changed = await backend.change(document, change)
    assert (changed["collection"], changed["valid_from"]) == ("baux", "2020-01-01")
    assert await backend.document(document) == changed | {"job": None}
    assert await backend.documents("baux", Status.INDEXED) == [changed]
    assert await backend.documents("baux", Status.FAILED) == []
    assert [version["number"] for version in await backend.versions(document)] == [1]
    corrected = await backend.correct(document, {"issuer": ["SCI Tournelune"]})
    assert corrected["description"][0]["value"] == "SCI Tournelune"
    with pytest.raises(Held):
        await backend.delete(document)
    await backend.change(document, Change(hold=None))
    await backend.delete(document)
    assert await backend.documents(None, None) == []
    with pytest.raises(NotFound):
        await backend.delete(document)


async def test_reading_is_stopped_and_taken_up_again(
    backend: Backend, parts: Installation, lease: Path
) -> None:
    document = (await sent(parts, lease, USER)).document.id
    assert (await backend.cancel(document))["status"] == "cancelled"
    await backend.retry(document)
    await parts.worker.until_idle()  # the server's own
    assert (await backend.document(document))["status"] == "indexed"
    await backend.read_again(document)
    await parts.worker.until_idle()
    assert (await backend.document(document))["job"] is None


async def test_collections_are_ruled_and_emptied(
    backend: Backend, parts: Installation, lease: Path
) -> None:
    await added(parts, lease, USER)
    await backend.change_collection("default", Rules(dense_weight=0.7))
    ruled = await backend.change_collection("default", Rules(retention_days=30))
    assert await backend.collections() == [ruled]
    assert (ruled["documents"], ruled["retention_days"], ruled["hold"]) == (1, 30, None)
    assert ruled["dense_weight"] == 0.7
    assert await backend.empty_collection("default") == {"deleted": 1, "left": 0}
    assert await backend.collections() == []


async def test_deleting_a_collection_reads_nothing_that_waits(
    parts: Installation, tmp_path: Path, lease: Path
) -> None:
    await added(parts, lease, USER, "baux")
    waiting = (await sent(parts, text(tmp_path, "a.txt", "what waits"), USER)).document
    local = Local(parts, USER)
    assert await local.empty_collection("baux") == {"deleted": 1, "left": 0}
    assert stored(parts) == [await parts.blobs.path(AccessScope.whole(HERE), HERE, waiting.version)]
    assert (await local.document(waiting.id))["status"] == "queued"


async def test_a_file_that_vanishes_on_its_way_is_refused_alone(
    backend: Backend, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        await backend.send(Upload(tmp_path / "gone.txt", "default", ""))
