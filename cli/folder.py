"""Brings a collection in step with a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli import results
from cli.backend import Backend, Json
from cli.bulk import Bulk
from cli.files import as_text, files_of, sha256
from cli.sending import Item
from cli.view import Show, Told
from core.errors import Held, InvalidRequest, NotFound, Unreadable
from core.ids import VersionId
from core.outcomes import Status
from flows.sync import Plan, Sourced, plan


@dataclass(slots=True)
class Found:
    """The folder's files by their paths in it."""

    paths: dict[str, Path] = field(default_factory=dict)
    versions: dict[str, VersionId] = field(default_factory=dict)
    unreadable: dict[str, Json] = field(default_factory=dict)
    """What is said of files and folders that can't be read: nothing is concluded about them, nor
    about what they held."""


@dataclass(slots=True)
class Synced:
    """What was done, or would be."""

    plan: Plan
    batch: str | None = None
    documents: list[Json] = field(default_factory=list)
    """What became of the files that were sent, or were under way."""
    deleted: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    """Vanished, and kept by a legal hold."""

    def to_json(self) -> dict[str, Any]:
        moved = [{"from": one.source, "to": path} for path, one in self.plan.moved]
        return {
            "added": list(self.plan.new),
            "changed": [path for path, _ in self.plan.changed],
            "moved": moved,
            "unchanged": len(self.plan.unchanged),
            "vanished": [one.source for one in self.plan.vanished],
            "deleted": self.deleted,
            "held": self.held,
            "failed": [path for path, one in self.plan.unchanged if one.status is Status.FAILED],
            "documents": self.documents,
            "batch": self.batch,
        }

    @property
    def has_failures(self) -> bool:
        before = any(one.status is Status.FAILED for _, one in self.plan.unchanged)
        return before or results.any_failed(self.documents)


async def look(folder: Path, show: Show) -> Found:
    """Hash every file of a folder, hidden ones apart."""
    listing = await asyncio.to_thread(files_of, [folder])
    found, told = Found(), Told(len(listing.files))
    for path, error in listing.refused.items():
        found.unreadable[as_text(path.relative_to(folder))] = results.refused(path, error)
    for path in listing.files:
        source = as_text(path.relative_to(folder))
        found.paths[source] = path
        try:
            found.versions[source] = VersionId(await asyncio.to_thread(sha256, path))
        except Unreadable as error:
            found.unreadable[source] = results.refused(path, error)
        told.looked_at += 1
        show(told)
    return found


async def planned(backend: Backend, collection: str, found: Found) -> Plan:
    known = [Sourced.from_json(data) for data in await backend.sources(collection)]
    seen = [one for one in known if not any(_is_in(one.source, at) for at in found.unreadable)]
    return plan(seen, found.versions)


def _is_in(source: str, place: str) -> bool:
    """Whether a path is this place, or below it; `.` is the folder itself."""
    return place in (".", source) or source.startswith(f"{place}/")


async def bring_in_step(
    backend: Backend, collection: str, found: Found, todo: Plan, show: Show, *, delete: bool
) -> Synced:
    """Raises `InvalidRequest` where everything would be deleted: it may be another folder."""
    if delete and todo.vanished and not (todo.unchanged or todo.moved or todo.changed):
        raise InvalidRequest(
            "The folder holds none of the collection's documents: --delete would remove them all.",
            "Check the folder and the collection. If all of it was replaced, sync without --delete"
            " first.",
        )
    for path, one in todo.moved:
        await backend.set_source(one.id, path)
    sent, batch = await Bulk(backend, collection, show).run(_items(found, todo))
    synced = Synced(todo, batch, sent + list(found.unreadable.values()))
    if delete:
        await _delete(backend, todo.vanished, synced)
    return synced


def _items(found: Found, todo: Plan) -> list[Item]:
    """What must be sent, and what was sent before and is under way still."""
    sent = [(path, None) for path in todo.new]
    sent += [(path, None) for path, one in todo.unchanged if not one.status.is_final]
    changed = [(path, one.id) for path, one in todo.changed]
    return [
        Item(found.paths[path], supersedes, path, found.versions[path])
        for path, supersedes in (*sent, *changed)
    ]


async def _delete(backend: Backend, vanished: Sequence[Sourced], synced: Synced) -> None:
    for one in vanished:
        try:
            await backend.delete(one.id)
        except Held:
            synced.held.append(one.source)
        except NotFound:  # somebody else was quicker, or it went with what it came in
            synced.deleted.append(one.source)
        else:
            synced.deleted.append(one.source)
