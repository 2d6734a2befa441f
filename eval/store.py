"""Stores: the documents of a suite, read once and kept until the code that reads them changes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.documents import Document
from core.errors import Unavailable
from core.ids import CollectionId, DocumentId
from core.jobs import Lane
from core.outcomes import Outcome
from core.principals import Principal
from core.readings import Leaf
from core.settings import Settings
from eval import code
from eval.data.dataset import Source
from eval.files import write_json
from eval.texts import Texts
from eval.workspace import Workspace
from flows.bootstrap import Installation, build_direct_queue, open_installation
from governance.identity import local_user

_COMPLETE = "complete.json"
_TRANSIENT = frozenset({"timeout", "memory", "crash", "internal"})
"""Errors that say as much about the machine as about the document."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Store:
    """An installation that holds the documents of a dataset and nothing else."""

    parts: Installation
    user: Principal
    outcomes: Mapping[str, str]
    """Status by document name."""
    documents: Mapping[str, Document]
    """By name."""
    _leaves: dict[str, dict[int, str]] = field(default_factory=dict)

    async def leaves(self, name: str) -> Mapping[int, str]:
        """The text of every leaf of a document, by its number; read once."""
        if name not in self._leaves:
            self._leaves[name] = await self._read_leaves(self.documents[name])
        return self._leaves[name]

    async def leaf(self, name: str, number: int) -> Leaf | None:
        """A leaf of a document as it was read, words and boxes included."""
        document = self.documents[name]
        async with self.parts.database.begin() as unit:
            live = [h for h in await unit.readings.of_document(document.id) if h.live]
            return await unit.readings.leaf(live[0].id, number) if live else None

    async def texts(self) -> Texts:
        return {name: await self.leaves(name) for name in self.documents}

    async def _read_leaves(self, document: Document) -> dict[int, str]:
        texts: dict[int, str] = {}
        async with self.parts.database.begin() as unit:
            live = [h for h in await unit.readings.of_document(document.id) if h.live]
            while live and (leaf := await unit.readings.leaf(live[0].id, len(texts) + 1)):
                texts[leaf.number] = leaf.text
        return texts


@asynccontextmanager
async def open_store(
    workspace: Workspace,
    documents: Sequence[Source],
    settings: Mapping[str, Any],
    progress: Progress,
) -> AsyncIterator[Store]:
    """The store of some documents; what is not read yet is read first.

    `settings` are those of Probant that differ from the installation's. Raises `StoreLocked` where
    another process has it open.
    """
    folder = _folder(workspace, documents)
    chosen = _settings(workspace.settings, folder, settings)
    outcomes = await asyncio.to_thread(_complete, folder)
    if outcomes is None:
        outcomes = await _build(workspace, chosen, documents, progress)
        await asyncio.to_thread(_forget_older, folder)
    queue = build_direct_queue()
    async with open_installation(
        chosen, queue, encoder=workspace.encoder, parser=workspace.parser
    ) as parts:
        user = local_user(chosen.local_entity)
        yield Store(parts, user, outcomes, await _documents(parts, user))


async def _documents(parts: Installation, user: Principal) -> dict[str, Document]:
    found: dict[str, Document] = {}
    after: DocumentId | None = None
    while page := await parts.documents.page(user, 200, after):
        found |= {document.name: document for document in page}
        after = page[-1].id
    return found


def _complete(folder: Path) -> dict[str, str] | None:
    """Statuses by document name, where the store was built to its end."""
    try:
        outcomes: dict[str, str] = json.loads((folder / _COMPLETE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return outcomes


def _settings(installed: Settings, folder: Path, changed: Mapping[str, Any]) -> Settings:
    """Stores of an evaluation are always embedded ones: they are nobody's but its own."""
    fixed = {"data": folder, "database_url": "", "index_url": "", "queue_url": "", "quotas": ""}
    return Settings(**{**installed.model_dump(), **changed, **fixed}, _env_file=None)


def _folder(workspace: Workspace, documents: Sequence[Source]) -> Path:
    """Named by the documents, then by all that reads them: the same name holds the same."""
    held = "\n".join(sorted(f"{d.collection}/{d.name}" for d in documents))
    limits = workspace.settings.parse_seconds, workspace.settings.parse_memory_mb
    reader = (
        f"{workspace.encoder.fingerprint} {limits} {code.fingerprint(code.READING)}"
        f" {sorted(code.packages().items())}"
    )
    names = [hashlib.sha256(text.encode()).hexdigest()[:12] for text in (held, reader)]
    return workspace.stores / "-".join(names)


def _forget_older(folder: Path) -> None:
    """Stores of the same documents, read by code that is no more."""
    for other in folder.parent.glob(f"{folder.name.split('-')[0]}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


async def _build(
    workspace: Workspace, settings: Settings, documents: Sequence[Source], progress: Progress
) -> dict[str, str]:
    """Statuses by document name."""
    user = local_user(settings.local_entity)
    outcomes: dict[str, str] = {}
    spoilt = False
    async with open_installation(
        settings,
        build_direct_queue(),
        encoder=workspace.remembering_encoder,
        parser=workspace.remembering_parser,
    ) as parts:
        await parts.worker.recover(tuple(Lane))  # what an interrupted build held is nobody's now
        for number, source in enumerate(documents, start=1):
            progress("reading documents", number - 1, len(documents))
            outcome = await _read(parts, user, source)
            outcomes[source.name] = outcome.status.value
            spoilt |= any(error.category in _TRANSIENT for error in outcome.errors)
        progress("reading documents", len(documents), len(documents))
    if not spoilt:  # else they are tried again the next time
        await asyncio.to_thread(write_json, settings.data / _COMPLETE, outcomes)
    return outcomes


async def _read(parts: Installation, user: Principal, source: Source) -> Outcome:
    """What became of a document, read under the name of its hash."""
    with on_disk(source) as path:
        accepted = await parts.documents.add(
            user, path, source.name, CollectionId(source.collection)
        )
    if accepted.job:
        await parts.worker.until_idle()
    document = await parts.documents.get(user, accepted.document.id)
    if not document.outcome.status.is_final:
        raise Unavailable(f"{source.name} was not read to its end.", "Run the command again.")
    return document.outcome


@contextmanager
def on_disk(source: Source) -> Iterator[Path]:
    """A file that holds the document."""
    if isinstance(source.content, Path):
        yield source.content
        return
    with tempfile.TemporaryDirectory(prefix="probant-eval-") as folder:
        path = Path(folder, source.name)
        path.write_bytes(source.content)
        yield path
