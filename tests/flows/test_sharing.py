"""Sharing with other entities: explicit, dated, taken back at once, never forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.sql.migrate import migrate_back
from core.documents import Document
from core.encoding import Encoder
from core.errors import Gone, InvalidRequest, NotFound, Refused
from core.ids import CollectionId
from core.principals import AccessScope, Classification, Principal, Role
from core.sharing import Share
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import DEFAULT_COLLECTION, Change
from flows.permissions.identified import identified
from flows.permissions.sharing import Offer
from flows.question import Question
from flows.tagging import follow_the_day, tag_noted
from ingest.embed import tags_of
from tests.flows.test_permissions import child_of, zipped
from tests.parts import HERE, USER, a_person, added, open_parts

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)
STRANGER = a_person("claire", "there", roles=frozenset({Role.MANAGER}))


@dataclass
class Clock:
    day: date = FIRST

    def today(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def parts(tmp_path: Path, encoder: Encoder, clock: Clock) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", encoder, clock.today) as opened:
        yield opened


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "bail.txt"
    path.write_text("Le loyer annuel est fixé à 48 000 € hors taxes.\n", "utf-8")
    return path


def offer(of: Document | None = None, **changes: object) -> Offer:
    """Of a document, else of the collection of them all."""
    said: dict[str, object] = {
        "document": of.id if of else None,
        "collection": None if of else DEFAULT_COLLECTION,
        "reader": "entity:there",
        "first_day": FIRST,
        "last_day": LAST,
        "reason": "for the audit",
    }
    return Offer(**{**said, **changes})  # type: ignore[arg-type]


async def read_by(parts: Installation, who: Principal) -> set[str]:
    """Names, alike in the list and in a search."""
    now = await identified(parts.database, who)
    listed = {one.name for one in await parts.documents.page(now, 50, None)}
    found = await parts.asker.search(now, Question("Quel est le loyer ?"), 10)
    assert {hit.passage.document_name for hit in found.hits} == listed
    return listed


async def a_day(parts: Installation, clock: Clock, days: int = 1) -> None:
    """Passes, and who looks after the index notes it."""
    clock.day += timedelta(days=days)
    await follow_the_day(parts.database)
    await tag_noted(parts.database, 100)
    await parts.worker.until_idle()


async def test_a_share_holds_from_its_first_to_its_last_day(
    parts: Installation, lease: Path, clock: Clock
) -> None:
    document = await added(parts, lease)
    await parts.sharing.share(USER, offer(document, first_day=date(2026, 3, 3)))
    await parts.worker.until_idle()
    seen = []
    for _ in range(4):
        seen.append(await read_by(parts, STRANGER))
        await a_day(parts, clock)
    assert seen == [set(), {"bail.txt"}, {"bail.txt"}, set()]
    assert await read_by(parts, USER) == {"bail.txt"}


async def test_it_ends_at_once_whatever_the_index_says(
    parts: Installation, lease: Path, clock: Clock
) -> None:
    document = await added(parts, lease)
    made = await parts.sharing.share(USER, offer(document))
    await parts.worker.until_idle()
    assert await read_by(parts, STRANGER) == {"bail.txt"}
    before = await identified(parts.database, STRANGER)  # as of a request that goes on
    await parts.sharing.unshare(USER, made.id)
    for who in (before, await identified(parts.database, STRANGER)):
        assert not (await parts.asker.search(who, Question("loyer"), 10)).hits
        with pytest.raises(NotFound):
            await parts.documents.get(who, document.id)
    again = await parts.sharing.share(USER, offer(document))
    await parts.worker.until_idle()
    clock.day = LAST + timedelta(days=1)  # nobody has told the index
    assert await read_by(parts, STRANGER) == set()
    assert [one.id for one in await parts.sharing.page(USER, 9, ended=True)] == [again.id, made.id]


async def test_what_is_shared_can_be_read_and_nothing_else(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    document = await added(parts, lease)
    other = tmp_path / "autre.txt"
    other.write_text("Le loyer d'un autre bail.", "utf-8")
    await added(parts, other)
    await parts.sharing.share(USER, offer(document))
    await parts.worker.until_idle()
    assert await read_by(parts, STRANGER) == {"bail.txt"}
    stranger = await identified(parts.database, STRANGER)
    shown = (await parts.documents.show(stranger, document.id)).to_json()
    assert (shown["entity"], shown["shared"]) == (HERE, True)
    assert "open_to" not in shown  # who else may read it is no business of theirs
    assert await parts.collections.all(stranger) == []
    assert await parts.jobs.unfinished(stranger, 9) == []
    found = await parts.asker.ask(stranger, Question("Quel est le loyer annuel ?"))
    assert found.searched.documents == 1
    for forbidden in (
        parts.documents.change(stranger, document.id, Change(hold="mine")),
        parts.documents.delete(stranger, document.id),
        parts.documents.read_again(stranger, document.id),
        parts.describer.correct(stranger, document.id, {"title": ["Mine"]}),
        parts.sharing.share(stranger, offer(document, reader="entity:elsewhere")),
    ):
        with pytest.raises(NotFound):
            await forbidden


async def test_only_whom_it_is_shared_with_up_to_their_clearance(
    parts: Installation, lease: Path
) -> None:
    document = await added(parts, lease)
    await parts.documents.change(
        USER, document.id, Change(classification=Classification.CONFIDENTIAL)
    )
    await parts.sharing.share(USER, offer(document, reader="group:there/audit"))
    await parts.worker.until_idle()
    auditor = a_person("paul", "there", groups=frozenset({"audit"}))
    namesake = a_person("paul", "elsewhere", groups=frozenset({"audit"}))
    low = a_person("lea", "there", groups=frozenset({"audit"}), clearance=Classification.INTERNAL)
    assert await read_by(parts, auditor) == {"bail.txt"}
    for who in (STRANGER, namesake, low):
        assert await read_by(parts, who) == set()


async def test_a_collection_is_shared_with_what_comes_there(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    """And without what says by itself who reads it, or goes elsewhere."""
    await added(parts, lease)
    await parts.sharing.share(USER, offer())
    late, apart = tmp_path / "late.txt", tmp_path / "apart.txt"
    late.write_text("Le loyer d'un bail tardif.", "utf-8")
    apart.write_text("Le loyer d'un bail à part.", "utf-8")
    later = await added(parts, late)
    await parts.documents.add(
        USER, apart, apart.name, DEFAULT_COLLECTION, readers=["group:here/legal"]
    )
    await parts.worker.until_idle()
    assert await read_by(parts, STRANGER) == {"bail.txt", "late.txt"}
    await parts.documents.change(USER, later.id, Change(collection=CollectionId("elsewhere")))
    await parts.collections.change(USER, DEFAULT_COLLECTION, Rules(readers=["group:here/legal"]))
    await parts.worker.until_idle()
    assert await read_by(parts, STRANGER) == {"bail.txt"}


async def test_what_came_in_a_document_is_shared_along(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    mail = await added(parts, zipped(tmp_path, lease))
    child = await child_of(parts, mail.id)
    made = await parts.sharing.share(USER, offer(mail))
    await parts.worker.until_idle()
    stranger = await identified(parts.database, STRANGER)
    assert (await parts.documents.get(stranger, child.id)).parents == (mail.id,)
    await parts.documents.change(USER, child.id, Change(readers=["group:here/legal"]))
    with pytest.raises(NotFound):  # set apart since
        await parts.documents.get(stranger, child.id)
    await parts.sharing.unshare(USER, made.id)
    with pytest.raises(NotFound):
        await parts.documents.get(stranger, mail.id)


async def test_that_a_shared_document_was_deleted_is_told(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    made = await parts.sharing.share(USER, offer(document))
    await parts.documents.delete(USER, document.id)
    stranger = await identified(parts.database, STRANGER)
    with pytest.raises(Gone):
        await parts.documents.get(stranger, document.id)
    assert [one.id for one in await parts.sharing.page(USER, 9)] == [made.id]


@pytest.mark.parametrize(
    "wrong",
    [
        *({"reader": "entity:here"}, {"reader": "there"}, {"last_day": date(2026, 3, 1)}),
        *({"first_day": date(2026, 3, 5)}, {"last_day": date(2036, 4, 1)}, {"reason": " \n"}),
        *({"collection": DEFAULT_COLLECTION}, {"document": None}, {"reason": "a" * 501}),
    ],
)
async def test_what_is_no_share_is_refused(
    parts: Installation, lease: Path, wrong: dict[str, object]
) -> None:
    document = await added(parts, lease)
    with pytest.raises(InvalidRequest):
        await parts.sharing.share(USER, offer(document, **wrong))
    assert await parts.sharing.page(USER, 9, ended=True) == []


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.AUDITOR, Role.ADMIN])
async def test_only_who_manages_documents_shares_them(parts: Installation, role: Role) -> None:
    person = a_person("paul", HERE, roles=frozenset({role}))
    with pytest.raises(Refused):
        await parts.sharing.share(person, offer())
    with pytest.raises(Refused):
        await parts.sharing.page(person, 9)


async def test_a_collection_is_shared_by_who_may_see_all_that_is_on_it(
    parts: Installation, lease: Path
) -> None:
    document = await added(parts, lease)
    manager = a_person("marc", HERE, clearance=Classification.CONFIDENTIAL)
    with pytest.raises(Refused, match="all that can be on it"):
        await parts.sharing.share(manager, offer())
    await parts.sharing.share(manager, offer(document))
    await parts.sharing.share(USER, offer())


async def test_others_neither_see_nor_end_a_share(parts: Installation, lease: Path) -> None:
    made = await parts.sharing.share(USER, offer(await added(parts, lease)))
    assert await parts.sharing.page(STRANGER, 9, ended=True) == []
    with pytest.raises(NotFound):
        await parts.sharing.unshare(STRANGER, made.id)
    ended = await parts.sharing.unshare(USER, made.id)
    assert ended.revoked_by == USER.id
    assert (await parts.sharing.unshare(USER, made.id)).revoked_at == ended.revoked_at


async def test_shares_are_listed_a_page_at_a_time(parts: Installation) -> None:
    made = [await parts.sharing.share(USER, offer()) for _ in range(5)]
    found: list[Share] = []
    while page := await parts.sharing.page(USER, 2, found[-1].id if found else None):
        found += page
    assert {one.id for one in found} == {one.id for one in made}
    assert [one.created_at for one in found] == sorted(
        (one.created_at for one in made), reverse=True
    )


async def test_an_index_of_before_is_brought_up_to_date(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    """Its points name no reader: nobody finds them, until whoever works has seen to it."""
    database = f"sqlite:///{tmp_path / 'data' / 'probant.db'}"
    async with open_parts(tmp_path / "data", encoder) as parts:
        document = await added(parts, lease)
        index = (await parts.spaces.live()).index
        old = tags_of(document)
        await index.tag(
            HERE, document.id, type(old)(old.collection, old.classification, old.validity, ())
        )
    await migrate_back(database, "0009")
    async with open_parts(tmp_path / "data", encoder) as parts:
        assert not (await parts.asker.search(USER, Question("loyer"), 5)).hits
        assert await tag_noted(parts.database, 100) == 1
        await parts.worker.until_idle()
        assert await read_by(parts, USER) == {"bail.txt"}
        assert await tag_noted(parts.database, 100) == 0


async def test_sharers_are_those_of_today(parts: Installation, lease: Path, clock: Clock) -> None:
    document = await added(parts, lease)
    await parts.sharing.share(USER, offer(document))
    async with parts.database.begin() as unit:
        assert await unit.shares.sharers(STRANGER.entity, STRANGER.readers) == (HERE,)
        assert await unit.shares.sharers(USER.entity, USER.readers) == ()
        whole = AccessScope.whole(HERE)
        assert (await unit.documents.find(whole, document.id)) is not None
    clock.day = LAST + timedelta(days=1)
    async with parts.database.begin() as unit:
        assert await unit.shares.sharers(STRANGER.entity, STRANGER.readers) == ()
