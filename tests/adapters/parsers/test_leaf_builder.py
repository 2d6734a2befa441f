"""A leaf's text, words and elements agree, whatever goes in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters.parsers.checks import check
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.partitioned import add_lines
from adapters.parsers.plain import add_paragraphs, decode
from adapters.parsers.tables import CellText, add_table
from core.readings import ElementKind, Leaf, LeafKind, Parsed, WordSpan

TEXTS = st.lists(st.text(max_size=40), max_size=8)


def check_leaf(leaf: Leaf) -> None:
    check(Parsed((replace(leaf, number=1),)))
    for rank, word in enumerate(leaf.words):
        text = leaf.text[word.start : word.end]
        assert text == "".join(text.split())
        assert leaf.quote(WordSpan(rank, rank + 1)) == text
    assert leaf.text.split() == [leaf.text[word.start : word.end] for word in leaf.words]
    covered = [rank for element in leaf.elements for rank in range(*element.words)]
    assert covered == list(range(len(leaf.words)))


@given(TEXTS)
def test_elements_of_any_text_tile_the_words(texts: list[str]) -> None:
    builder = LeafBuilder(1, LeafKind.TEXT)
    for text in texts:
        start = builder.mark
        add_lines(builder, text)
        builder.element(ElementKind.PARAGRAPH, start)
    check_leaf(builder.build())


@given(st.lists(TEXTS, max_size=5))
def test_cells_of_any_table_are_its_words(rows: list[list[str]]) -> None:
    builder = LeafBuilder(1, LeafKind.TEXT)
    add_table(builder, [[CellText(text, c) for c, text in enumerate(row)] for row in rows])
    leaf = builder.build()
    check_leaf(leaf)
    for element in leaf.elements:
        assert element.table
        ranks = [rank for cell in element.table.cells for rank in range(*cell.words)]
        assert ranks == list(range(len(leaf.words)))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text(data: bytes) -> None:
    builder = LeafBuilder(1, LeafKind.TEXT)
    add_paragraphs(builder, decode(data))
    check_leaf(builder.build())
