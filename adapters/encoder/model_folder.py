"""What a model's folder says about itself without loading it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SMALL_FILE_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 16
SAMPLES = 16
_KEEP_WIDTH = {"Transformer", "Pooling", "Normalize"}


def fingerprint_of(folder: Path) -> str:
    """16 hex digits over the names and sizes of the folder's files and what is in them.

    Small files count whole; of large ones (weights) evenly spread samples, so that two trainings
    of one architecture differ without reading gigabytes. Independent of where the folder lies.
    """
    digest = hashlib.sha256()
    for path in _files(folder):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        for part in _samples(path, size):
            digest.update(part)
    return digest.hexdigest()[:16]


def dimension_of(folder: Path) -> int | None:
    """The vectors' dimension, or None when the folder's files do not say it plainly."""
    modules = _json(folder / "modules.json")
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules or ()]
    if "Pooling" not in kinds or not set(kinds) <= _KEEP_WIDTH:
        return None
    pooling = _json(folder / modules[kinds.index("Pooling")]["path"] / "config.json") or {}
    modes = [key for key, value in pooling.items() if key.startswith("pooling_mode_") and value]
    if len(modes) > 1 or not isinstance(pooling.get("pooling_mode", ""), str):
        # Several pooling modes are concatenated: only the loaded model knows the width.
        return None
    width = pooling.get("word_embedding_dimension", pooling.get("embedding_dimension"))
    return width if isinstance(width, int) else None


def architectures_of(folder: Path) -> list[str]:
    """Classes of transformers that its weights were saved from; none where it says none."""
    config = _json(folder / "config.json")
    named = config.get("architectures") if isinstance(config, dict) else None
    return [str(one) for one in named] if isinstance(named, list) else []


def _files(folder: Path) -> Iterator[Path]:
    """Every file that may shape the vectors, in a stable order."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix != ".md":
            yield path


def _samples(path: Path, size: int) -> Iterator[bytes]:
    if size <= SMALL_FILE_BYTES:
        yield path.read_bytes()
        return
    with path.open("rb") as file:
        for index in range(SAMPLES):
            file.seek(index * (size - SAMPLE_BYTES) // (SAMPLES - 1))
            yield file.read(SAMPLE_BYTES)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
