"""A citation leads back to its evidence, in documents of every kind."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from core.errors import Gone, NotFound
from core.evidence import Passage
from core.ids import EntityId, Locator, ReadingId, citation_id
from core.places import MailPart, PageSpan, SheetRange, SlideSpan, TextSpan
from core.principals import AccessScope
from core.readings import WordSpan
from flows.bootstrap import Installation
from retrieval.cite import cite, resolve
from retrieval.units import units_of
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, open_parts
from tests.retrieval.stored import KINDS, SCOPE, made, passages_in

PLACES = dict(zip(KINDS, (PageSpan, SheetRange, TextSpan, SlideSpan, MailPart), strict=True))
STRANGER = AccessScope.whole(EntityId("there"))


@pytest.mark.parametrize("name", KINDS)
async def test_every_unit_s_citation_leads_back_to_its_words(
    tmp_path: Path, samples: Path, name: str
) -> None:
    async with open_parts(tmp_path / "data", FakeEncoder()) as parts:
        passages = await passages_in(parts, made(name, samples, tmp_path))
        spans = [(p, w) for p in passages for w in _quotable(p)]
        assert len(spans) >= 4
        # Reading a leaf again for each of hundreds takes a minute: some of each kind will do.
        for passage, words in spans[:: len(spans) // 40 + 1]:
            await _check(parts, passage, words, PLACES[name])


def _quotable(passage: Passage) -> list[WordSpan]:
    spans = [passage.chunk.words]
    for unit in units_of(passage):
        spans += [unit.words] + ([unit.header] if unit.header else [])
    return list(dict.fromkeys(spans))


async def _check(
    parts: Installation, passage: Passage, words: WordSpan, kind: type[object]
) -> None:
    citation = cite(passage, words, 0.5)
    assert isinstance(citation.place, kind)
    text = passage.leaf.text[citation.source_start : citation.source_end]
    assert text == citation.quote == passage.leaf.quote(words)
    resolved = await resolve(parts.database, SCOPE, citation.id)
    assert (resolved.quote, resolved.place) == (citation.quote, citation.place)
    assert resolved.document.id == citation.document_id
    assert (resolved.reading.id, resolved.reading.live) == (citation.reading_id, True)


async def test_nobody_resolves_what_is_not_theirs_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "bail.txt"
    path.write_text("Le loyer est de 48 000 €.", "utf-8")
    async with open_parts(tmp_path / "data", FakeEncoder()) as parts:
        [passage] = await passages_in(parts, path)
        reading = passage.chunk.reading
        wrong = ("char:1-8", "char:0-999", "page:1:char:0-8", "sheet:L!A1", "part:1:char:0-8", "x")
        missing = [citation_id(reading, Locator(locator)) for locator in wrong]
        missing += ["", "~", reading, citation_id(ReadingId(str(uuid4())), Locator("char:0-8"))]
        for citation in missing:
            with pytest.raises(NotFound):
                await resolve(parts.database, SCOPE, citation)
        own = cite(passage, passage.chunk.words, 0.5).id
        with pytest.raises(NotFound):
            await resolve(parts.database, STRANGER, own)
        await parts.documents.delete(USER, passage.document)
        with pytest.raises(Gone):
            await resolve(parts.database, SCOPE, own)


SOME = "0b9c9d6e-5f0a-4a52-9d58-1c2f3c6a7d10"


@pytest.mark.parametrize(
    "citation",
    ["\0", "🏠" * 30, "0" * 5000, f"{SOME}~sheet:{'x' * 5000}!A1", f"{SOME}~char:0-\0"],
)
async def test_no_text_crashes_the_resolving(tmp_path: Path, citation: str) -> None:
    async with open_parts(tmp_path, FakeEncoder()) as parts:
        with pytest.raises(NotFound):
            await resolve(parts.database, SCOPE, citation)
