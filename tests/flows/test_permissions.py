"""Who reads a document: said as it comes in, changed later, inherited, and never told to others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import ZipFile

import pytest
import pytest_asyncio

from core.documents import Document
from core.encoding import Encoder
from core.errors import Gone, InvalidRequest, NotFound, Refused
from core.ids import CollectionId, DocumentId, document_id
from core.principals import Classification, Principal, Role
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import DEFAULT_COLLECTION, Change
from flows.question import Question
from governance.policy import Action, decide
from tests.parts import HERE, USER, a_person, open_parts

LEGAL, CREDIT = "group:here/legal", "group:here/credit"
NORMAL = frozenset({Role.CONTRIBUTOR})


def of(group: str, *roles: Role, **changes: object) -> Principal:
    said = {"roles": frozenset(roles) or NORMAL, "groups": frozenset({group}), **changes}
    return a_person(f"of-{group}", HERE, **said)


LAWYER, BANKER = of("legal"), of("credit")
MANAGER = of("nothing", Role.MANAGER)


@pytest_asyncio.fixture
async def parts(tmp_path: Path, encoder: Encoder) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", encoder) as opened:
        yield opened


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "bail.txt"
    path.write_text("Le loyer annuel est fixé à 48 000 € hors taxes.\n", "utf-8")
    return path


async def sent(
    parts: Installation, path: Path, who: Principal, *readers: str, **said: object
) -> Document:
    """A file added and read to the end."""
    chosen = {"readers": readers or None, **said}
    accepted = await parts.documents.add(who, path, path.name, DEFAULT_COLLECTION, **chosen)  # type: ignore[arg-type]
    await parts.worker.until_idle()
    return accepted.document


async def sees(parts: Installation, who: Principal, document: DocumentId) -> bool:
    """The same by the document itself, in the list, and in a search."""
    try:
        await parts.documents.get(who, document)
        found = True
    except NotFound:
        found = False
    listed = [one.id for one in await parts.documents.page(who, 50, None)]
    hits = (await parts.asker.search(who, Question("Quel est le loyer ?"), 10)).hits
    searched = {hit.passage.document for hit in hits}
    assert (document in listed) == found
    assert (document in searched) == found
    return found


def zipped(folder: Path, inside: Path) -> Path:
    path = folder / "dossier.zip"
    with ZipFile(path, "w") as archive:
        archive.write(inside, inside.name)
    return path


async def child_of(parts: Installation, document: DocumentId) -> Document:
    async with parts.database.begin() as unit:
        [child] = await unit.documents.children(document)
    return child


async def test_who_adds_a_document_says_who_reads_it(parts: Installation, lease: Path) -> None:
    document = await sent(parts, lease, LAWYER, LEGAL)
    assert await sees(parts, LAWYER, document.id)
    assert not await sees(parts, BANKER, document.id)
    assert not await sees(parts, MANAGER, document.id)


async def test_else_its_collection_does(parts: Installation, lease: Path) -> None:
    document = await sent(parts, lease, LAWYER)
    assert await sees(parts, BANKER, document.id)
    await parts.collections.change(MANAGER, DEFAULT_COLLECTION, Rules(readers=[LEGAL]))
    async with parts.database.begin() as unit:  # at once, before the index knows
        assert await unit.documents.find(decide(BANKER, Action.READ).granted(), document.id) is None
    await parts.worker.until_idle()
    assert await sees(parts, LAWYER, document.id)
    assert not await sees(parts, BANKER, document.id)
    assert [one.name for one in await parts.collections.all(LAWYER)] == [DEFAULT_COLLECTION]
    assert await parts.collections.all(BANKER) == []


async def test_what_one_may_not_see_is_not_said_to_be_there(
    parts: Installation, lease: Path
) -> None:
    """Who has the very bytes gets a document of their own, by the id that they could work out."""
    hidden = await sent(parts, lease, LAWYER, LEGAL)
    again = await parts.documents.add(BANKER, lease, lease.name, DEFAULT_COLLECTION)
    plain = document_id(HERE, DEFAULT_COLLECTION, hidden.version)
    assert (again.unchanged, again.same_as) == (False, ())
    assert again.document.id == plain != hidden.id
    _, [announced] = await parts.batches.announce(
        of("risk"), CollectionId("other"), [("bail.txt", hidden.version)]
    )
    assert announced.document is None
    assert await parts.jobs.unfinished(BANKER, 10)  # their own
    assert {job.document for job in await parts.jobs.unfinished(BANKER, 10)} == {plain}


async def test_only_a_manager_changes_who_reads_what_is_there(
    parts: Installation, lease: Path
) -> None:
    document = await sent(parts, lease, BANKER)
    with pytest.raises(Refused):
        await parts.documents.change(BANKER, document.id, Change(readers=[CREDIT]))
    with pytest.raises(Refused, match="here already"):
        await sent(parts, lease, BANKER, CREDIT)
    with pytest.raises(Refused, match="here already"):
        await sent(parts, lease, BANKER, classification=Classification.PUBLIC)
    assert await sees(parts, LAWYER, document.id)
    await sent(parts, lease, MANAGER, LEGAL)
    assert await sees(parts, LAWYER, document.id)
    assert not await sees(parts, BANKER, document.id)


async def test_a_manager_who_does_not_read_is_shown_what_they_changed(
    parts: Installation, lease: Path
) -> None:
    document = await sent(parts, lease, LAWYER, LEGAL)
    shown = await parts.documents.change(MANAGER, document.id, Change(readers=[CREDIT]))
    assert shown.to_json()["readers"] == [CREDIT]
    await parts.worker.until_idle()
    assert await sees(parts, BANKER, document.id)
    assert not await sees(parts, LAWYER, document.id)
    assert not await sees(parts, MANAGER, document.id)
    assert (await parts.documents.show(BANKER, document.id)).to_json()["description"]
    unread = await parts.documents.change(MANAGER, document.id, Change())
    assert unread.to_json()["description"] == []  # it quotes the document
    everybody = await parts.documents.change(MANAGER, document.id, Change(readers=None))
    assert everybody.to_json()["open_to"] == ["entity:here"]
    assert "readers" not in (await parts.documents.show(BANKER, document.id)).to_json()


async def test_a_document_is_not_put_beyond_what_one_may_see(
    parts: Installation, lease: Path
) -> None:
    internal = of("legal", Role.MANAGER, clearance=Classification.INTERNAL)
    with pytest.raises(InvalidRequest, match="up to internal"):
        await sent(parts, lease, internal, classification=Classification.CONFIDENTIAL)
    document = await sent(parts, lease, internal)
    secret = Change(classification=Classification.RESTRICTED)
    with pytest.raises(InvalidRequest, match="up to internal"):
        await parts.documents.change(internal, document.id, secret)
    await parts.documents.change(USER, document.id, secret)
    await parts.worker.until_idle()
    assert await sees(parts, LAWYER, document.id)
    assert not await sees(parts, internal, document.id)


async def test_public_is_public_and_no_default(parts: Installation, lease: Path) -> None:
    document = await sent(parts, lease, LAWYER, classification=Classification.PUBLIC)
    assert document.classification is Classification.PUBLIC


@pytest.mark.parametrize(
    "said",
    [
        *([], ["entity:there"], ["group:there/legal"], ["group:here/"], ["here"], ["user:here"]),
        *(["group:here/a\nb"], ["group:here/" + "a" * 201], ["entity:here/legal"], ["user:/x"]),
        [f"user:here/{number}" for number in range(201)],
    ],
)
async def test_what_is_no_reader_of_the_entity_is_refused(
    parts: Installation, lease: Path, said: list[str]
) -> None:
    document = await sent(parts, lease, LAWYER)
    with pytest.raises(InvalidRequest) as refused:
        await parts.documents.change(MANAGER, document.id, Change(readers=said))
    assert refused.value.remedy
    assert await sees(parts, BANKER, document.id)


async def test_what_came_in_it_is_read_by_the_same(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    secret = {"classification": Classification.CONFIDENTIAL}
    mail = await sent(parts, zipped(tmp_path, lease), LAWYER, LEGAL, **secret)
    child = await child_of(parts, mail.id)
    assert child.classification is Classification.CONFIDENTIAL
    assert await sees(parts, LAWYER, child.id)
    assert not await sees(parts, BANKER, child.id)
    lower = Change(readers=[CREDIT], classification=Classification.INTERNAL)
    await parts.documents.change(MANAGER, mail.id, lower)
    await parts.worker.until_idle()
    assert not await sees(parts, LAWYER, child.id)
    assert await sees(parts, BANKER, child.id)
    assert (await child_of(parts, mail.id)).classification is Classification.INTERNAL


async def test_what_was_set_apart_is_not_opened_along(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    mail = await sent(parts, zipped(tmp_path, lease), LAWYER)
    child = await child_of(parts, mail.id)
    await parts.documents.change(MANAGER, child.id, Change(readers=[LEGAL]))
    await parts.documents.change(MANAGER, mail.id, Change(readers=[CREDIT]))
    await parts.documents.read_again(BANKER, mail.id)
    await parts.worker.until_idle()
    assert (await child_of(parts, mail.id)).id == child.id  # and no other copy of it
    assert not await sees(parts, BANKER, child.id)
    assert await sees(parts, LAWYER, child.id)
    assert (await parts.documents.get(LAWYER, child.id)).parents == ()  # which they may not see


async def test_that_it_was_there_is_told_to_who_could_read_it(
    parts: Installation, lease: Path
) -> None:
    document = await sent(parts, lease, LAWYER, LEGAL)
    hits = (await parts.asker.search(LAWYER, Question("loyer"), 1)).hits
    chunk = hits[0].passage.chunk
    citation = f"{chunk.reading}~{chunk.locator}"
    await parts.documents.delete(MANAGER, document.id)
    with pytest.raises(Gone):
        await parts.documents.get(LAWYER, document.id)
    with pytest.raises(Gone):
        await parts.pages.citation(LAWYER, citation)
    for who in (BANKER, a_person("stranger", "there"), of("legal", clearance=0)):
        with pytest.raises(NotFound):
            await parts.documents.get(who, document.id)
        with pytest.raises(NotFound):
            await parts.pages.citation(who, citation)


async def test_a_move_tells_nothing_of_what_one_may_not_read(
    parts: Installation, lease: Path
) -> None:
    hidden = await sent(parts, lease, LAWYER, LEGAL)
    other = await parts.documents.add(BANKER, lease, lease.name, CollectionId("other"))
    moved = await parts.documents.change(
        of("credit", Role.MANAGER), other.document.id, Change(collection=DEFAULT_COLLECTION)
    )
    assert moved.document.collection == DEFAULT_COLLECTION
    assert moved.document.id != hidden.id


async def test_an_emptied_collection_leaves_no_rule_behind(
    parts: Installation, lease: Path
) -> None:
    await sent(parts, lease, LAWYER)
    await parts.collections.change(MANAGER, DEFAULT_COLLECTION, Rules(readers=[LEGAL]))
    emptied = await parts.collections.empty(MANAGER, DEFAULT_COLLECTION, 10)
    assert emptied.left == 0
    assert await parts.collections.all(MANAGER) == []
    again = await sent(parts, lease, LAWYER)
    assert await sees(parts, BANKER, again.id)
