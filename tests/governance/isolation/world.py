"""Has what happens in the town really happen: through the flows, the database and the index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from core.ids import ChunkId, CollectionId, DocumentId, EntityId, Reader
from core.indexing import IndexPoint, VectorIndex
from core.principals import (
    AccessScope,
    Classification,
    Principal,
    Role,
    entity_reader,
    group_reader,
    user_reader,
)
from core.sharing import ShareId
from core.stores import Database, UnitOfWork
from flows.documents.change import Change, changed
from flows.documents.delete import delete
from flows.permissions.permit import Permissions, permit, permit_collection
from flows.permissions.sharing import Offer, share, unshare
from ingest.embed import tags_of
from tests.contracts.databases import a_document, a_reading, chunks_of
from tests.governance.isolation.oracle import Event, Person, Who

_FIRST_DAY = date(2026, 1, 1)


@dataclass
class Clock:
    day: int = 0

    def today(self) -> date:
        return on(self.day)


def on(day: int) -> date:
    return _FIRST_DAY + timedelta(days=day)


def reader_of(who: Who) -> Reader:
    kind, entity, name = who
    its = EntityId(entity)
    match kind:
        case "everybody":
            return entity_reader(its)
        case "group":
            return group_reader(its, name)
        case _:
            return user_reader(its, name)


def principal_of(person: Person) -> Principal:
    return Principal(
        person.name,
        EntityId(person.entity),
        Classification(person.level),
        frozenset(map(Role, person.roles)),
        person.groups,
    )


@dataclass
class World:
    database: Database
    index: VectorIndex | None = None
    ids: dict[str, DocumentId] = field(default_factory=dict)
    chunks: dict[str, ChunkId] = field(default_factory=dict)
    _entities: dict[str, str] = field(default_factory=dict)
    """Of documents and of shares."""
    _shares: dict[str, ShareId] = field(default_factory=dict)

    async def happens(self, events: Sequence[Event]) -> None:
        for is_new, some in groupby(events, lambda event: event.what == "added"):
            if is_new:
                await self._arrive(list(some))
                continue
            for event in some:
                async with self.database.begin() as unit:
                    await self._happens(unit, event)

    async def _arrive(self, events: Sequence[Event]) -> None:
        async with self.database.begin() as unit:
            for event in events:
                await self._add(unit, event)
            points = [await self._point(unit, event.doc) for event in events]
        if self.index:
            await self.index.upsert(points)

    async def _happens(self, unit: UnitOfWork, event: Event) -> None:
        readers = None if event.readers is None else tuple(sorted(map(reader_of, event.readers)))
        match event.what:
            case "opened" | "levelled":
                known = await unit.documents.find(self._whole(event.doc), self.ids[event.doc])
                assert known
                is_level, level = event.what == "levelled", Classification(event.level)
                wanted = (
                    Permissions(known.readers, level)
                    if is_level
                    else Permissions(readers, known.classification)
                )
                await permit(unit, known, wanted, "m")
            case "moved":
                whole, id_ = self._whole(event.doc), self.ids[event.doc]
                there = Change(collection=CollectionId(event.shelf))
                await changed(unit, whole, whole, "m", id_, there)
            case "deleted":
                known = await unit.documents.find(self._whole(event.doc), self.ids[event.doc])
                assert known
                await delete(unit, known, "m")
            case "shelved":
                shelf = EntityId(event.entity), CollectionId(event.shelf)
                await permit_collection(unit, *shelf, readers, "m")
            case "shared":
                await self._share(unit, event)
            case "revoked":
                whole = self._whole(event.share)
                await unshare(unit, whole, "m", self._shares[event.share])
            case _:
                raise ValueError(event.what)

    async def _add(self, unit: UnitOfWork, event: Event) -> None:
        readers = None if event.readers is None else tuple(sorted(map(reader_of, event.readers)))
        document = a_document(
            event.doc,
            event.entity,
            collection=event.shelf,
            classification=Classification(event.level),
            readers=readers,
        )
        reading = a_reading(document)
        [chunk] = chunks_of(document, reading)
        await unit.documents.add(document)
        await unit.readings.add(reading, [chunk], document.outcome, document.found)
        await unit.readings.make_live(reading.id)
        self.ids[event.doc], self.chunks[event.doc] = document.id, chunk.id
        self._entities[event.doc] = event.entity

    async def _point(self, unit: UnitOfWork, doc: str) -> IndexPoint:
        known = await unit.documents.find(self._whole(doc), self.ids[doc])
        assert known
        [head] = await unit.readings.of_document(known.id)
        seed = int.from_bytes(hashlib.sha256(doc.encode()).digest()[:4])
        drawn = np.random.default_rng(seed).standard_normal(8).astype(np.float32)
        return IndexPoint(
            chunk=self.chunks[doc],
            vector=drawn / np.linalg.norm(drawn),
            text="loyer annuel",
            entity=known.entity,
            tags=tags_of(known),
            document=known.id,
            reading=head.id,
            language="fr",
            digest="",
        )

    async def _share(self, unit: UnitOfWork, event: Event) -> None:
        assert event.readers
        offer = Offer(
            self.ids[event.doc] if event.doc else None,
            None if event.doc else CollectionId(event.shelf),
            reader_of(event.readers[0]),
            on(event.first),
            on(event.last),
            "for the audit",
        )
        whole = AccessScope.whole(EntityId(event.entity))
        made = await share(unit, whole, "m", offer)
        self._shares[event.share], self._entities[event.share] = made.id, event.entity

    def _whole(self, name: str) -> AccessScope:
        return AccessScope.whole(EntityId(self._entities[name]))
