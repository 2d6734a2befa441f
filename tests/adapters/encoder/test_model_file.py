"""The packed file's layout: read whole, or refused with a reason."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.encoder.e5_tensors import bert_tensors
from adapters.encoder.e5_tokenizer import build_tokenizer
from adapters.encoder.four_bit import dequantise
from adapters.encoder.model_file import parse
from core.errors import Misconfigured
from tests.adapters.encoder.tiny_model import HIDDEN, PIECES, VOCABULARY, Recipe, packed

WHOLE = packed()


def test_a_whole_file_is_read() -> None:
    model = parse(WHOLE)
    assert tuple(model.pieces.texts) == PIECES
    assert model.normalisation == {"\t": " ", "ﬁ": "fi"}
    assert model.tensor("emb.word", (VOCABULARY, HIDDEN)).shape == (VOCABULARY, HIDDEN)
    assert len(bert_tensors(model)) == 5 + 16 + 2


def test_four_bit_blocks_follow_the_layout_value_by_value() -> None:
    blocks = (2.0, bytes(range(0, 256, 16))), (0.5, bytes(range(16)))
    raw = b"".join(np.float16(scale).tobytes() + nibbles for scale, nibbles in blocks)
    expected = [
        scale * ((byte >> shift & 15) - 8)
        for scale, nibbles in blocks
        for shift in (0, 4)
        for byte in nibbles
    ]
    assert dequantise(np.frombuffer(raw, np.uint8)).tolist() == expected


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (Recipe(magic=b"GGUF"), "magic"),
        (Recipe(version=2), "version 2"),
        (Recipe(heads=5), "5 heads"),
        (Recipe(heads=-1), "implausible"),
        (Recipe(block=64), "blocks of 64"),
        (Recipe(pieces=(b"\xff", *Recipe().pieces[1:])), "UTF-8"),
        (Recipe(pieces=(b"a", *Recipe().pieces[1:])), "twice"),
        (Recipe(pieces=(b"", *Recipe().pieces[1:])), "offsets"),
        (Recipe(normalisation={0xD800: ""}), "0xd800"),
    ],
)
def test_a_wrong_layout_is_refused_with_its_reason(recipe: Recipe, reason: str) -> None:
    with pytest.raises(Misconfigured, match=reason):
        parse(packed(recipe))


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (Recipe(without="l0.k.w"), "'l0.k.w' is missing"),
        (Recipe(scale=float("nan")), "not finite"),
    ],
)
def test_wrong_tensors_are_refused(recipe: Recipe, reason: str) -> None:
    with pytest.raises(Misconfigured, match=reason):
        bert_tensors(parse(packed(recipe)))


def test_a_tensor_of_another_shape_is_refused() -> None:
    with pytest.raises(Misconfigured, match="not the shape"):
        parse(WHOLE).tensor("emb.pos", (1, HIDDEN))


def test_another_normalisation_is_refused() -> None:
    with pytest.raises(Misconfigured, match=r"U\+0041"):
        build_tokenizer(parse(packed(Recipe(normalisation={ord("A"): "a"}))))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_truncated_file_is_refused(size: int) -> None:
    with pytest.raises(Misconfigured):
        parse(WHOLE[:size])


@given(st.binary(max_size=400))
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(Misconfigured):
        parse(b"E5S1\x01\0\0\0" + garbage)


@settings(max_examples=200)
@given(st.integers(0, 700), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_never_a_crash(position: int, byte: int) -> None:
    data = bytearray(WHOLE)
    data[position] = byte
    with suppress(Misconfigured):
        bert_tensors(parse(bytes(data)))
