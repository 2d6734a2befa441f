"""Copies and near copies, among what the caller may read."""

from __future__ import annotations

from pathlib import Path

from core.ids import CollectionId
from flows.bootstrap import build_duplicates
from flows.duplicates import Duplicates, Pair
from retrieval.bootstrap import new_batch_index
from tests.flows.two_encoders import Two, open_two
from tests.parts import USER, a_person

LEASE = "le loyer annuel est de mille euros payable par trimestre et d'avance"
LOAN = "zzz kkk www qqq jjj vvv xxx yyy"
A, B = CollectionId("a"), CollectionId("b")


async def put(two: Two, folder: Path, collection: CollectionId, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text, "utf-8")
        await two.parts.documents.add(USER, path, path.name, collection)
    await two.parts.worker.until_idle()


def shown(pairs: list[Pair]) -> set[tuple[frozenset[str], bool]]:
    return {(frozenset((pair.first.name, pair.second.name)), pair.same_bytes) for pair in pairs}


async def test_copies_and_near_copies_are_told_apart_from_others(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, A, lease=LEASE, reworded=f"{LEASE} .", loan=LOAN)
        await put(two, tmp_path, B, copy=LEASE)
        found = await build_duplicates(two.parts).pairs(USER, None, 0.95)
        near = {frozenset(("lease.txt", "reworded.txt")), frozenset(("copy.txt", "reworded.txt"))}
        assert shown(found) == {
            (frozenset(("lease.txt", "copy.txt")), True),
            *((pair, False) for pair in near),
        }
        assert [pair.same_bytes for pair in found] == [True, False, False]
        in_b = await build_duplicates(two.parts).pairs(USER, B, 0.95)
        assert in_b == []


async def test_a_part_of_a_document_is_no_copy_of_it(tmp_path: Path) -> None:
    """Half of the longer one has no twin in the shorter, whatever the shorter says."""
    half = "aaaa. " * 900
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, A, whole=f"{half} {'bbbb. ' * 900}", half=half)
        assert await build_duplicates(two.parts).pairs(USER, None, 0.95) == []
        [pair] = await build_duplicates(two.parts).pairs(USER, None, 0.3)
        assert 0.3 <= pair.alike <= 0.7


async def test_memory_for_few_vectors_finds_the_same_pairs(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(
            two, tmp_path, A, **{f"lease{n}": f"{LEASE} {'.' * n}" for n in range(6)}, loan=LOAN
        )
        whole = await build_duplicates(two.parts).pairs(USER, None, 0.95)
        small = Duplicates(two.parts.database, two.parts.spaces, new_batch_index, most_held=2)
        found = await small.pairs(USER, None, 0.95)
        few = Duplicates(two.parts.database, two.parts.spaces, new_batch_index, most_twins=4)
        assert await few.pairs(USER, None, 0.95) == []  # what so many have is a form's
    assert len(whole) == 15
    assert shown(found) == shown(whole)


async def test_what_another_entity_holds_is_nobody_elses_copy(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, A, lease=LEASE)
        stranger = a_person("stranger", "elsewhere")
        path = tmp_path / "copy.txt"
        path.write_text(LEASE, "utf-8")
        await two.parts.documents.add(stranger, path, path.name, A)
        await two.parts.worker.until_idle()
        assert await build_duplicates(two.parts).pairs(USER, None, 0.5) == []
