"""Compares what each layer lets through with what the oracle says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.documents import Document
from core.ids import CollectionId, DocumentId
from core.principals import AccessScope, SearchFilter
from flows.permissions.identified import identified
from governance.policy import Action, decide
from tests.governance.isolation.oracle import Oracle, Person
from tests.governance.isolation.world import World, principal_of

Seen = dict[str, frozenset[DocumentId]]
"""By layer."""


@dataclass
class Judged:
    """Cases, and those in which a layer let through what it must not, or the other way round."""

    cases: int = 0
    allowed: int = 0
    leaks: dict[str, list[str]] = field(default_factory=dict)
    denials: dict[str, list[str]] = field(default_factory=dict)

    def add(self, layer: str, about: str, seen: Iterable[str], right: set[str]) -> None:
        found = set(seen)
        for where, wrong in ((self.leaks, found - right), (self.denials, right - found)):
            if wrong:
                where.setdefault(layer, []).append(f"{about}: {sorted(wrong)[:3]}")


@dataclass
class Judge:
    world: World
    oracle: Oracle
    judged: Judged = field(default_factory=Judged)
    _seen: dict[AccessScope, Seen] = field(default_factory=dict)
    _documents: list[Document] = field(default_factory=list)

    async def look(
        self, people: Iterable[Person], day: int, shelves: frozenset[str] | None = None
    ) -> None:
        """All of them, all actions, all documents, on this day; on these shelves only, if given."""
        self._seen.clear()
        async with self.world.database.begin() as unit:
            self._documents = [one async for one in unit.documents.everything()]
        for person in people:
            await self._person(person, day, shelves)

    async def _person(self, person: Person, day: int, shelves: frozenset[str] | None) -> None:
        principal = await identified(self.world.database, principal_of(person))
        chosen = None if shelves is None else tuple(map(CollectionId, sorted(shelves)))
        names = {id_: name for name, id_ in self.world.ids.items()}
        for action in Action:
            right = {
                name
                for name in self.oracle.docs
                if self.oracle.may(person, action.value, name, day, shelves)
            }
            scope = decide(principal, action, chosen).scope
            seen = await self._look(scope) if scope else dict.fromkeys(self._layers, frozenset())
            about = f"{person.entity}/{person.name} {action} on day {day}"
            for layer, found in seen.items():
                self.judged.add(layer, about, (names[one] for one in found), right)
            self.judged.cases += len(self.oracle.docs)
            self.judged.allowed += len(right)

    @property
    def _layers(self) -> tuple[str, ...]:
        return ("policy", "rows", "passages", *(("index",) if self.world.index else ()))

    async def _look(self, scope: AccessScope) -> Seen:
        if scope not in self._seen:
            self._seen[scope] = {
                "policy": frozenset(
                    one.id
                    for one in self._documents
                    if scope.admits(one.entity, one.collection, one.classification, one.open_to)
                ),
                **await self._in_database(scope),
                **await self._in_index(scope),
            }
        return self._seen[scope]

    async def _in_database(self, scope: AccessScope) -> Seen:
        async with self.world.database.begin() as unit:
            held = await unit.documents.held(scope, list(self.world.ids.values()))
            where, chunks = SearchFilter(scope), list(self.world.chunks.values())
            seen = await unit.readings.sightings(where, chunks)
        return {"rows": held, "passages": frozenset(one.document for one in seen.values())}

    async def _in_index(self, scope: AccessScope) -> Seen:
        if self.world.index is None:
            return {}
        documents = {self.world.chunks[name]: id_ for name, id_ in self.world.ids.items()}
        found = [
            documents[chunk]
            async for chunks, _ in self.world.index.vectors(SearchFilter(scope))
            for chunk in chunks
        ]
        return {"index": frozenset(found)}
