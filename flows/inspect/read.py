"""Reads a file as an ingest would, and stores nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.description import Description
from core.errors import InvalidRequest
from core.ids import DocumentId, ReadingId, VersionId
from core.ports import Parser
from core.reading_json import leaf_to_json
from core.readings import ElementKind, Leaf, LeafKind, Reading, Word
from ingest.describe import describe
from ingest.sniff import sniff

LOW_CONFIDENCE = 0.6
"""A recognised word that is less sure than this is marked: it is worth a look."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was read in one file."""

    name: str
    media_type: str
    size_bytes: int
    reading: Reading
    """Nothing is stored, so that it goes by no id."""
    shown: tuple[Leaf, ...]
    """Those of the leaves that were asked for."""
    description: Description = field(default_factory=Description)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return self.reading.leaves

    @property
    def kind(self) -> LeafKind:
        """What its leaves are; a document without any is a text."""
        return self.leaves[0].kind if self.leaves else LeafKind.TEXT

    def only(self, numbers: Collection[int]) -> Inspection:
        """With these leaves shown alone; all of them for no number.

        Raises `InvalidRequest` for a leaf that is not there.
        """
        if missing := sorted(set(numbers) - {leaf.number for leaf in self.leaves}):
            count = f"{len(self.leaves)} {plural(self.kind, len(self.leaves))}"
            raise InvalidRequest(
                f"{self.name} has no {self.kind} {missing[0]}.", f"It has {count}, from 1 on."
            )
        chosen = tuple(leaf for leaf in self.leaves if not numbers or leaf.number in numbers)
        return replace(self, shown=chosen)

    def to_json(self) -> dict[str, Any]:
        """The whole, as docs/cli.md describes it."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "size_bytes": self.size_bytes,
            "parser": self.reading.parser,
            "summary": summary(self.leaves),
            "description": self.description.to_json(),
            "errors": [error.to_json() for error in self.reading.errors],
            "hidden": [hidden.to_json() for hidden in self.reading.hidden],
            "leaves": [leaf_to_json(leaf) for leaf in self.shown],
        }


async def inspect(path: Path, parser: Parser) -> Inspection:
    """What is read in a file. Raises `Unreadable` where nothing at all can be, and `OSError`."""
    media_type = await asyncio.to_thread(sniff, path, path.name, parser.signs)
    size_bytes = (await asyncio.to_thread(path.stat)).st_size
    parsed = await parser.parse(path, media_type)
    reading = Reading(
        id=ReadingId(""),
        document=DocumentId(""),
        version=VersionId(""),
        parser=parser.fingerprint(media_type),
        leaves=parsed.leaves,
        errors=parsed.errors,
        hidden=parsed.hidden,
    )
    described = await asyncio.to_thread(describe, reading, path.name)
    return Inspection(path.name, media_type, size_bytes, reading, reading.leaves, described)


def summary(leaves: Collection[Leaf]) -> dict[str, Any]:
    """Counts: of leaves, words, elements by kind, tables, doubtful words; leaves by what read them.

    `read_by` counts leaves by the engines that read them, in order, joined by commas.
    """
    elements = Counter(element.kind for leaf in leaves for element in leaf.elements)
    engines = Counter(engines_of(leaf) for leaf in leaves if leaf.read_by)
    return {
        "leaves": len(leaves),
        "words": sum(len(leaf.words) for leaf in leaves),
        "elements": {kind.value: elements[kind] for kind in ElementKind if elements[kind]},
        "low_confidence_words": sum(doubtful(leaf) for leaf in leaves),
        "read_by": dict(engines.most_common()),
    }


def engines_of(leaf: Leaf) -> str:
    return ", ".join(leaf.read_by)


def is_named(leaf: Leaf) -> bool:
    """Whether its label says more than its number: the parts of a mail are labelled 1, 2 …"""
    return leaf.label not in ("", str(leaf.number))


def is_doubtful(word: Word) -> bool:
    return word.confidence is not None and word.confidence < LOW_CONFIDENCE


def doubtful(leaf: Leaf) -> int:
    """How many of its words are doubtful."""
    return sum(map(is_doubtful, leaf.words))


def plural(kind: LeafKind, count: int) -> str:
    return kind.value if count == 1 else f"{kind.value}s"
