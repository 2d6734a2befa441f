"""Where a command's work is done: in this process, or by a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from flows.ask import Question
from flows.describe import Changes

Progress = Callable[[str, int, int], None]
Json = dict[str, Any]


class Backend(Protocol):
    """The same JSON objects, wherever they come from. Every method raises `ProbantError`."""

    async def ingest(self, path: Path, name: str, collection: str, progress: Progress) -> Json:
        """Read one file; the document with its final status."""
        ...

    async def search(self, question: Question, limit: int) -> Json: ...

    async def ask(self, question: Question) -> Json: ...

    async def documents(self) -> list[Json]: ...

    async def document(self, document: str) -> Json: ...

    async def correct(self, document: str, changes: Changes) -> Json:
        """The document with its corrections."""
        ...

    async def delete(self, document: str) -> None: ...
