"""The folder of one generation of the embedded index: `stamp.json` and `shard/`."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

import qdrant_edge as engine

from adapters.qdrant.points import DENSE, ENTITY, KEYWORDS, NUMBERS, SPARSE, Stamp
from adapters.qdrant.points import check_stamp as check
from core.errors import Misconfigured, Unavailable


def open_shard(folder: Path, stamp: Stamp) -> engine.EdgeShard:
    """The shard in `folder`, made if absent. The caller holds the folder's lock.

    Raises Misconfigured if it was made with another stamp, Unavailable if it can't be read.
    """
    shard = folder / "shard"
    try:
        if not shard.exists():
            _create(folder, stamp)
        check(stamp, _read_stamp(folder / "stamp.json"), str(folder))
        opened = engine.EdgeShard.load(str(shard), _config(stamp.dimension))
        _index_fields(opened)
        return opened
    except (Misconfigured, OSError):
        raise
    except Exception as error:  # The engine raises nothing more precise.
        raise Unavailable(
            f"The index in {folder} can't be opened: {error}",
            "Restore it from a backup, or build another with `probant reindex`.",
        ) from error


def _create(folder: Path, stamp: Stamp) -> None:
    # Made aside and renamed, so that a kill at any point leaves either no shard or a whole one.
    aside = folder / "shard.new"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    shard = engine.EdgeShard.create(str(aside), _config(stamp.dimension))
    _index_fields(shard)
    shard.close()
    _write_stamp(folder / "stamp.json", stamp)
    aside.rename(folder / "shard")


def _index_fields(shard: engine.EdgeShard) -> None:
    """Those that are not indexed yet: a shard of before may lack some."""
    missing = _INDEXES.keys() - shard.info().payload_schema.keys()
    for field in sorted(missing):
        shard.update(engine.UpdateOperation.create_field_index(field, _INDEXES[field]))
    if missing:
        shard.flush()


_INDEXES: dict[str, engine.PayloadSchemaType | engine.PayloadSchemaParams] = {
    ENTITY: engine.KeywordIndexParams(is_tenant=True),
    **dict.fromkeys(NUMBERS, engine.PayloadSchemaType.Integer),
    **dict.fromkeys(KEYWORDS, engine.PayloadSchemaType.Keyword),
}


def _config(dimension: int) -> engine.EdgeConfig:
    # No graph is ever built: within one entity an exact search of 100,000 chunks takes 4 ms, and
    # building a graph for 20,000 stops all searches for 13 s.
    return engine.EdgeConfig(
        vectors={DENSE: engine.EdgeVectorParams(dimension, engine.Distance.Cosine)},
        sparse_vectors={SPARSE: engine.EdgeSparseVectorParams(modifier=engine.Modifier.Idf)},
        optimizers=engine.EdgeOptimizersConfig(indexing_threshold=_NEVER_KB),
    )


_NEVER_KB = 10**9


def _write_stamp(path: Path, stamp: Stamp) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(asdict(stamp), file)
        file.flush()
        os.fsync(file.fileno())


def _read_stamp(path: Path) -> Stamp:
    try:
        return Stamp(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError) as error:
        raise Misconfigured(
            f"{path} does not say which encoder the index was built with.",
            "Restore it from a backup, or build another with `probant reindex`.",
        ) from error
