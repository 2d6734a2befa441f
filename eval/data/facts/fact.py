"""A sentence that follows from its evidence, and altered ones that do not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    texts: tuple[str, ...]
    """The evidence."""
    sentence: str
    altered: Mapping[str, str]
    """By alteration (year, row, unit, scale, negation, party), a sentence that is false."""
    language: str
    kind: str
    """statement | table | clause | report"""

    @property
    def alteration(self) -> str:
        """The one that stands for this fact. Raises `ValueError` where there is none."""
        return pick(sorted(self.altered), self.id, "alteration")


def digest(*parts: object) -> str:
    """A name for the parts, the same on every machine, that says nothing about them."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def pick(items: Sequence[Item], *parts: object) -> Item:
    """The item that the hash of the parts points to. Raises `ValueError` where there is none."""
    if not items:
        raise ValueError("nothing to pick from")
    return items[int(digest(*parts), 16) % len(items)]


def first(facts: Iterable[Fact], count: int) -> list[Fact]:
    """The first by the hash of their id, of those that can be altered."""
    usable = [fact for fact in facts if fact.altered]
    return sorted(usable, key=lambda fact: digest(fact.id))[:count]
