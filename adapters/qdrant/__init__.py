"""The vector index: Qdrant's engine in process, or a Qdrant server or cluster.

See docs/decisions/0004-vector-index.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.indexing import VectorIndex


def index_for(
    url: str, api_key: str, data: Path, dimension: int, fingerprint: str, address: str
) -> VectorIndex:
    """The index at `url`, or the one in the folder `data` if `url` is empty.

    `dimension` is the length of the encoder's vectors, `fingerprint` names the encoder, and
    `address` is the URL that this process serves, empty where it serves none: a second process that
    wants the folder is told to use it.

    Raises StoreLocked if another process owns the folder, Misconfigured if its vectors come from
    another encoder. A server is first contacted by the first call, which raises the same.
    """
    # Each engine is imported only where it is used: they are 45 MB of native code and 1 s of start.
    if url:
        from adapters.qdrant.server import ServerIndex

        return ServerIndex.at(url, api_key, dimension, fingerprint)
    from adapters.qdrant.edge import EdgeIndex

    return EdgeIndex.open(data, dimension, fingerprint, address)
