"""Many questions at once find what one by one finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.faiss import batch_index
from core.evidence import Hit
from core.ids import CollectionId
from core.indexing import BatchIndex
from core.principals import AccessScope, SearchFilter
from flows.question import Question
from retrieval.many import LOADED_FROM, ManyRetriever
from retrieval.search import Query
from tests.flows.two_encoders import Two, open_two
from tests.parts import HERE, USER

SCOPE = SearchFilter(AccessScope.whole(HERE))
WORDS = ["loyer", "bail", "durée", "charges", "surface", "étage", "notaire", "prêt", "taux", "gage"]


def text(number: int) -> str:
    picked = [WORDS[(number * step + step) % len(WORDS)] for step in range(1, 8)]
    return f"document {number} : {' '.join(picked)} {number * 37} euros"


async def filled(two: Two, folder: Path, count: int) -> None:
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text(text(number), "utf-8")
        collection = CollectionId("even" if number % 2 == 0 else "odd")
        await two.parts.documents.add(USER, path, path.name, collection)
    await two.parts.worker.until_idle()


def same(found: list[list[Hit]], others: list[list[Hit]]) -> bool:
    """The same passages in the same order, with scores that differ by rounding alone."""
    return [[shown(hit) for hit in hits] for hits in found] == [
        [
            (chunk, pytest.approx(score, abs=1e-3), pytest.approx(cosine, abs=1e-3))
            for chunk, score, cosine in map(shown, hits)
        ]
        for hits in others
    ]


def shown(hit: Hit) -> tuple[str, float, float | None]:
    return hit.passage.chunk.id, hit.score, hit.similarity


async def test_many_questions_find_what_each_finds_alone(tmp_path: Path) -> None:
    questions = [f"quel est le {word} du document {n} ?" for n in range(13) for word in WORDS]
    assert len(questions) >= LOADED_FROM
    async with open_two(tmp_path / "data") as two:
        await filled(two, tmp_path, 24)
        space, asker = await two.parts.spaces.live(), two.parts.asker
        for some in (questions, questions[:5], []):
            queries = [Query(one, SCOPE) for one in some]
            found = [found.hits async for found in asker.many.search(space, queries, 4)]
            alone = [(await asker.retriever.search(space, one, 4)).hits for one in queries]
            assert same(found, alone)


async def test_a_scope_larger_than_memory_is_gone_through_in_parts(tmp_path: Path) -> None:
    made: list[BatchIndex] = []

    def counted(dimension: int) -> BatchIndex:
        made.append(batch_index(dimension))
        return made[-1]

    async with open_two(tmp_path / "data") as two:
        await filled(two, tmp_path, 12)
        space, asker = await two.parts.spaces.live(), two.parts.asker
        queries = [Query(f"{word} {number}", SCOPE) for number in range(13) for word in WORDS]
        whole = [found.hits async for found in asker.many.search(space, queries, 3)]
        small = ManyRetriever(asker.retriever, counted, most_held=5)
        found = [found.hits async for found in small.search(space, queries, 3)]
    assert same(found, whole)
    assert [len(index) for index in made] == [5, 5, 2]


async def test_questions_that_look_elsewhere_get_their_own_answers_in_order(
    tmp_path: Path,
) -> None:
    async with open_two(tmp_path / "data") as two:
        await filled(two, tmp_path, 10)
        even, odd = CollectionId("even"), CollectionId("odd")
        asked = [
            Question("loyer", even),
            Question("durée", even),
            Question("loyer", odd),
            Question("loyer", even, "4.txt"),
            Question("taux"),
        ]
        found = [found.hits async for found in two.parts.asker.search_many(USER, asked, 9)]
        alone = [(await two.parts.asker.search(USER, question, 9)).hits for question in asked]
    assert same(found, alone)
    assert [len(hits) for hits in found] == [5, 5, 5, 1, 9]
