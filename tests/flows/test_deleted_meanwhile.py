"""Deleting, adding again and outages in every order: no vector is lost, none is left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import Unavailable
from core.ids import ChunkId, CollectionId, DocumentId, EntityId
from core.indexing import IndexPoint, VectorIndex
from core.outcomes import Status
from core.principals import AccessScope, SearchFilter
from flows.bootstrap import Installation
from flows.question import Question
from ingest.backoff import Backoff
from tests.parts import HERE, USER, added, open_parts, with_index

EVERYTHING = SearchFilter(AccessScope.whole(HERE))


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "bail.txt"
    path.write_text("Le loyer annuel est fixé à 48 000 € hors taxes.\n", "utf-8")
    return path


@dataclass
class Outage:
    """How often writes and deletions of an index fail from now on."""

    deletes: int = 0
    upserts: int = 0

    def around(self, inner: VectorIndex) -> Failing:
        return Failing(inner, self)


class Failing:
    """An index that fails as often as it is told to, at what it is told to."""

    def __init__(self, inner: VectorIndex, outage: Outage) -> None:
        self._inner, self._outage = inner, outage

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        return await self._inner.digests(chunks)

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        self._outage.upserts -= 1
        if self._outage.upserts >= 0:
            raise Unavailable("The index does not answer.")
        await self._inner.upsert(points)

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        self._outage.deletes -= 1
        if self._outage.deletes >= 0:
            raise Unavailable("The index does not answer.")
        await self._inner.delete_document(entity, document)


def impatient(parts: Installation) -> Installation:
    """Its worker tries again at once what an outage stopped."""
    return replace(parts, worker=replace(parts.worker, backoff=Backoff(0, 0)))


async def points(parts: Installation) -> int:
    return await (await parts.spaces.live()).index.count(EVERYTHING)


async def test_a_late_purge_leaves_what_was_added_again(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        document = await added(parts, lease)
        await parts.documents.delete(USER, document.id)
        outage = Outage(deletes=1)
        flaky = with_index(impatient(parts), outage.around)
        await flaky.worker.until_idle()
        assert outage.deletes == 0
        await added(impatient(parts), lease)
        assert await points(parts) == 1
        assert (await parts.asker.ask(USER, Question("Quel est le loyer annuel ?"))).citations


class DeletesMeanwhile:
    """An index during whose first write somebody deletes the document."""

    def __init__(self, inner: VectorIndex, parts: Installation, document: DocumentId) -> None:
        self._inner, self._parts, self._document = inner, parts, document

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        return await self._inner.digests(chunks)

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        await self._parts.documents.delete(USER, self._document)
        await self._parts.worker.until_idle()
        await self._inner.upsert(points)

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        await self._inner.delete_document(entity, document)


async def test_a_document_deleted_while_it_is_read_leaves_nothing(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        collection = CollectionId("default")
        accepted = await parts.documents.add(USER, lease, lease.name, collection)
        busy = with_index(parts, lambda index: DeletesMeanwhile(index, parts, accepted.document.id))
        # A worker of its own name: the purge is another worker's.
        busy = replace(busy, worker=replace(busy.worker, name="busy"))
        await busy.worker.until_idle()
        await parts.worker.until_idle()
        assert await points(parts) == 0
        assert not [path for path in (tmp_path / "data" / "blobs").rglob("*") if path.is_file()]


async def test_outages_cost_no_attempt(tmp_path: Path, encoder: Encoder, lease: Path) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        accepted = await parts.documents.add(USER, lease, lease.name, CollectionId("default"))
        outage = Outage(upserts=10)
        flaky = with_index(impatient(parts), outage.around)
        for _ in range(11):
            await flaky.worker.until_idle()
        document = await parts.documents.get(USER, accepted.document.id)
        assert document.outcome.status is Status.INDEXED


async def test_a_cell_is_quoted_whole_and_a_long_one_is_read(
    tmp_path: Path, encoder: Encoder
) -> None:
    sheet = tmp_path / "notes.csv"
    long = " ".join(f"Observation numéro {n} sur le lot." for n in range(120))
    answer = "Le dépôt de garantie vaut trois termes. Il est versé à la signature."
    sheet.write_text(f'Lot;Note\nA;"{answer}"\n\n\n"{long}"\n', "utf-8")
    async with open_parts(tmp_path / "data", encoder) as parts:
        document = await added(parts, sheet)
        assert document.outcome.status is Status.INDEXED
        found = await parts.asker.ask(USER, Question("Que vaut le dépôt de garantie ?"))
        for citation in found.citations:
            assert (await parts.pages.citation(USER, citation.id)).quote == citation.quote


async def test_rows_of_short_figures_are_answered(tmp_path: Path, encoder: Encoder) -> None:
    sheet = tmp_path / "comptes.csv"
    sheet.write_text("Poste;2024;2023\nChiffre d'affaires;862;517\nCharges;12;345\n", "utf-8")
    async with open_parts(tmp_path / "data", encoder) as parts:
        await added(parts, sheet)
        found = await parts.asker.ask(USER, Question("Quel est le chiffre d'affaires en 2024 ?"))
        assert "862" in found.text
