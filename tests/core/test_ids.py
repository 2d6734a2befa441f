"""Identities: the same input gives the same id, and no id is shared between entities."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.ids import (
    CollectionId,
    DocumentId,
    EntityId,
    Locator,
    ReadingId,
    VersionId,
    chunk_id,
    citation_id,
    document_id,
    reading_id,
    split_citation_id,
)

TEXTS = st.text(max_size=12)
TRIPLES = st.tuples(TEXTS, TEXTS, TEXTS)


def document_of(parts: tuple[str, str, str]) -> DocumentId:
    entity, collection, version = parts
    return document_id(EntityId(entity), CollectionId(collection), VersionId(version))


def test_ids_stay_what_they_are_from_one_release_to_the_next() -> None:
    document = document_of(("here", "default", "0" * 64))
    reading = reading_id(document, VersionId("0" * 64), "pdf/1 liteparse/2.18.0")
    chunk = chunk_id(EntityId("here"), document, reading, Locator("page:1:char:0-9"))
    assert (document, reading, chunk) == EXPECTED


EXPECTED = (
    "ebe6e148-ab14-5973-9b6d-77c0254cd2e5",
    "15a96041-2d51-5bca-8c28-47f64466b9dc",
    "181684a1-4655-52bb-b4c1-c8a6cb9713cc",
)


@given(TRIPLES, TRIPLES)
def test_two_documents_have_one_id_only_where_all_their_parts_are_equal(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert (document_of(one) == document_of(other)) is (one == other)


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 12))
def test_where_one_part_ends_matters(a: str, b: str, c: str, cut: int) -> None:
    joined = a + b
    assume(joined[:cut] != a)
    assert document_of((a, b, c)) != document_of((joined[:cut], joined[cut:], c))


@given(TEXTS, TEXTS)
def test_chunks_of_two_entities_never_meet(one: str, other: str) -> None:
    assume(one != other)
    rest = (DocumentId("d"), ReadingId("r"), Locator("char:0-1"))
    assert chunk_id(EntityId(one), *rest) != chunk_id(EntityId(other), *rest)


@given(TRIPLES)
def test_kinds_of_ids_never_meet(parts: tuple[str, str, str]) -> None:
    document, version, parser = parts
    reading = reading_id(DocumentId(document), VersionId(version), parser)
    assert reading != document_of(parts)
    assert str(UUID(reading)) == reading


@given(st.uuids().map(str), st.text(min_size=1))
def test_a_citation_id_gives_back_where_its_evidence_is(reading: str, locator: str) -> None:
    citation = citation_id(ReadingId(reading), Locator(locator))
    assert split_citation_id(citation) == (reading, locator)


@pytest.mark.parametrize(
    "citation", ["", "~", "x", "x~char:0-1", "~char:0-1", "00000000-0000-0000-0000-00000000000~a"]
)
def test_what_is_not_a_citation_id_is_a_value_error(citation: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - uuid has its own words
        split_citation_id(citation)


@given(st.text(max_size=60))
def test_no_text_crashes_the_splitting_of_citation_ids(text: str) -> None:
    try:
        reading, locator = split_citation_id(text)
    except ValueError:
        return
    assert UUID(reading)
    assert locator
