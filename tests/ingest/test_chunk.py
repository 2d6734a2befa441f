"""Chunks of any reading: every word once, no row cut, no heading left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evidence import Chunk
from core.ids import DocumentId, EntityId
from core.readings import Element, ElementKind, Leaf, LeafKind, Reading, WordSpan
from ingest.chunk import PROSE_WORDS, ROW_WORDS, chunks_of
from tests.core.generated import Block, leaf_of, reading_of, readings

FURNITURE = (ElementKind.HEADER, ElementKind.FOOTER)
LONG = st.one_of(st.integers(1, 8), st.integers(60, 500))
some_readings = given(readings(LONG))
quick = settings(max_examples=60)


def chunked(reading: Reading) -> list[Chunk]:
    return chunks_of(EntityId("here"), DocumentId("document"), reading, "fr")


def chunked_blocks(*blocks: Block, kind: LeafKind = LeafKind.TEXT) -> list[Chunk]:
    return chunked(reading_of(leaf_of(blocks, kind, label="Feuille")))


def text_elements(leaf: Leaf) -> list[Element]:
    return [element for element in leaf.elements if element.kind not in FURNITURE]


@some_readings
@quick
def test_chunks_hold_every_word_but_running_text_once_and_in_order(reading: Reading) -> None:
    found = [(chunk.leaf, rank) for chunk in chunked(reading) for rank in range(*chunk.words)]
    wanted = [
        (leaf.number, rank)
        for leaf in reading.leaves
        for element in text_elements(leaf)
        for rank in range(*element.words)
    ]
    assert found == wanted


@some_readings
@quick
def test_a_chunk_s_text_and_locator_are_those_of_its_words(reading: Reading) -> None:
    for chunk in chunked(reading):
        leaf = reading.leaves[chunk.leaf - 1]
        assert chunk.text == leaf.quote(chunk.words) != ""
        assert chunk.locator == leaf.place(chunk.words).locator
        assert chunk.reading == reading.id


@some_readings
@quick
def test_no_two_chunks_share_an_id_and_their_ranks_count_from_0(reading: Reading) -> None:
    chunks = chunked(reading)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    assert chunked(reading) == chunks


@some_readings
@quick
def test_a_row_is_never_cut(reading: Reading) -> None:
    chunks = chunked(reading)
    for leaf in reading.leaves:
        for element in text_elements(leaf):
            for row in element.table.rows() if element.table else ():
                ranks = {rank for cell in row for rank in range(*cell.words)}
                holding = [c for c in chunks if c.leaf == leaf.number and ranks & of(c)]
                assert len(holding) <= 1


def of(chunk: Chunk) -> set[int]:
    return set(range(*chunk.words))


@some_readings
@quick
def test_a_heading_stays_with_what_follows_where_there_is_room(reading: Reading) -> None:
    chunks = chunked(reading)
    for leaf in reading.leaves:
        starts = {c.words.end: c.words.start for c in chunks if c.leaf == leaf.number}
        for element, follower in pairwise(leaf.elements):
            is_heading = element.kind is ElementKind.HEADING
            if is_heading and element.words.end in starts and follower.kind not in FURNITURE:
                size = follower.words.end - starts[element.words.end]
                assert size > (ROW_WORDS if follower.table else PROSE_WORDS)


@pytest.mark.xfail(
    strict=True, reason="what follows is cut without room for the heading, which is left alone"
)
@pytest.mark.parametrize("kind", [ElementKind.PARAGRAPH, ElementKind.TABLE])
def test_a_heading_is_not_left_alone_by_a_long_element(kind: ElementKind) -> None:
    long = (
        paragraph(*[*["mot"] * 9, "fin."] * 40) if kind is ElementKind.PARAGRAPH else table(40, 9)
    )
    first = chunked_blocks(heading("Loyer", "et", "charges", "du", "bail"), long)[0]
    assert first.text != "Loyer et charges du bail"


@pytest.mark.xfail(strict=True, reason="headings join headings without any bound")
def test_many_headings_are_no_chunk_larger_than_the_encoder_reads() -> None:
    chunks = chunked_blocks(*[heading("Une", "ligne", "en", "gras")] * 200)
    assert max(chunk.words.end - chunk.words.start for chunk in chunks) <= PROSE_WORDS


@some_readings
@quick
def test_chunks_are_no_larger_than_the_encoder_reads(reading: Reading) -> None:
    for chunk in chunked(reading):
        leaf = reading.leaves[chunk.leaf - 1]
        size = chunk.words.end - chunk.words.start
        # A row is never cut, and a cell of a sheet has one address: neither has a bound.
        held = elements_in(leaf, chunk.words)
        has_bound = leaf.kind is not LeafKind.SHEET and not any(e.table for e in held)
        if has_bound and sum(e.kind is ElementKind.HEADING for e in held) == 0:
            assert size <= PROSE_WORDS


def elements_in(leaf: Leaf, words: WordSpan) -> list[Element]:
    return [e for e in leaf.elements if e.words.start < words.end and words.start < e.words.end]


def paragraph(*words: str) -> Block:
    return Block(ElementKind.PARAGRAPH, [[list(words)]])


def heading(*words: str) -> Block:
    return Block(ElementKind.HEADING, [[list(words)]])


def table(count: int, width: int, *, has_header: bool = True) -> Block:
    rows = [[[f"ligne{rank}"], ["1"] * (width - 1)] for rank in range(count)]
    rows[0] = [["Lot"], ["Loyer"]]
    return Block(ElementKind.TABLE, rows, has_header)


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    chunks = chunked_blocks(paragraph("Avant."), heading("Loyer"), paragraph("Le", "loyer."))
    assert [chunk.text for chunk in chunks] == ["Avant.", "Loyer\nLe loyer."]


def test_headings_one_under_the_other_stay_together() -> None:
    chunks = chunked_blocks(heading("Titre", "I"), heading("Loyer"), paragraph("Douze."))
    assert [chunk.text for chunk in chunks] == ["Titre I\nLoyer\nDouze."]


def test_a_long_table_is_cut_between_rows_and_each_part_has_the_header() -> None:
    chunks = chunked_blocks(table(40, 10))
    assert len(chunks) > 2
    assert all(chunk.words.end - chunk.words.start <= ROW_WORDS for chunk in chunks)
    assert chunks[0].header == ""  # its own words hold it
    assert {chunk.header for chunk in chunks[1:]} == {"Lot\tLoyer"}
    assert all("Lot\tLoyer" in chunk.searchable for chunk in chunks)
    assert all("Lot\tLoyer" not in chunk.text for chunk in chunks[1:])


def test_a_row_longer_than_a_chunk_stays_whole() -> None:
    [_, long] = chunked_blocks(table(2, 3 * ROW_WORDS))
    assert long.words.end - long.words.start == 3 * ROW_WORDS


def test_a_long_first_row_is_a_chunk_and_nothing_stands_before_it() -> None:
    long = Block(ElementKind.TABLE, [[["mot"] * 3 * ROW_WORDS], [["Lot"]]])
    assert [len(chunk.text.split()) for chunk in chunked_blocks(long)] == [3 * ROW_WORDS, 1]


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    sentence = [*["mot"] * 49, "fin."]
    chunks = chunked_blocks(paragraph(*sentence * 9))
    assert all(chunk.text.endswith("fin.") for chunk in chunks)
    assert all(PROSE_WORDS // 2 < c.words.end - c.words.start <= PROSE_WORDS for c in chunks[:-1])


def test_a_text_without_sentences_is_cut_at_the_bound() -> None:
    sizes = [c.words.end - c.words.start for c in chunked_blocks(paragraph(*["mot"] * 400))]
    assert sizes == [PROSE_WORDS, PROSE_WORDS, 400 - 2 * PROSE_WORDS]


def test_a_long_cell_of_a_sheet_has_one_address_and_so_one_chunk() -> None:
    words = [*["mot"] * 400, "fin."]
    chunks = chunked_blocks(paragraph(*words), paragraph("Autre."), kind=LeafKind.SHEET)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert chunks[0].words.end >= len(words)


def test_what_is_embedded_begins_with_the_headings_above() -> None:
    [chunk] = chunked_blocks(paragraph("Douze."))
    assert chunk.heading_path == ("Titre",)
    assert chunk.searchable == "Titre\nDouze."


def test_a_page_s_own_title_is_among_the_headings_of_what_stands_below() -> None:
    chunks = chunked_blocks(heading("Bail"), *[paragraph(*["mot"] * 150)] * 2)
    assert "Bail" in chunks[-1].heading_path


def test_an_empty_reading_has_no_chunk() -> None:
    assert chunked(reading_of(Leaf(1, LeafKind.PAGE, "", (), ()))) == []
