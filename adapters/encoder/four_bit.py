"""Rows of 4-bit weights: blocks of 32 values that share one float16 scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_VALUES = 32
BLOCK_BYTES = 18
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_ZERO = 8
"""The nibble that stands for zero."""


def dequantise(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Shape (blocks * 18,) bytes to shape (blocks * 32,) float32.

    Low nibbles are a block's values 0 to 15, high nibbles 16 to 31.
    """
    blocks = raw.view(_BLOCK)
    values = np.empty((len(blocks), BLOCK_VALUES), dtype=np.float32)
    values[:, :16] = blocks["nibbles"] & 0x0F
    values[:, 16:] = blocks["nibbles"] >> 4
    values -= _ZERO
    with np.errstate(invalid="ignore"):  # the caller looks for values that are not finite
        values *= blocks["scale"].astype(np.float32)[:, np.newaxis]
    return values.reshape(-1)
