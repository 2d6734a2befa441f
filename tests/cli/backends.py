"""A server in this process that keeps what it is sent, and reads nothing by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cli.backend import Json, Upload
from core.errors import NotFound, ProbantError

OUTCOME = {"pages": 1, "elements": 1, "chunks": 1, "errors": [], "hidden": []}
STATES = ("queued", "running", "done", "failed", "cancelled")


class FakeServer:
    """The part of a backend that batches use."""

    def __init__(self) -> None:
        self.documents: dict[str, Json] = {}
        """By id."""
        self.uploads: list[Upload] = []
        self.refusals: list[ProbantError] = []
        """Raised by the next uploads."""
        self.waits_for: Json | None = None
        self.broken: Exception | None = None
        """What the work ends with."""

    def read_all(self) -> None:
        for document in self.documents.values():
            document["status"] = "indexed"

    def has(self, version: str, status: str = "indexed", source: str | None = None) -> Json:
        name = f"{version[:6]}.txt"
        document = {"id": f"id-{version[:8]}", "name": name, "version": version, "source": source}
        shown = {**document, "status": status, "job": None, **OUTCOME}
        self.documents[document["id"] or ""] = shown
        return self.documents[document["id"] or ""]

    async def work(self) -> None:
        if self.broken:
            raise self.broken
        await asyncio.Event().wait()

    async def announce(
        self, collection: str, files: Sequence[tuple[str, str]], batch: str | None
    ) -> Json:
        return {"id": batch or "batch", "files": [self._known(*file) for file in files]}

    def _known(self, name: str, version: str) -> Json:
        found = [one for one in self.documents.values() if one["version"] == version]
        document = found[0] if found else None
        state = "needed"
        if document:
            state = "unchanged" if document["status"] == "indexed" else "pending"
        return {"name": name, "version": version, "known": state, "document": document}

    async def send(self, upload: Upload) -> Json:
        if self.refusals:
            raise self.refusals.pop(0)
        self.uploads.append(upload)
        return self.has(sha256(upload.path.read_bytes()).hexdigest(), "queued", upload.source)

    async def progress(self, batch: str) -> Json | None:
        if not self.documents:
            return None
        unread = sum(one["status"] == "queued" for one in self.documents.values())
        figures: dict[str, Any] = dict.fromkeys((*STATES, "embedding", "pages", "chunks"), 0)
        figures |= {"queued": unread, "done": len(self.documents) - unread, "chunks_done": 0}
        figures |= {"documents_failed": 0, "documents_partial": 0, "waits_for": self.waits_for}
        return {**figures, "id": batch, "total": len(self.documents), "is_final": unread == 0}

    async def batch_documents(self, batch: str) -> list[Json]:
        return list(self.documents.values())

    async def document(self, document: str) -> Json:
        if document not in self.documents:
            raise NotFound("There is no such document.")
        return self.documents[document]

    async def set_source(self, document: str, source: str) -> None:
        self.documents[document]["source"] = source

    async def sources(self, collection: str) -> list[Json]:
        return [one for one in self.documents.values() if one["source"] is not None]

    async def delete(self, document: str) -> None:
        del self.documents[document]
