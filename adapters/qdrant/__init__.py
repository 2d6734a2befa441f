"""The vector index: Qdrant's engine in process, or a Qdrant server or cluster.

See docs/decisions/0004-vector-index.md and 0015-generations.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.qdrant.generations import Indexes


def indexes_for(url: str, api_key: str, folder: Path, address: str) -> Indexes:
    """The indexes at `url`, or those in `folder` if `url` is empty. Opens and contacts nothing.

    `address` is the URL that this process serves, empty where it serves none: a second process that
    wants the folder is told to use it.
    """
    from adapters.qdrant.generations import EdgeIndexes, ServerIndexes

    return ServerIndexes.at(url, api_key) if url else EdgeIndexes(folder, address)
