"""The oracle: who may do what to which document, from nothing but what happened.

Written from docs/permissions.md alone. It knows no scope, no token and no table: it goes through
the list of events once more for each document, and asks of people what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Who = tuple[str, str, str]
"""("everybody" | "group" | "person", entity, name): whom a document is for."""


@dataclass(frozen=True)
class Person:
    name: str
    entity: str
    groups: frozenset[str]
    level: int
    """The most sensitive that they may see, 0 to 3."""
    roles: frozenset[str]

    def is_one_of(self, who: Who) -> bool:
        kind, entity, name = who
        if entity != self.entity:
            return False
        if kind == "everybody":
            return True
        return name in self.groups if kind == "group" else name == self.name


@dataclass(frozen=True)
class Event:
    """`what` happened to `doc`, to all of `shelf`, or by `share`; the rest as it applies."""

    what: str
    doc: str = ""
    entity: str = ""
    shelf: str = ""
    share: str = ""
    level: int = 0
    readers: tuple[Who, ...] | None = None
    first: int = 0
    last: int = 0


READS = {"reader", "contributor", "manager"}
NEEDS = {
    "ask": READS,
    "read": READS,
    "ingest": {"contributor", "manager"},
    "delete": {"manager"},
    "manage": {"manager"},
    "share": {"manager"},
    "review": {"reviewer"},
    "declare": {"manager", "admin"},
    "approve": {"approver"},
    "oversee": {"manager", "approver", "auditor", "admin"},
    "audit": {"auditor"},
    "administer": {"admin"},
}


@dataclass
class Doc:
    entity: str
    shelf: str
    level: int
    readers: tuple[Who, ...] | None
    shared: dict[str, Event]
    """By itself, by what lets it be read."""
    is_there: bool = True


class Oracle:
    def __init__(self) -> None:
        self.docs: dict[str, Doc] = {}
        self._shelves: dict[tuple[str, str], tuple[Who, ...] | None] = {}
        self._shared: dict[str, Event] = {}
        """Shelves, by what lets them be read."""

    def learn(self, events: Sequence[Event]) -> None:
        for event in events:
            self._learn(event)

    def _learn(self, event: Event) -> None:
        match event.what:
            case "added":
                added = Doc(event.entity, event.shelf, event.level, event.readers, {})
                self.docs[event.doc] = added
            case "opened":
                self.docs[event.doc].readers = event.readers
            case "levelled":
                self.docs[event.doc].level = event.level
            case "moved":
                self.docs[event.doc].shelf = event.shelf
            case "deleted":
                self.docs[event.doc].is_there = False
            case "shelved":
                self._shelves[event.entity, event.shelf] = event.readers
            case "shared":
                its = self.docs[event.doc].shared if event.doc else self._shared
                its[event.share] = event
            case "revoked":
                for one in (self._shared, *(doc.shared for doc in self.docs.values())):
                    one.pop(event.share, None)
            case _:
                raise ValueError(event.what)

    def may(
        self, person: Person, action: str, name: str, day: int, shelves: frozenset[str] | None
    ) -> bool:
        """Whether they may, on that day; looking on those shelves only, where some are given."""
        doc = self.docs[name]
        if not doc.is_there or not person.roles & NEEDS[action]:
            return False
        if doc.level > person.level or (shelves is not None and doc.shelf not in shelves):
            return False
        if doc.entity != person.entity:
            return action in ("ask", "read", "review") and self._is_shared(doc, person, day)
        if action in ("delete", "manage", "share"):
            return True
        everybody: tuple[Who, ...] = (("everybody", doc.entity, ""),)
        readers = doc.readers or self._shelves.get((doc.entity, doc.shelf)) or everybody
        return any(person.is_one_of(who) for who in readers)

    def _is_shared(self, doc: Doc, person: Person, day: int) -> bool:
        lets = list(doc.shared.values())
        if doc.readers is None:
            mine = (doc.entity, doc.shelf)
            lets += [one for one in self._shared.values() if (one.entity, one.shelf) == mine]
        return any(
            one.first <= day <= one.last and person.is_one_of(who)
            for one in lets
            for who in one.readers or ()
        )
