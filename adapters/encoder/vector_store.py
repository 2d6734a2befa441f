"""Vectors on disk by the hash of their text, in one SQLite file. The text itself is not kept.

Behind `adapters.encoder.cache`, for evaluation and tests alone.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from core.indexing import Vector

LOCK_WAIT_S = 0.5
KEYS_PER_QUERY = 500
"""Below the 999 bound variables that old SQLite builds allow."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    space TEXT NOT NULL, text_sha256 BLOB NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (space, text_sha256)
)
"""
_LITTLE_ENDIAN = np.dtype("<f4")
_log = logging.getLogger(__name__)


class VectorStore:
    """Safe for several threads and processes. A file that fails holds nothing and takes nothing.

    A `space` separates vectors that must not mix: the model's fingerprint and the text's role.
    """

    def __init__(self, path: Path) -> None:
        """Touches no disk yet. `path` should not be on a network file system (SQLite's WAL)."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._broken = False
        self._failing = False

    def find(self, space: str, keys: Sequence[bytes], dimension: int) -> dict[bytes, Vector]:
        """The vectors that are there, each of shape (dimension,), by the SHA-256 of its text."""
        found: dict[bytes, Vector] = {}

        def look(connection: sqlite3.Connection) -> None:
            for start in range(0, len(keys), KEYS_PER_QUERY):
                for key, blob in _select(connection, space, keys[start : start + KEYS_PER_QUERY]):
                    if len(blob) == dimension * _LITTLE_ENDIAN.itemsize:
                        found[key] = np.frombuffer(blob, _LITTLE_ENDIAN).astype(np.float32)

        self._attempt(look)
        return found

    def add(self, space: str, vectors: Mapping[bytes, Vector]) -> None:
        """Keep the vectors, in one transaction."""
        rows = [(space, key, one.astype(_LITTLE_ENDIAN).tobytes()) for key, one in vectors.items()]

        def insert(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

        self._attempt(insert)

    def close(self) -> None:
        with self._lock:
            self._disconnect()

    def _attempt(self, work: Callable[[sqlite3.Connection], None]) -> None:
        with self._lock:
            if self._broken:
                return
            try:
                work(self._connect())
                self._failing = False
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=LOCK_WAIT_S, check_same_thread=False)
            self._connection = connection
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
        return self._connection

    def _give_up(self, error: Exception) -> None:
        # A lock held by another process or a full disk passes; a damaged file does not.
        self._broken = not isinstance(error, sqlite3.OperationalError | OSError)
        if self._broken or not self._failing:
            remedy = "unused from now on: delete the file" if self._broken else "skipped for now"
            _log.warning("vector cache %s failed (%s), %s", self._path, error, remedy)
        self._failing = True
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            with closing(self._connection):
                self._connection = None


def _select(
    connection: sqlite3.Connection, space: str, keys: Sequence[bytes]
) -> list[tuple[bytes, bytes]]:
    marks = ", ".join("?" * len(keys))
    # Only question marks are put into the statement; values are bound.
    where = f"space = ? AND text_sha256 IN ({marks})"
    query = f"SELECT text_sha256, vector FROM vectors WHERE {where}"  # noqa: S608
    return connection.execute(query, (space, *keys)).fetchall()
