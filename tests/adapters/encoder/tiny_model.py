"""Packs a BERT of a few kilobytes in the layout of the bundled file, right or wrong on purpose."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np

HIDDEN, INNER, VOCABULARY, POSITIONS = 32, 64, 12, 16
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁a", "ab", "<mask>")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -3.0, -2.5, -4.0, 0.0)
LINES = (
    ("q", HIDDEN, HIDDEN),
    ("k", HIDDEN, HIDDEN),
    ("v", HIDDEN, HIDDEN),
    ("ao", HIDDEN, HIDDEN),
)
INNER_LINES = (("fi", INNER, HIDDEN), ("fo", HIDDEN, INNER))


@dataclass
class Recipe:
    """What goes into the file; a test changes one thing to make it wrong."""

    magic: bytes = b"E5S1"
    version: int = 1
    heads: int = 2
    block: int = 32
    pieces: tuple[bytes, ...] = tuple(piece.encode() for piece in PIECES)
    normalisation: dict[int, str] = field(default_factory=lambda: {9: " ", 0xFB01: "fi"})
    without: str = ""
    scale: float = 0.01


def packed(recipe: Recipe | None = None) -> bytes:
    recipe = recipe or Recipe()
    head = _head(recipe) + _pieces(recipe) + _normalisation(recipe)
    tensors = [one for one in _tensors(recipe.scale) if one[0] != recipe.without]
    directory_size = 4 + sum(2 + len(name) + 21 for name, _, _, _ in tensors)
    offset, directory, body = len(head) + directory_size, struct.pack("<i", len(tensors)), b""
    for name, kind, values, data in tensors:
        entry = struct.pack("<BIQQ", kind, values, offset + len(body), len(data))
        directory += struct.pack("<H", len(name)) + name.encode() + entry
        body += data
    return head + directory + body


def _head(recipe: Recipe) -> bytes:
    sizes = (HIDDEN, 1, recipe.heads, INNER, VOCABULARY, POSITIONS, 2)
    return recipe.magic + struct.pack("<I7ifi", recipe.version, *sizes, 1e-12, recipe.block)


def _pieces(recipe: Recipe) -> bytes:
    lengths = [len(piece) for piece in recipe.pieces]
    blob = b"".join(recipe.pieces)
    offsets = np.cumsum([0, *lengths]).astype("<u4").tobytes()
    scores = np.array(SCORES, "<f4").tobytes()
    return struct.pack("<5iQ", len(lengths), 0, 2, 1, 3, len(blob)) + offsets + scores + blob


def _normalisation(recipe: Recipe) -> bytes:
    table = b"".join(
        struct.pack(f"<IB{len(out)}I", code, len(out), *map(ord, out))
        for code, out in recipe.normalisation.items()
    )
    return struct.pack("<iI", len(recipe.normalisation), len(table)) + table


def _tensors(scale: float) -> list[tuple[str, int, int, bytes]]:
    vectors = ("aln.w", "aln.b", "oln.w", "oln.b")
    four_bit = [("emb.word", VOCABULARY * HIDDEN)]
    plain = [("emb.pos", POSITIONS * HIDDEN), ("emb.type", 2 * HIDDEN)]
    plain += [("emb.ln.w", HIDDEN), ("emb.ln.b", HIDDEN)]
    plain += [(f"l0.{name}", HIDDEN) for name in vectors]
    for name, rows, columns in LINES + INNER_LINES:
        four_bit.append((f"l0.{name}.w", rows * columns))
        plain.append((f"l0.{name}.b", rows))
    random = np.random.default_rng(7)
    quantised = [(name, 1, count, _blocks(random, count, scale)) for name, count in four_bit]
    return quantised + [
        (name, 0, count, random.normal(size=count).astype("<f4").tobytes()) for name, count in plain
    ]


def _blocks(random: np.random.Generator, values: int, scale: float) -> bytes:
    one = np.array([scale], "<f2").tobytes()
    return b"".join(one + random.bytes(16) for _ in range(values // 32))
