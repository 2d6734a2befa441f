"""Who reads what, said and shown the same in this process and by a server."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.backend import Backend, Upload
from cli.commands.permissions import command as permissions
from cli.commands.permissions import look
from cli.commands.share import command as share
from core.errors import InvalidRequest, NotFound
from core.ids import CollectionId, DocumentId
from core.principals import Classification
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import Change
from flows.permissions.sharing import Offer
from governance.identity import local_user
from tests.parts import HERE, added

USER = local_user(HERE)
LEGAL = "group:here/legal"
NEXT_WEEK = datetime.now(UTC).date() + timedelta(days=7)


def offer(of: str, **changes: object) -> Offer:
    said: dict[str, object] = {
        "document": DocumentId(of),
        "collection": None,
        "reader": "entity:there",
        "first_day": None,
        "last_day": NEXT_WEEK,
        "reason": "for the audit",
    }
    return Offer(**{**said, **changes})  # type: ignore[arg-type]


async def test_a_document_is_for_some(backend: Backend, parts: Installation, lease: Path) -> None:
    document = (await added(parts, lease, USER)).id
    change = Change(readers=[LEGAL], classification=Classification.PUBLIC)
    changed = await backend.change(document, change)
    assert (changed["readers"], changed["open_to"]) == ([LEGAL], [LEGAL])
    assert changed["classification"] == "public"
    with pytest.raises(NotFound):  # a manager who is none of them
        await backend.document(document)
    assert (await look(backend, document))["open_to"] == [LEGAL]
    with pytest.raises(NotFound):
        await look(backend, "no-such-document")
    everybody = await backend.change(document, Change(readers=None))
    assert (everybody["readers"], everybody["open_to"]) == (None, ["entity:here"])
    with pytest.raises(InvalidRequest):
        await backend.change(document, Change(readers=["group:there/legal"]))


async def test_so_is_a_collection(backend: Backend, parts: Installation, lease: Path) -> None:
    document = (await added(parts, lease, USER)).id
    changed = await backend.change_collection("default", Rules(readers=[LEGAL]))
    assert changed["readers"] == [LEGAL]
    with pytest.raises(NotFound):
        await backend.document(document)
    changed = await backend.change_collection("default", Rules(readers=None))
    assert changed["readers"] is None
    assert (await backend.document(document))["open_to"] == ["entity:here"]


async def test_a_file_is_sent_for_some(backend: Backend, parts: Installation, lease: Path) -> None:
    batch = (await backend.announce("default", [], None))["id"]
    readers = ("entity:here",)
    upload = Upload(lease, "default", batch, readers=readers, classification="confidential")
    sent = await backend.send(upload)
    shown = await backend.document(sent["id"])
    assert (shown["readers"], shown["classification"]) == (["entity:here"], "confidential")


async def test_documents_are_shared_and_taken_back(
    backend: Backend, parts: Installation, lease: Path
) -> None:
    document = (await added(parts, lease, USER)).id
    made = await backend.share(offer(document))
    every = await backend.share(
        offer("", document=None, collection=CollectionId("default"), first_day=date(2026, 1, 1))
    )
    assert (made["document"], made["until"]) == (document, NEXT_WEEK.isoformat())
    assert (every["collection"], every["from"]) == ("default", "2026-01-01")
    assert {one["id"] for one in await backend.shares(ended=False)} == {made["id"], every["id"]}
    ended = await backend.unshare(made["id"])
    assert ended["revoked_by"] == USER.id
    assert [one["id"] for one in await backend.shares(ended=False)] == [every["id"]]
    assert len(await backend.shares(ended=True)) == 2
    with pytest.raises(NotFound):
        await backend.unshare("no-such-share")
    with pytest.raises(InvalidRequest):
        await backend.share(offer(document, reader="entity:here"))


@pytest.mark.parametrize(
    "arguments",
    [
        *([], ["ID", "--collection", "C"], ["ID", "--reader", LEGAL, "--everybody"]),
        *(["--collection", "C", "--classification", "public"], ["ID", "--classification", "top"]),
    ],
)
def test_what_can_not_be_meant_is_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(permissions, arguments).exit_code == 2


@pytest.mark.parametrize("left_out", ["--with", "--until", "--why"])
def test_a_share_says_with_whom_for_how_long_and_why(left_out: str) -> None:
    given = {"--with": "entity:there", "--until": "2026-01-31", "--why": "audit"}
    rest = [part for name, value in given.items() if name != left_out for part in (name, value)]
    assert CliRunner().invoke(share, ["ID", *rest]).exit_code == 2
