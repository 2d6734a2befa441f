"""Which code made a run."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PACKAGES = (
    *("liteparse", "lxml", "numpy", "python-calamine", "python-docx", "python-pptx"),
    *("qdrant-edge-py", "sentence-transformers", "tokenizers", "torch", "unstructured"),
)
READING = ("core", "adapters", "ingest")
"""The rooms that decide what a store holds."""
EVERYTHING = (*READING, "retrieval", "governance", "flows", "eval")
"""The rooms that decide what a run holds."""
MEASURES = ("eval/measures",)
"""What decides the numbers that a run's outputs are worth."""


def fingerprint(folders: Sequence[str]) -> str:
    """SHA-256 over the source files in some folders, their paths included."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def packages() -> dict[str, str]:
    """Versions of the packages that may change what is read, embedded or found."""
    return {name: version(name) for name in _PACKAGES}


def commit() -> str:
    """The commit of the checkout; `-dirty` where files differ from it; the version without git."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        return f"{head}-dirty" if _git("status", "--porcelain", "-uno") else head
    except (OSError, subprocess.CalledProcessError):
        return version("probant")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
