"""Passages a second of our encoder, against `SentenceTransformer.encode` on the same texts.

Same model folder, same device, same prefix, no cache of vectors. Ours batches by length under a
budget of tokens; the library takes 32 texts at a time.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import psutil
import torch
from sentence_transformers import SentenceTransformer

from adapters.encoder import encoder_for
from adapters.encoder.bundled import convert
from adapters.encoder.e5_folder import PASSAGE_PREFIX, QUERY_PREFIX
from adapters.parsers.cage import CagedParser
from benchmarks.report import SAMPLES, options, repeated, show
from core.encoding import Encoder
from core.ids import CollectionId, EntityId, VersionId, document_id, reading_id
from core.readings import Reading
from core.settings import Settings
from ingest.chunk import chunks_of
from ingest.sniff import sniff

ENTITY = EntityId("bench")


def passages(encoder: Encoder) -> list[str]:
    """What an ingest of the samples would embed."""
    return [text for path in sorted(SAMPLES.iterdir()) for text in _passages(path, encoder)]


def _passages(path: Path, encoder: Encoder) -> list[str]:
    parsed = asyncio.run(CagedParser().parse(path, sniff(path, path.name)))
    version = VersionId(path.name)
    document = document_id(ENTITY, CollectionId("bench"), version)
    identity = reading_id(document, version, "bench")
    reading = Reading(identity, document, version, "bench", parsed.leaves, parsed.errors)
    chunks = chunks_of(ENTITY, document, reading, "fr", encoder.count_tokens)
    return [chunk.embedded for chunk in chunks]


def main() -> None:
    given = repeated(options("Speed of embedding passages.")).parse_args()
    settings = Settings.read()
    ours = encoder_for(
        "bundled",
        settings.encoder_device,
        settings.encoder_tokens,
        QUERY_PREFIX,
        PASSAGE_PREFIX,
        settings.models,
    )
    texts = passages(ours)
    library = SentenceTransformer(str(convert(settings.models)), local_files_only=True)
    prefixed = [PASSAGE_PREFIX + text for text in texts]

    def bare() -> Any:
        return library.encode(prefixed, normalize_embeddings=True, show_progress_bar=False)

    nearest = _least_cosine(ours.encode_passages(texts[:8]), bare()[:8])  # also warms both
    seconds: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(given.repeats):
        seconds["bare"].append(_timed(bare))
        seconds["ours"].append(_timed(lambda: ours.encode_passages(texts)))
    bare_s, ours_s = statistics.median(seconds["bare"]), statistics.median(seconds["ours"])
    row = {
        "device": str(library.device),
        "threads": torch.get_num_threads(),
        "passages": len(texts),
        "bare passages/s": len(texts) / bare_s,
        "ours passages/s": len(texts) / ours_s,
        "ours / bare": bare_s / ours_s,
        "least cosine": nearest,
        "process MB": psutil.Process().memory_info().rss / 1_000_000,
    }
    show("embedding passages", [row], as_json=given.json)


def _timed(work: Callable[[], Any]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _least_cosine(ours: Sequence[Any], bare: Sequence[Any]) -> float:
    """Both give the same vectors, or the comparison is worth nothing."""
    return float(np.min(np.sum(np.asarray(ours) * np.asarray(bare), axis=1)))


if __name__ == "__main__":
    main()
