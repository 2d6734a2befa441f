"""The collection on a server that holds every entity's points of one generation."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from adapters.qdrant.points import DENSE, ENTITY, KEYWORDS, NUMBERS, SPARSE, Stamp
from adapters.qdrant.points import check_stamp as check
from core.errors import Misconfigured

OLDEST = (1, 19)
"""The first server that computes document frequencies over a filter; older ones ignore it."""


async def prepare(client: AsyncQdrantClient, name: str, stamp: Stamp) -> None:
    """Make the collection and its payload indexes where they are missing.

    Safe to run from any number of processes at once. Raises Misconfigured if the server is too old
    or the collection holds the vectors of another encoder.
    """
    check_version((await client.info()).version)
    if not await client.collection_exists(name):
        await _create(client, name, stamp)
    found = await client.get_collection(name)
    check(stamp, _stamp(found.config), f"collection {name!r}")
    for field, schema in _INDEXES.items():
        if field not in found.payload_schema:
            await client.create_payload_index(name, field, schema, wait=True)


def check_version(version: str) -> None:
    """Raises Misconfigured below `OLDEST`: one entity's uploads would move another's scores."""
    numbers = version.partition("-")[0].split(".")[:2]
    if tuple(int(number) for number in numbers if number.isdigit()) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise Misconfigured(
            f"The Qdrant server is version {version}; {wanted} is the oldest that keeps BM25 "
            "statistics of entities apart.",
            f"Upgrade the server to {wanted} or later.",
        )


async def _create(client: AsyncQdrantClient, name: str, stamp: Stamp) -> None:
    try:
        await client.create_collection(
            name,
            vectors_config={
                DENSE: models.VectorParams(size=stamp.dimension, distance=models.Distance.COSINE)
            },
            sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            # A graph for each entity and none over all: every search is within one entity.
            hnsw_config=models.HnswConfigDiff(m=0, payload_m=16),
            metadata=asdict(stamp),
        )
    except (UnexpectedResponse, ValueError):
        # Another process may have been faster. (Local mode says so with ValueError.)
        if not await client.collection_exists(name):
            raise


def _stamp(config: models.CollectionConfig) -> Stamp:
    known: dict[str, Any] = config.metadata or {}
    vectors = config.params.vectors
    dense = vectors.get(DENSE) if isinstance(vectors, dict) else None
    return Stamp(
        dimension=dense.size if dense else 0,
        encoder=str(known.get("encoder", "unknown")),
        analysis=str(known.get("analysis", "unknown")),
    )


def _keyword(*, tenant: bool) -> models.KeywordIndexParams:
    return models.KeywordIndexParams(
        type=models.KeywordIndexType.KEYWORD, is_tenant=tenant, enable_hnsw=tenant
    )


_RANGED = models.IntegerIndexParams(
    type=models.IntegerIndexType.INTEGER, lookup=False, range=True, enable_hnsw=False
)
_INDEXES: dict[str, models.KeywordIndexParams | models.IntegerIndexParams] = {
    ENTITY: _keyword(tenant=True),
    **dict.fromkeys(NUMBERS, _RANGED),
    **dict.fromkeys(KEYWORDS, _keyword(tenant=False)),
}
