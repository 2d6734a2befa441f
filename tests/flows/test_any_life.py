"""Whatever is done to documents, in whatever order: what is found is what should be there."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Conflict, Held
from core.ids import CollectionId, DocumentId
from flows.bootstrap import Installation
from flows.documents import Change
from tests.flows.lives import WordParser, searched, sent, stored, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, open_parts, with_parser

TEXTS = ("loyer un", "loyer deux", "loyer trois")
SHELVES = ("baux", "tours")

number = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(TEXTS), st.sampled_from(SHELVES)),
        st.tuples(st.just("supersede"), number, st.sampled_from(TEXTS)),
        st.tuples(st.just("move"), number, st.sampled_from(SHELVES)),
        st.tuples(st.sampled_from(["hold", "release", "delete"]), number, st.just("")),
    ),
    min_size=6,
    max_size=12,
)


@dataclass
class Expected:
    """A document as it should be."""

    shelf: str
    text: str
    is_held: bool = False
    texts: set[str] = field(default_factory=set)
    """It ever had."""


@dataclass
class Life:
    """Does each step, and says what should come of it."""

    parts: Installation
    folder: Path
    documents: dict[DocumentId, Expected] = field(default_factory=dict)

    async def step(self, what: str, which: str | int, value: str) -> None:
        if isinstance(which, str):
            await self._add(which, value)
        elif len(self.documents) > which:
            document = list(self.documents)[which]
            await getattr(self, f"_{what}")(document, self.documents[document], value)
        await self.parts.worker.until_idle()

    def _has(self, shelf: str, words: str) -> bool:
        return any((one.shelf, one.text) == (shelf, words) for one in self.documents.values())

    async def _add(self, words: str, shelf: str) -> None:
        is_known = self._has(shelf, words)
        accepted = await sent(self.parts, text(self.folder, "a.txt", words), collection=shelf)
        assert accepted.unchanged == is_known
        if not is_known:
            assert accepted.document.id not in self.documents
            self.documents[accepted.document.id] = Expected(shelf, words, texts={words})

    async def _supersede(self, document: DocumentId, known: Expected, words: str) -> None:
        path = text(self.folder, "a.txt", words)
        accepted = await sent(self.parts, path, supersedes=document)
        assert accepted.unchanged == (known.text == words)
        known.text = words
        known.texts.add(words)

    async def _move(self, document: DocumentId, known: Expected, shelf: str) -> None:
        is_refused = known.shelf != shelf and self._has(shelf, known.text)
        try:
            change = Change(collection=CollectionId(shelf))
            await self.parts.documents.change(USER, document, change)
        except Conflict:
            assert is_refused
        else:
            assert not is_refused
            known.shelf = shelf

    async def _hold(self, document: DocumentId, known: Expected, _: str) -> None:
        await self.parts.documents.change(USER, document, Change(hold="Litige"))
        known.is_held = True

    async def _release(self, document: DocumentId, known: Expected, _: str) -> None:
        await self.parts.documents.change(USER, document, Change(hold=None))
        known.is_held = False

    async def _delete(self, document: DocumentId, known: Expected, _: str) -> None:
        try:
            await self.parts.documents.delete(USER, document)
        except Held:
            assert known.is_held
        else:
            assert not known.is_held
            del self.documents[document]

    async def check(self) -> None:
        for shelf in {one.shelf for one in self.documents.values()}:
            found = Counter(await searched(self.parts, "loyer", collection=shelf))
            there = [one.text for one in self.documents.values() if one.shelf == shelf]
            assert found == Counter(there)
        if not self.documents:
            assert await searched(self.parts, "loyer") == []
        ever = set[str]().union(*(one.texts for one in self.documents.values()))
        assert len(stored(self.parts)) == len(ever)


async def _live(lived: list[tuple[str, str | int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_parts(Path(folder, "data"), FakeEncoder()) as opened:
            life = Life(with_parser(opened, WordParser()), Path(folder))
            for step in lived:
                await life.step(*step)
                await life.check()


@settings(max_examples=6, deadline=None)
@given(steps)
def test_what_is_found_is_what_should_be_there(lived: list[tuple[str, str | int, str]]) -> None:
    asyncio.run(_live(lived))
