"""The identity of evidence: what docs/decisions/0001 promises, on real stores and a real model."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import Gone, NotFound
from core.ids import CollectionId
from core.jobs import Lane
from core.outcomes import Status
from core.ports import PagesTold, Parser, untold
from core.readings import Parsed
from flows.question import Question
from tests.parts import USER, a_person, added, open_parts, with_parser

OTHER = a_person("other", "there")
RENT = Question("Quel est le loyer annuel ?")
TEXT = "Bail commercial\n\nLe loyer annuel est fixé à 48 000 € hors taxes et hors charges.\n"


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "bail.txt"
    path.write_text(TEXT, "utf-8")
    return path


async def test_the_same_bytes_in_two_entities_share_nothing(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        mine, theirs = await added(parts, lease), await added(parts, lease, OTHER)
        assert mine.version == theirs.version
        assert mine.id != theirs.id
        assert theirs.outcome.status is Status.INDEXED  # not `unchanged`: that would tell
        for who, own, foreign in ((USER, mine, theirs), (OTHER, theirs, mine)):
            hits = (await parts.asker.search(who, RENT, 10)).hits
            assert {hit.passage.document for hit in hits} == {own.id}
            assert [d.id for d in await parts.documents.page(who, 10, None)] == [own.id]
            with pytest.raises(NotFound):
                await parts.documents.get(who, foreign.id)
            answer = await parts.asker.ask(who, RENT)
            stranger = OTHER if who is USER else USER
            for citation in answer.citations:
                assert (await parts.pages.citation(who, citation.id)).quote == citation.quote
                with pytest.raises(NotFound):
                    await parts.pages.citation(stranger, citation.id)


async def test_deleting_one_copy_leaves_the_other(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        mine, theirs = await added(parts, lease), await added(parts, lease, OTHER)
        await parts.documents.delete(USER, mine.id)
        await parts.worker.until_idle()
        assert not (await parts.asker.search(USER, RENT, 10)).hits
        assert (await parts.asker.ask(OTHER, RENT)).citations[0].document_id == theirs.id
        kept = [path.name for path in (tmp_path / "data" / "blobs").rglob("*") if path.is_file()]
        assert kept == [theirs.version]


async def test_the_same_input_gives_the_same_ids_and_is_unchanged(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "one", encoder) as parts:
        document = await added(parts, lease)
        again = await parts.documents.add(USER, lease, "renamed.txt", CollectionId("default"))
        assert again.unchanged
        first = await parts.asker.ask(USER, RENT)
    async with open_parts(tmp_path / "two", encoder) as parts:
        assert (await added(parts, lease)).id == document.id
        second = await parts.asker.ask(USER, RENT)
    assert [c.id for c in first.citations] == [c.id for c in second.citations]


async def test_a_deleted_document_resolves_to_gone_and_comes_back_with_its_citations(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        document = await added(parts, lease)
        citation = (await parts.asker.ask(USER, RENT)).citations[0]
        await parts.documents.delete(USER, document.id)
        with pytest.raises(Gone, match="deleted on"):
            await parts.pages.citation(USER, citation.id)
        with pytest.raises(Gone):
            await parts.documents.get(USER, document.id)
        with pytest.raises(NotFound):  # a tombstone of one entity tells the other nothing
            await parts.pages.citation(OTHER, citation.id)
        await parts.worker.until_idle()
        await added(parts, lease)
        assert (await parts.pages.citation(USER, citation.id)).quote == citation.quote


class Newer:
    """The parser of tomorrow: it reads one more line in every document."""

    def __init__(self, inner: Parser) -> None:
        self._inner = inner

    signs = ()

    def fingerprint(self, media_type: str) -> str:
        return self._inner.fingerprint(media_type) + " newer/2"

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        copy = await asyncio.to_thread(self._with_a_line_more, path)
        return await self._inner.parse(copy, media_type)

    @staticmethod
    def _with_a_line_more(path: Path) -> Path:
        copy = path.parent / "newer.txt"
        text = path.read_text("utf-8").replace("commercial", "commercial\n\nPage 1 sur 1", 1)
        copy.write_text(text, "utf-8")
        return copy


async def test_a_new_parser_version_makes_a_new_reading_beside_old_citations(
    tmp_path: Path, encoder: Encoder, lease: Path
) -> None:
    async with open_parts(tmp_path / "data", encoder) as parts:
        await added(parts, lease)
        old = (await parts.asker.ask(USER, RENT)).citations[0]
        newer = with_parser(parts, Newer(parts.documents.parser))
        assert (await added(newer, lease)).outcome.status is Status.INDEXED
        new = (await newer.asker.ask(USER, RENT)).citations[0]
        assert new.reading_id != old.reading_id
        assert new.source_start > old.source_start
        hits = (await newer.asker.search(USER, RENT, 10)).hits
        assert {hit.passage.chunk.reading for hit in hits} == {new.reading_id}
        resolved = await newer.pages.citation(USER, old.id)
        assert (resolved.quote, resolved.reading.live) == (old.quote, False)
        assert (await newer.pages.citation(USER, new.id)).reading.live


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_kill_between_database_and_index_leaves_nothing_half_visible(
    tmp_path: Path, encoder: Encoder, lease: Path, moment: str
) -> None:
    data = tmp_path / "data"
    killed = await asyncio.to_thread(_ingest_and_die, data, lease, moment)
    assert killed == -signal.SIGKILL
    async with open_parts(data, encoder) as parts:
        [document] = await parts.documents.page(USER, 10, None)
        assert document.outcome.status is Status.PROCESSING
        assert not (await parts.asker.search(USER, RENT, 10)).hits
        assert (await parts.asker.ask(USER, RENT)).citations == ()
        await parts.worker.recover(tuple(Lane))
        await parts.worker.until_idle()
        assert (await parts.documents.get(USER, document.id)).outcome.status is Status.INDEXED
        hits = (await parts.asker.search(USER, RENT, 10)).hits
        assert len({hit.passage.chunk.id for hit in hits}) == len(hits) == 1
        assert not any([await parts.worker.work(lane) for lane in Lane])


def _ingest_and_die(data: Path, lease: Path, moment: str) -> int:
    command = [sys.executable, "-m", "tests.flows.dying_ingest", str(data), str(lease), moment]
    return subprocess.run(command, cwd=Path(__file__).parents[2], env=dict(os.environ)).returncode
