"""A reading crosses a process border and a database unchanged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outcomes import ErrorItem
from core.places import Box
from core.reading_json import (
    leaf_from_json,
    leaf_to_json,
    parsed_from_json,
    parsed_to_json,
    words_from_json,
    words_to_json,
)
from core.readings import Leaf, LeafKind, Parsed, Reading, Word
from tests.core.generated import leaves, readings

ERRORS = st.builds(
    ErrorItem, st.text(max_size=9), st.text(max_size=9), st.text(), st.none() | st.integers(1, 9)
)


def through_text(data: dict[str, Any]) -> Any:
    return json.loads(json.dumps(data, allow_nan=False))


@given(leaves())
def test_a_leaf_comes_back_from_json_as_it_was(leaf: Leaf) -> None:
    assert leaf_from_json(through_text(leaf_to_json(leaf))) == leaf


@given(readings(), st.lists(ERRORS, max_size=3))
def test_what_was_parsed_comes_back_with_its_errors(
    reading: Reading, errors: list[ErrorItem]
) -> None:
    parsed = Parsed(reading.leaves, tuple(errors))
    assert parsed_from_json(through_text(parsed_to_json(parsed))) == parsed


def test_a_word_without_a_box_among_words_with_boxes_stays_without() -> None:
    words = (Word(0, 1, Box(3, 0.5, 1, 2, 3)), Word(2, 3), Word(4, 5, None, "B7"))
    assert words_from_json(through_text(words_to_json(words)), 3) == words


def test_an_empty_page_comes_back() -> None:
    leaf = Leaf(2, LeafKind.PAGE, "", (), (), "", 595.0, 842.0)
    assert leaf_from_json(through_text(leaf_to_json(leaf))) == leaf


@pytest.mark.parametrize(
    "damage",
    [
        {"kind": "cave"},
        {"elements": [{"kind": "paragraph"}]},
        {"words": {"starts": [0, 2], "ends": [1], "boxes": None, "cells": None}},
        {"words": {"starts": [0, 2], "ends": [1, 3], "boxes": [[0, 0, 1, 1]], "cells": None}},
        {"words": None},
    ],
)
def test_what_is_no_leaf_is_refused_and_not_guessed_at(damage: dict[str, Any]) -> None:
    data = leaf_to_json(Leaf(1, LeafKind.TEXT, "a b", (Word(0, 1), Word(2, 3)), ()))
    with pytest.raises((KeyError, TypeError, ValueError)):
        leaf_from_json({**data, **damage})
