"""The smallest pieces of evidence: sentences and rows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import DocumentId, EntityId
from core.readings import ElementKind, LeafKind, Reading, WordSpan
from ingest.chunk import chunks_of
from retrieval.units import Unit, quotable, units_of
from tests.core.generated import readings
from tests.ingest.fakes import count_words
from tests.retrieval.passages import heading, item, paragraph, passage, passage_on, table


def quotes(text: str) -> list[str]:
    return [unit.quote for unit in units_of(passage(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Les réparations de art. 606 du Code civil restent au bailleur.",
        pytest.param(
            "Les réparations de l'art. 606 du Code civil restent au bailleur.",
        ),
        pytest.param(
            "Les grosses réparations (art. 606 du Code civil) restent au bailleur.",
        ),
        "M. Dupont et Mme. Durand ont signé le bail.",
        "The statements follow U.S. GAAP in all respects.",
        "Le taux est de 3.85 % et l'indice de 126,05 points.",
        "Voir p. 12 et sect. 4 du rapport.",
        "La société Exemple Inc. Est citée par Mr. Smith.",
        "Elle paie 1.577 euros, soit approx. 4.3 % du total.",
        "Les charges, c.-à-d. Les provisions, sont dues.",
        "Signed by J. R. Smith for the company.",
        "Le loyer (voir annexe 2.) est dû d'avance.",
        "Le bail cite: le loyer; les charges; la taxe.",
    ],
)
def test_a_sentence_is_not_cut_at_an_abbreviation_or_a_decimal(sentence: str) -> None:
    assert quotes(f"{sentence} La suite vient.") == [sentence, "La suite vient."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le loyer est dû. Il est payé.", ["Le loyer est dû.", "Il est payé."]),
        ("Est-il dû ? Oui ! Il l'est…", ["Est-il dû ?", "Oui !", "Il l'est…"]),
        pytest.param(
            "« Il est dû. » Le bail le dit.",
            ["« Il est dû. »", "Le bail le dit."],
        ),
        ("“It is due.” She paid.", ["“It is due.”", "She paid."]),
        ('He said "it is due." She paid.', ['He said "it is due."', "She paid."]),
        ("Fin en 2032. 12 mois restent.", ["Fin en 2032.", "12 mois restent."]),
        ("Le loyer est dû", ["Le loyer est dû"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_a_sentence_without_end_is_cut_at_its_semicolons() -> None:
    clause = " ".join(["mot"] * 90) + ";"
    assert quotes(f"{clause} {clause} fin.") == [clause, clause, "fin."]


def test_headings_and_running_text_are_no_evidence() -> None:
    blocks = (heading("Le loyer"), paragraph("Il est dû."))
    assert [unit.quote for unit in units_of(passage(*blocks))] == ["Il est dû."]


RENTS = table("Lot | Loyer", "A1 | 48 000", "A2 | 12 000")


def test_a_row_has_the_header_of_its_table_and_the_header_is_no_row() -> None:
    units = list(units_of(passage(RENTS)))
    assert [(unit.quote, unit.header_text) for unit in units] == [
        ("A1\t48 000", "Lot\tLoyer"),
        ("A2\t12 000", "Lot\tLoyer"),
    ]
    assert {unit.kind for unit in units} == {ElementKind.TABLE}
    assert units[0].context == "Titre Lot Loyer"


def test_a_table_without_header_has_rows_without() -> None:
    bare = table("A1 | 48 000", "A2 | 12 000", has_header=False)
    assert [unit.header for unit in units_of(passage(bare))] == [None, None]


def test_a_row_s_header_is_known_where_the_chunk_begins_below_it() -> None:
    [unit] = units_of(passage(RENTS, words=WordSpan(5, 8)))
    assert (unit.quote, unit.header_text) == ("A2\t12 000", "Lot\tLoyer")


def test_a_row_that_two_chunks_share_is_a_part_in_each() -> None:
    parts = [passage(RENTS, words=WordSpan(*span)) for span in ((0, 3), (3, 8))]
    assert [[unit.quote for unit in units_of(part)] for part in parts] == [
        ["A1"],
        ["48 000", "A2\t12 000"],
    ]


def test_a_long_cell_of_a_sheet_is_quoted_whole_because_it_has_one_address() -> None:
    text = "Le loyer est dû. Il est payé."
    assert [u.quote for u in units_of(passage(text, kind=LeafKind.SHEET))] == [text]


SIZES = st.integers(1, 40)


def units_in(reading: Reading) -> list[Unit]:
    chunks = chunks_of(EntityId("here"), DocumentId("document"), reading, "fr", count_words)
    return [
        unit
        for chunk in chunks
        for unit in units_of(passage_on(reading.leaves[chunk.leaf - 1], chunk.words))
    ]


@given(readings(SIZES))
@settings(max_examples=60)
def test_units_tile_every_paragraph_and_every_row_but_headers(reading: Reading) -> None:
    found = [
        (unit.passage.leaf.number, rank)
        for unit in units_in(reading)
        for rank in range(*unit.words)
    ]
    assert found == [
        (leaf.number, rank)
        for leaf in reading.leaves
        for element in leaf.elements
        if element.table or element.kind in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM)
        for rank in range(*element.words)
        if not (element.table and element.table.header and rank < element.table.header.end)
    ]


@given(readings(SIZES))
@settings(max_examples=60)
def test_a_unit_is_the_text_of_its_leaf_and_its_key_is_its_own(reading: Reading) -> None:
    units = units_in(reading)
    assert len({unit.key for unit in units}) == len(units)
    for unit in units:
        start, end = unit.passage.leaf.char_span(unit.words)
        assert unit.quote == unit.passage.leaf.text[start:end] != ""


def test_an_item_has_what_introduces_its_list_and_nothing_else_has() -> None:
    made = passage(
        paragraph("Il est dû. Les charges sont :"), item("l'eau"), item("le gaz"), "Fin du bail."
    )
    assert [(unit.quote, unit.lead_text) for unit in units_of(made)] == [
        ("Il est dû.", ""),
        ("Les charges sont :", ""),
        ("l'eau", "Les charges sont :"),
        ("le gaz", "Les charges sont :"),
        ("Fin du bail.", ""),
    ]
    assert "Les charges sont :" in list(units_of(made))[2].context


def test_a_long_paragraph_that_ends_in_a_colon_introduces_nothing() -> None:
    made = passage(paragraph(" ".join(["mot"] * 60) + " :"), item("l'eau"))
    assert [unit.lead for unit in units_of(made)] == [None, None]


@pytest.mark.parametrize(
    ("text", "is_quotable"),
    [
        ("271, le nombre de délibérations", True),
        ("8 152 704 €, le coût du service", True),
        ("5.1 Loyer", False),
        ("Article 12 – Durée du bail", False),
        ("Chiffres clés 2014", False),
        ("Le bailleur", False),
    ],
)
def test_a_heading_is_quotable_where_it_tells_a_figure(text: str, is_quotable: bool) -> None:
    made = passage(heading(text), "Il est dû.")
    assert [unit.quote for unit in quotable(made)] == ["Il est dû."] + [text] * is_quotable


def test_the_heading_a_passage_stands_under_is_quotable_where_it_is_on_its_page() -> None:
    text = "29, le nombre de plaintes"
    whole = passage(heading(text), "Il est dû.")
    part = passage_on(whole.leaf, WordSpan(5, 8), (text,))
    assert [unit.quote for unit in quotable(part)] == ["Il est dû.", text]
    assert [unit.quote for unit in quotable(passage_on(whole.leaf, WordSpan(5, 8)))] == [
        "Il est dû."
    ]
