"""Installations with made-up reports, written straight into the database and the index."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.reading.figure import progress
from benchmarks.report import GOLD
from benchmarks.search.made import PASSAGES_A_REPORT, Report, report
from core.encoding import Encoder
from core.ids import Reader
from core.indexing import IndexPoint, Tags
from core.principals import entity_reader
from core.settings import Settings
from flows.bootstrap import Installation, build_direct_queue, open_installation

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

_SPREAD = 0.6
"""Length of the random part of a vector, its common part being 1: unrelated passages then have
cosines near those of the bundled encoder, .75 to .85."""
_AT_ONCE = 10
"""Reports a write."""
_WHOLE = "whole"
"""A file that is written last: a store without it was cut short, and is made anew."""


@asynccontextmanager
async def open_store(folder: Path, passages: int, encoder: Encoder) -> AsyncIterator[Installation]:
    """A store of at least so many passages in `folder`, made where it is not there yet."""
    if not (folder / _WHOLE).exists():
        shutil.rmtree(folder, ignore_errors=True)
    settings = Settings(data=folder, _env_file=None)
    async with open_installation(settings, build_direct_queue(), encoder=encoder) as parts:
        if not (folder / _WHOLE).exists():
            await _fill(parts, -(-passages // PASSAGES_A_REPORT), encoder)
            (folder / _WHOLE).touch()
        yield parts


async def _fill(parts: Installation, reports: int, encoder: Encoder) -> None:
    middle = await asyncio.to_thread(middle_of, encoder)
    chance = np.random.default_rng(1)
    for start in range(0, reports, _AT_ONCE):
        progress(f"making report {start} of {reports}")
        numbers = range(start, min(reports, start + _AT_ONCE))
        made = [report(number, parts.settings.local_entity) for number in numbers]
        await write(parts, made, middle, chance)


async def write(
    parts: Installation,
    made: Sequence[Report],
    middle: Vector,
    chance: np.random.Generator,
    others: tuple[Reader, ...] = (),
) -> None:
    """Reports as they stand when they have been read, for everybody of their entity and `others`,
    with whom the caller shares them. Their vectors lie around `middle`."""
    space = await parts.spaces.live()
    points = [point for one in made for point in _points(one, middle, chance, others)]
    await space.index.upsert(points)
    async with parts.database.begin() as unit:
        for one in made:
            await unit.documents.add(one.document)
            await unit.readings.add(one.reading, one.chunks, one.outcome, one.found)
            await unit.readings.make_live(one.reading.id)


def _points(
    one: Report, middle: Vector, chance: np.random.Generator, others: tuple[Reader, ...]
) -> list[IndexPoint]:
    document = one.document
    readers = (entity_reader(document.entity), *others)
    tags = Tags(document.collection, document.classification, document.validity, readers)
    vectors = _vectors(middle, len(one.chunks), chance)
    return [
        IndexPoint(
            chunk=chunk.id,
            vector=vector,
            text=chunk.searchable,
            entity=document.entity,
            tags=tags,
            document=document.id,
            reading=chunk.reading,
            language=chunk.language,
            digest="made",
        )
        for chunk, vector in zip(one.chunks, vectors, strict=True)
    ]


def middle_of(encoder: Encoder) -> Vector:
    """What questions have in common. Blocks."""
    mean = encoder.encode_queries(questions()).mean(axis=0)
    unit: Vector = (mean / np.linalg.norm(mean)).astype(np.float32)
    return unit


def _vectors(middle: Vector, count: int, chance: np.random.Generator) -> Vectors:
    random = chance.normal(size=(count, len(middle)))
    random *= _SPREAD / np.linalg.norm(random, axis=1, keepdims=True)
    summed = middle + random
    unit: Vectors = (summed / np.linalg.norm(summed, axis=1, keepdims=True)).astype(np.float32)
    return unit


def questions() -> list[str]:
    """Those of the samples: they name nobody whose reports are in the store."""
    return [json.loads(line)["question"] for line in GOLD.read_text("utf-8").splitlines()]
