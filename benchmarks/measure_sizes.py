"""What a page costs: passages, tokens, bytes in each store, seconds of reading, memory.

The figures behind docs/sizing.md, for the samples or for any files of one's own. What is embedded
is random, of the dimension that is asked for: sizes do not hang on it, and no model is run.
PROBANT_DATABASE_URL may name an empty PostgreSQL database; then ask for one dimension.
"""

from __future__ import annotations

import asyncio
import resource
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import psutil
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql.address import parse_address
from benchmarks.life.instant import InstantEncoder
from benchmarks.life.shop import embedded_texts
from benchmarks.report import SAMPLES, Row, options, show
from core.ids import CollectionId
from core.jobs import Lane
from core.settings import Settings
from flows.bootstrap import Installation, bare_encoder, build_direct_queue, open_installation
from governance.identity import local_user

DIMENSIONS = (384, 1024)
MB = 1_000_000


def row_of(files: Sequence[Path], dimension: int) -> Row:
    return asyncio.run(measure(Settings.read(), files, dimension))


async def measure(settings: Settings, files: Sequence[Path], dimension: int) -> Row:
    with tempfile.TemporaryDirectory(prefix="probant-bench-") as folder:
        data = Path(folder) / "data"
        own = settings.model_copy(update={"data": data, "index_url": ""})
        encoder = InstantEncoder(bare_encoder(settings), dimension)
        async with open_installation(own, build_direct_queue(), encoder=encoder) as parts:
            before = await _database_bytes(own, data)
            empty = _size(data / "index")
            read_s, pages = await _read(parts, files)
            started = perf_counter()
            await parts.worker.until_idle((Lane.EMBED,))
            index_s = perf_counter() - started
            database = await _database_bytes(own, data) - before
            texts = await embedded_texts(parts)
        passages = max(1, len(texts))
        return {
            "dimension": dimension,
            "files": len(files),
            "pages": pages,
            "passages/page": passages / pages,
            "tokens/passage": sum(encoder.count_tokens(texts)) / passages,
            "read pages/s": pages / read_s,
            "indexed passages/s": passages / index_s,
            "database kB/page": database / pages / 1000,
            "index kB/passage": (_size(data / "index") - empty) / passages / 1000,
            "blobs kB/page": _size(data / "blobs") / pages / 1000,
            "worker MB": psutil.Process().memory_info().rss / MB,
            # Linux tells kilobytes.
            "largest parser MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000,
        }


async def _read(parts: Installation, files: Sequence[Path]) -> tuple[float, int]:
    """Seconds of reading them all, and how many pages they have."""
    user = local_user(parts.settings.local_entity)
    accepted = [
        await parts.documents.add(user, path, path.name, CollectionId("bench")) for path in files
    ]
    started = perf_counter()
    await parts.worker.until_idle((Lane.READ,))
    seconds = perf_counter() - started
    pages = 0
    async with parts.database.begin() as unit:
        for one in accepted:
            pages += sum(
                head.outcome.pages for head in await unit.readings.of_document(one.document.id)
            )
    return seconds, max(1, pages)


async def _database_bytes(settings: Settings, data: Path) -> int:
    if not settings.database_url.startswith("postgres"):
        return _sqlite_bytes(data)
    engine = create_async_engine(parse_address(settings.database_url).url)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("CHECKPOINT"))
            found = await connection.scalar(text("SELECT pg_database_size(current_database())"))
            return int(found or 0)
    finally:
        await engine.dispose()


def _sqlite_bytes(data: Path) -> int:
    return sum(path.stat().st_size for path in data.glob("probant.db*"))


def _size(folder: Path) -> int:
    """Bytes on the disk, which for files with holes are fewer than their length."""
    return sum(512 * path.stat().st_blocks for path in folder.rglob("*") if path.is_file())


def main() -> None:
    parser = options("What a page costs in passages, bytes, seconds and memory.")
    parser.add_argument("files", nargs="*", type=Path, help="default: the samples")
    parser.add_argument("--dimension", type=int, action="append", help="default: 384 and 1024")
    given = parser.parse_args()
    files = given.files or sorted(path for path in SAMPLES.iterdir() if path.is_file())
    # A process each: what one has taken of memory is not given back.
    processes = ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1)
    with processes as pool:
        rows = list(pool.map(partial(row_of, files), given.dimension or DIMENSIONS))
    show("what a page costs", rows, as_json=given.json)


if __name__ == "__main__":
    main()
