"""Sequential reading of little-endian values that never runs past the end unnoticed."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class ByteCursor:
    """Reads `data` from its start; `failure(reason)` makes the error when it is too short."""

    def __init__(self, data: bytes, failure: Callable[[str], Exception]) -> None:
        self._data = data
        self._failure = failure
        self._position = 0

    def raw(self, size: int) -> bytes:
        start = self._advance(size)
        return self._data[start : start + size]

    def take(self, layout: str) -> tuple[Any, ...]:
        """The values of a `struct` layout, packed and little endian."""
        packed = struct.Struct("<" + layout)
        return packed.unpack_from(self._data, self._advance(packed.size))

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        """Shape (count,), a view on the data."""
        start = self._advance(np.dtype(dtype).itemsize * count)
        return np.frombuffer(self._data, dtype, count, start)

    def _advance(self, size: int) -> int:
        start = self._position
        if size < 0 or start + size > len(self._data):
            raise self._failure(f"it ends at byte {len(self._data)}, {size} more needed at {start}")
        self._position = start + size
        return start
