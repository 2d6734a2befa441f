"""Exact search of many vectors at once, on processors or GPUs: faiss.

See docs/decisions/0016-batch-index.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.indexing import BatchIndex


def batch_index(dimension: int) -> BatchIndex:
    """An empty index of vectors of `dimension`, on every GPU where faiss knows any."""
    from adapters.faiss.flat import FlatIndex

    return FlatIndex(dimension)
