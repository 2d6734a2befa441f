"""Entities, people and what happens to documents, made up from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.governance.isolation.oracle import Event, Person, Who

SHELVES = ("audits", "leases", "letters", "loans")
GROUPS = ("credit", "legal", "risk")
ROLES = ("reader", "contributor", "manager", "auditor", "admin")


@dataclass
class Town:
    """What is there, so that what happens next makes sense."""

    chance: Random
    entities: tuple[str, ...]
    people: tuple[Person, ...]
    day: int = 0
    _docs: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """Entity, shelf and level of each document that is there."""
    _shares: list[str] = field(default_factory=list)
    _count: int = 0

    @classmethod
    def of(cls, seed: int, entities: int, people: int) -> Town:
        chance = Random(seed)  # no secret: a test has to be the same each time
        names = tuple(f"e{number:02}" for number in range(entities))
        return cls(chance, names, tuple(cls._people(chance, names, people)))

    @staticmethod
    def _people(chance: Random, entities: tuple[str, ...], each: int) -> Iterator[Person]:
        for entity in entities:
            for number in range(each):
                roles = chance.sample(ROLES, chance.choice([1, 1, 2, 5]))
                groups = frozenset(chance.sample(GROUPS, chance.randrange(3)))
                # Of the same names in every entity: a name alone opens nothing.
                yield Person(f"p{number}", entity, groups, chance.randrange(4), frozenset(roles))

    def beginning(self, docs: int) -> list[Event]:
        """Shelves that are not for everybody, and documents on them."""
        shelved = [
            Event("shelved", entity=entity, shelf=shelf, readers=self._readers(entity))
            for entity in self.entities
            for shelf in self.chance.sample(SHELVES, 2)
        ]
        return shelved + [self._added(entity) for entity in self.entities for _ in range(docs)]

    def goes_on(self, events: int) -> list[Event]:
        """Some days later."""
        self.day += self.chance.choice([1, 1, 2, 3])
        happens = (
            *(self._opened, self._levelled, self._moved, self._shelved, self._revoked),
            *(self._shared, self._shared, self._shared, self._shared, self._shared),
            *(self._revoked, self._deleted, self._arrived),
        )
        return [self.chance.choice(happens)() for _ in range(events)]

    def _added(self, entity: str) -> Event:
        self._count += 1
        doc, shelf, level = f"d{self._count}", self._shelf(), self.chance.choice([0, 1, 1, 2, 3])
        self._docs[doc] = entity, shelf, level
        readers = self._readers(entity) if self.chance.random() < 0.4 else None
        return Event("added", doc, entity, shelf, level=level, readers=readers)

    def _arrived(self) -> Event:
        return self._added(self.chance.choice(self.entities))

    def _opened(self) -> Event:
        doc, entity, _ = self._doc()
        readers = self._readers(entity) if self.chance.random() < 0.7 else None
        return Event("opened", doc, readers=readers)

    def _levelled(self) -> Event:
        doc, entity, shelf = self._doc()
        level = self.chance.randrange(4)
        self._docs[doc] = entity, shelf, level
        return Event("levelled", doc, level=level)

    def _moved(self) -> Event:
        doc, entity, shelf = self._doc()
        to = self.chance.choice([one for one in SHELVES if one != shelf])
        self._docs[doc] = entity, to, self._docs[doc][2]
        return Event("moved", doc, shelf=to)

    def _shelved(self) -> Event:
        entity = self.chance.choice(self.entities)
        readers = self._readers(entity) if self.chance.random() < 0.7 else None
        return Event("shelved", entity=entity, shelf=self._shelf(), readers=readers)

    def _shared(self) -> Event:
        doc, entity, shelf = self._doc()
        # With a neighbour, so that one share holds while another of the same two does not.
        next_ = (self.entities.index(entity) + 1) % len(self.entities)
        other = self.entities[next_]
        first = self.day + self.chance.choice([0, 0, 1, 2, 4])
        last = first + self.chance.choice([0, 0, 1, 4, 12])
        share = f"s{len(self._shares)}"
        self._shares.append(share)
        by_itself = self.chance.random() < 0.7
        return Event(
            "shared",
            doc if by_itself else "",
            entity,
            "" if by_itself else shelf,
            share,
            readers=(self.chance.choice([self._who(other), ("everybody", other, "")]),),
            first=first,
            last=last,
        )

    def _revoked(self) -> Event:
        if not self._shares:
            return self._shared()
        # One of the last: most of what was shared earlier has ended.
        return Event("revoked", share=self.chance.choice(self._shares[-20:]))

    def _deleted(self) -> Event:
        doc, _, _ = self._doc()
        del self._docs[doc]
        return Event("deleted", doc)

    def _doc(self) -> tuple[str, str, str]:
        doc = self.chance.choice(sorted(self._docs))
        return (doc, *self._docs[doc][:2])

    def _shelf(self) -> str:
        return self.chance.choice(SHELVES)

    def _readers(self, entity: str) -> tuple[Who, ...]:
        return tuple({self._who(entity): None for _ in range(self.chance.choice([1, 1, 2, 3]))})

    def _who(self, entity: str) -> Who:
        kind = self.chance.choice(["everybody", "group", "group", "person"])
        if kind == "everybody":
            return (kind, entity, "")
        name = self.chance.choice(GROUPS) if kind == "group" else f"p{self.chance.randrange(5)}"
        return (kind, entity, name)
