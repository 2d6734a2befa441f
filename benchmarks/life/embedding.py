"""What the pipeline costs on top of the model: passages a second, against the encoder alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from benchmarks.life.shop import add, embedded_texts, open_shop, passages_in, texts
from benchmarks.reading.figure import Figure
from core.encoding import Encoder
from core.jobs import Lane


def embedding(folder: Path, encoder: Encoder, documents: int, paragraphs: int) -> list[Figure]:
    """The encoder alone before and after, on the texts that the pipeline embeds in between."""
    return asyncio.run(_embedding(folder, encoder, documents, paragraphs))


async def _embedding(
    folder: Path, encoder: Encoder, documents: int, paragraphs: int
) -> list[Figure]:
    async with open_shop(folder / "embedding", encoder) as parts:
        await add(parts, texts(folder / "texts", documents, paragraphs))
        await parts.worker.until_idle([Lane.READ])
        embedded = await embedded_texts(parts)
        encoder.encode_passages(embedded[:8])  # loads the weights
        before_s = _alone(encoder, embedded)
        started = perf_counter()
        await parts.worker.until_idle([Lane.EMBED])
        pipeline_s = perf_counter() - started
        alone_s = (before_s + _alone(encoder, embedded)) / 2
        count = await passages_in(parts)
    on = f"{documents} documents, {count} passages"
    return [
        Figure("encoder alone", on, count / alone_s, "passages/s"),
        Figure("pipeline / encoder alone", on, alone_s / pipeline_s, "ratio", least=0.9),
    ]


def _alone(encoder: Encoder, passages: list[str]) -> float:
    started = perf_counter()
    encoder.encode_passages(passages)
    return perf_counter() - started
