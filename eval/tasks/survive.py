"""Hands in a file, whatever it holds, and tells what became of it and of who read it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import perf_counter

from core.documents import Document
from core.ids import CollectionId, VersionId, document_id
from eval.cases import Dropped, Survival
from eval.memory import PeakOfChildren
from eval.store import on_disk
from eval.tasks.work import Bench, Done
from ingest.pipeline import run

PATIENCE = 1.5
"""A reading that goes on for so many times its own limit hangs."""


async def survive(bench: Bench, case: Dropped) -> Done:
    started = perf_counter()
    with PeakOfChildren() as peak:
        output = await _read(bench, case)
    total = 1000 * (perf_counter() - started)
    seen = {"peak_mb": peak.mb} if peak.is_known else {}
    return Done(output, {"total": total, **seen})


async def _read(bench: Bench, case: Dropped) -> Survival:
    source, parts = bench.sources[case.document], bench.store.parts
    limit_s = PATIENCE * parts.settings.parse_seconds
    with on_disk(source) as path:
        try:
            async with asyncio.timeout(limit_s):
                ingested = await run(
                    parts.worker.reader.tools, _document(bench, case), path, _silent
                )
        except TimeoutError:
            return Survival("missing", hung=True, error=f"not ended after {limit_s:g} s")
        except Exception as error:
            return Survival("missing", died=True, error=f"{type(error).__name__}: {error}")
    outcome = ingested.outcome
    return Survival(outcome.status.value, tuple(error.category for error in outcome.errors))


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches a single file."""


def _document(bench: Bench, case: Dropped) -> Document:
    source, user = bench.sources[case.document], bench.store.user
    version, collection = VersionId(source.name.partition(".")[0]), CollectionId(source.collection)
    return Document(
        id=document_id(user.entity, collection, version),
        entity=user.entity,
        collection=collection,
        name=source.name,
        version=version,
        media_type="application/octet-stream",
        size_bytes=source.size,
        created_at=datetime.now(UTC),
        created_by=user.id,
    )
