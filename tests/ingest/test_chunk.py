"""Chunks of any reading: every word once, no row cut, no heading left alone, none too long."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.description import Description, Fact, Field
from core.evidence import Chunk
from core.ids import DocumentId, EntityId
from core.readings import Element, ElementKind, Leaf, LeafKind, Reading, WordSpan
from ingest.chunk import (
    CHUNK_TOKENS,
    CONTEXT_TOKENS,
    HEADER_TOKENS,
    HEADING_TOKENS,
    chunks_of,
)
from tests.core.generated import Block, leaf_of, reading_of, readings
from tests.ingest.fakes import count_words

FURNITURE = (ElementKind.HEADER, ElementKind.FOOTER)
LONG = st.one_of(st.integers(1, 8), st.integers(20, 500))
some_readings = given(readings(LONG))
quick = settings(max_examples=80)


def costly(texts: Sequence[str]) -> list[int]:
    """Four tokens a letter, so that words of a few letters fill chunks; a mark alone is none."""
    return [sum(letter.isalnum() for letter in text) * 4 for text in texts]


def chunked(reading: Reading, description: Description | None = None) -> list[Chunk]:
    here, document = EntityId("here"), DocumentId("document")
    return chunks_of(here, document, reading, "fr", costly, description)


def chunked_blocks(
    *blocks: Block, kind: LeafKind = LeafKind.TEXT, facts: Sequence[Fact] = ()
) -> list[Chunk]:
    """Chunks where a word is a token."""
    reading = reading_of(leaf_of(blocks, kind, label="Feuille"))
    here, document = EntityId("here"), DocumentId("document")
    return chunks_of(here, document, reading, "fr", count_words, Description(tuple(facts)))


def texts(*blocks: Block) -> list[str]:
    return [chunk.text for chunk in chunked_blocks(*blocks)]


def text_elements(leaf: Leaf) -> list[Element]:
    return [element for element in leaf.elements if element.kind not in FURNITURE]


def size(leaf: Leaf, words: WordSpan) -> int:
    return sum(costly(leaf.quote(words).split()))


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
def test_a_row_is_cut_only_where_it_is_longer_than_a_chunk(reading: Reading) -> None:
    chunks = chunked(reading)
    for leaf in reading.leaves:
        for element in text_elements(leaf):
            for row in element.table.rows() if element.table else ():
                words = WordSpan(row[0].words.start, row[-1].words.end)
                holding = [c for c in chunks if c.leaf == leaf.number and of(c) & of(words)]
                if len(holding) > 1:
                    assert size(leaf, words) > CHUNK_TOKENS
                    assert all(of(chunk) <= of(words) for chunk in holding[1:])


def of(held: Chunk | WordSpan) -> set[int]:
    return set(range(*(held.words if isinstance(held, Chunk) else held)))


@some_readings
@quick
def test_no_chunk_is_too_long_but_a_word_or_a_cell_of_a_sheet(reading: Reading) -> None:
    for chunk in chunked(reading):
        leaf = reading.leaves[chunk.leaf - 1]
        if size(leaf, chunk.words) > CHUNK_TOKENS:
            cells = {word.cell for word in leaf.words[slice(*chunk.words)]}
            is_cell = leaf.kind is LeafKind.SHEET and len(cells) == 1
            assert is_cell or chunk.words.end - chunk.words.start == 1


FACTS = [
    Fact(Field.ISSUER, "Société " * 30),
    Fact(Field.KIND, "annual_report"),
    Fact(Field.PERIOD, "2022"),
]


@some_readings
@quick
def test_what_is_embedded_fits_the_encoder_whatever_stands_around(reading: Reading) -> None:
    around = CONTEXT_TOKENS + 2 * HEADING_TOKENS + HEADER_TOKENS
    for chunk in chunked(reading, Description(tuple(FACTS))):
        [text, embedded] = costly([chunk.text, chunk.embedded])
        assert embedded <= text + around
    assert around + CHUNK_TOKENS <= 512 - 8  # its window, special tokens and prefix


@some_readings
@quick
def test_no_chunk_reaches_across_a_heading(reading: Reading) -> None:
    for chunk in chunked(reading):
        held = elements_in(reading.leaves[chunk.leaf - 1], chunk.words)
        for before, after in pairwise(held):
            if after.kind is ElementKind.HEADING:
                assert before.kind is ElementKind.HEADING


def elements_in(leaf: Leaf, words: WordSpan) -> list[Element]:
    return [e for e in leaf.elements if e.words.start < words.end and words.start < e.words.end]


@some_readings
@quick
def test_a_heading_stays_with_what_follows_where_there_is_room(reading: Reading) -> None:
    chunks = chunked(reading)
    for leaf in reading.leaves:
        starts = {c.words.end: c.words.start for c in chunks if c.leaf == leaf.number}
        for element, follower in pairwise(leaf.elements):
            end = element.words.end
            is_heading = element.kind is ElementKind.HEADING
            if is_heading and end in starts and follower.kind not in FURNITURE:
                headings = size(leaf, WordSpan(starts[end], end))
                # What is longer than half a chunk is a heading in name only.
                if max(headings, size(leaf, element.words)) <= CHUNK_TOKENS // 2:
                    assert headings + size(leaf, _beginning(follower)) > CHUNK_TOKENS


def _beginning(element: Element) -> WordSpan:
    """The first row of a table, the first word of prose."""
    start, end = element.words.start, element.words.start + 1
    if element.table:
        rows = [max(cell.words.end for cell in row) for row in element.table.rows()]
        end = next(row_end for row_end in rows if row_end > start)
    return WordSpan(start, end)


def paragraph(*words: str) -> Block:
    return Block(ElementKind.PARAGRAPH, [[list(words)]])


def of_words(count: int) -> Block:
    return paragraph(*["mot"] * count)


def item(*words: str) -> Block:
    return Block(ElementKind.LIST_ITEM, [[list(words)]])


def heading(*words: str) -> Block:
    return Block(ElementKind.HEADING, [[list(words)]])


def table(count: int, width: int, *, has_header: bool = True) -> Block:
    rows = [[[f"ligne{rank}"], ["1"] * (width - 1)] for rank in range(count)]
    rows[0] = [["Lot"], ["Loyer"]]
    return Block(ElementKind.TABLE, rows, has_header)


@pytest.mark.parametrize("kind", [ElementKind.PARAGRAPH, ElementKind.TABLE])
def test_a_heading_is_not_left_alone_by_a_long_element(kind: ElementKind) -> None:
    long = (
        paragraph(*[*["mot"] * 9, "fin."] * 40) if kind is ElementKind.PARAGRAPH else table(40, 9)
    )
    first = texts(heading("Loyer", "et", "charges", "du", "bail"), long)[0]
    assert first.startswith("Loyer et charges du bail\n")
    assert len(first.split()) > CHUNK_TOKENS // 2


def test_many_headings_are_no_chunk_larger_than_the_encoder_reads() -> None:
    chunks = chunked_blocks(*[heading("Une", "ligne", "en", "gras")] * 200)
    assert max(chunk.words.end - chunk.words.start for chunk in chunks) <= CHUNK_TOKENS


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    assert texts(paragraph("Avant."), heading("Loyer"), paragraph("Le", "loyer.")) == [
        "Avant.",
        "Loyer\nLe loyer.",
    ]


def test_headings_one_under_the_other_stay_together() -> None:
    titles = heading("Titre", "I"), heading("Loyer")
    assert texts(*titles, paragraph("Douze.")) == ["Titre I\nLoyer\nDouze."]


def test_a_long_table_is_cut_between_rows_and_each_part_has_the_header() -> None:
    chunks = chunked_blocks(table(90, 10))
    assert len(chunks) > 2
    assert all(chunk.words.end - chunk.words.start <= CHUNK_TOKENS for chunk in chunks)
    assert chunks[0].header == ""  # its own words hold it
    assert {chunk.header for chunk in chunks[1:]} == {"Lot\tLoyer"}
    assert all("Lot\tLoyer" in chunk.embedded for chunk in chunks)
    assert all("Lot\tLoyer" not in chunk.text for chunk in chunks[1:])


def test_a_caption_goes_with_its_table_and_is_embedded_with_each_part() -> None:
    caption = paragraph("Tableau", "3", "–", "Loyers", "par", "lot")
    first, second, *others = chunked_blocks(of_words(200), caption, table(90, 10))
    assert first.text.split() == ["mot"] * 200
    assert second.text.startswith("Tableau 3 – Loyers par lot\nLot\tLoyer\n")
    assert {chunk.header for chunk in others} == {"Tableau 3 – Loyers par lot\nLot\tLoyer"}


@pytest.mark.parametrize("mark", ["(1)", "*", "²", "1)", "Source :", "Note :"])
def test_a_note_goes_with_the_table_above_it(mark: str) -> None:
    note = paragraph(*mark.split(), "hors", "charges")
    assert len(texts(table(20, 5), note, of_words(200))) == 2
    assert texts(table(20, 5), note, of_words(200))[0].endswith("hors charges")


def test_a_table_is_not_followed_by_prose_about_something_else() -> None:
    assert len(texts(table(20, 5), paragraph("Le", "bail", "est", "conclu."))) == 2


def test_a_list_goes_with_the_sentence_that_introduces_it() -> None:
    sentence = paragraph("Le", "preneur", "paie", ":")
    items = [item("le", "loyer"), *[item(*["mot"] * 90)] * 3]
    first, second, third = chunked_blocks(of_words(254), sentence, *items)
    assert first.text.split() == ["mot"] * 254
    assert second.text.startswith("Le preneur paie :\nle loyer\n")
    assert third.header == "Le preneur paie :"


def test_a_small_piece_goes_with_what_follows_in_its_section() -> None:
    [first, second] = texts(paragraph("Peu", "de", "mots."), of_words(300))
    assert first.startswith("Peu de mots.\nmot ")
    assert len(second.split()) == 3 + 300 - CHUNK_TOKENS


def test_a_row_longer_than_a_chunk_is_cut_between_its_cells() -> None:
    row = [["Lot"], ["un"] * 200, ["deux"] * 200, ["trois"]]
    long = Block(ElementKind.TABLE, [[["a"]], row, [["b"]]])
    parts = [set(text.split()) for text in texts(long)]
    assert parts == [{"a"}, {"Lot", "un"}, {"deux", "trois"}, {"b"}]


def test_a_cell_longer_than_a_chunk_is_cut_after_a_sentence_but_on_a_sheet() -> None:
    cell = [*["mot"] * 199, "fin."] * 2
    long = Block(ElementKind.TABLE, [[cell], [["Lot"]]])
    assert [len(text.split()) for text in texts(long)] == [200, 200, 1]
    on_sheet = chunked_blocks(long, kind=LeafKind.SHEET)
    assert [len(chunk.text.split()) for chunk in on_sheet] == [400, 1]


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    sentence = [*["mot"] * 49, "fin."]
    chunks = chunked_blocks(paragraph(*sentence * 9))
    assert [chunk.words.end - chunk.words.start for chunk in chunks] == [250, 200]
    assert all(chunk.text.endswith("fin.") for chunk in chunks)


def test_a_text_without_sentences_is_cut_at_the_bound() -> None:
    sizes = [c.words.end - c.words.start for c in chunked_blocks(of_words(600))]
    assert sizes == [CHUNK_TOKENS, CHUNK_TOKENS, 600 - 2 * CHUNK_TOKENS]


def test_a_long_cell_of_a_sheet_has_one_address_and_so_one_chunk() -> None:
    words = [*["mot"] * 400, "fin."]
    chunks = chunked_blocks(paragraph(*words), paragraph("Autre."), kind=LeafKind.SHEET)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert chunks[0].words.end >= len(words)


def test_what_stands_before_a_long_cell_of_a_sheet_does_not_lengthen_it() -> None:
    chunks = chunked_blocks(heading("Bail"), of_words(400), kind=LeafKind.SHEET)
    assert [len(chunk.text.split()) for chunk in chunks] == [1, 400]


def test_what_is_searched_begins_with_the_headings_above() -> None:
    [chunk] = chunked_blocks(paragraph("Douze."))
    assert chunk.heading_path == ("Titre",)
    assert chunk.searchable == chunk.embedded == "Titre\nDouze."


def test_issuer_kind_and_period_are_embedded_and_neither_searched_nor_quoted() -> None:
    facts = [
        Fact(Field.ISSUER, "Ville de Brumes"),
        Fact(Field.KIND, "annual_report"),
        Fact(Field.PERIOD, "2022"),
        Fact(Field.TITLE, "Rapport"),
    ]
    [chunk] = chunked_blocks(paragraph("Douze."), facts=facts)
    assert chunk.embedded == "Ville de Brumes, annual report, 2022\nTitre\nDouze."
    assert (chunk.searchable, chunk.text) == ("Titre\nDouze.", "Douze.")


def test_a_page_s_own_title_is_among_the_headings_of_what_stands_below() -> None:
    chunks = chunked_blocks(heading("Bail"), *[of_words(200)] * 2)
    assert "Bail" in chunks[-1].heading_path


def test_an_empty_reading_has_no_chunk() -> None:
    assert chunked(reading_of(Leaf(1, LeafKind.PAGE, "", (), ()))) == []
