"""Keeps a collection in step with a folder: what to do is worked out from what both hold."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.documents import Document
from core.errors import NotFound
from core.ids import CollectionId, DocumentId, VersionId
from core.jobs import Job, JobState
from core.outcomes import Status
from core.principals import Principal
from core.stores import Database
from flows.documents import check_collection, check_source
from flows.documents.recorded import source_set
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class Sourced:
    """A document that came from the folder."""

    id: DocumentId
    source: str
    """Its path in the folder, in POSIX form."""
    version: VersionId
    """Of the bytes that came last, whether they are live yet or not."""
    status: Status
    """What became of them."""

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "source": self.source,
            "version": self.version,
            "status": self.status.value,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Sourced:
        return Sourced(data["id"], data["source"], data["version"], Status(data["status"]))


@dataclass(frozen=True, slots=True)
class Plan:
    """What brings the collection in step; paths are in the folder."""

    new: tuple[str, ...] = ()
    changed: tuple[tuple[str, Sourced], ...] = ()
    """Other bytes under the same path: the document's next version."""
    moved: tuple[tuple[str, Sourced], ...] = ()
    """The same bytes under another path: nothing is read anew."""
    unchanged: tuple[tuple[str, Sourced], ...] = ()
    """Copies of a file under a second path are among them: they are one document."""
    vanished: tuple[Sourced, ...] = ()


def plan(known: Sequence[Sourced], found: Mapping[str, VersionId]) -> Plan:
    """From the documents that came from a folder, and its files with the SHA-256 of each.

    A document stays with its path where the bytes are the same, else it follows its bytes to
    another path, else it stays with its path and takes over the new bytes. What was cancelled is
    as new: it is sent again.
    """
    same = _matched(found, known, lambda one: (one.source, one.version), lambda p: (p, found[p]))
    left, rest = _others(found, known, same)
    moved = _matched(left, rest, lambda one: one.version, lambda path: found[path])
    left, rest = _others(left, rest, moved)
    here = {one.version: one for one in (*same.values(), *moved.values())}
    copies = {path: here[found[path]] for path in left if found[path] in here}
    left = [path for path in left if path not in copies]
    changed = _matched(left, rest, lambda one: one.source, lambda path: path)
    left, rest = _others(left, rest, changed)
    again = [path for path, one in same.items() if one.status is Status.CANCELLED]
    unchanged = [(p, one) for p, one in (same | copies).items() if p not in again]
    return Plan(
        (*left, *again), tuple(changed.items()), tuple(moved.items()), tuple(unchanged), tuple(rest)
    )


def _matched(
    paths: Iterable[str],
    known: Iterable[Sourced],
    key_of: Callable[[Sourced], Hashable],
    key_at: Callable[[str], Hashable],
) -> dict[str, Sourced]:
    """A document for each path that has one with the same key; each once."""
    by_key: dict[Hashable, deque[Sourced]] = defaultdict(deque)
    for one in known:
        by_key[key_of(one)].append(one)
    return {path: by_key[key_at(path)].popleft() for path in paths if by_key[key_at(path)]}


def _others(
    paths: Iterable[str], known: Iterable[Sourced], matched: Mapping[str, Sourced]
) -> tuple[list[str], list[Sourced]]:
    taken = {one.id for one in matched.values()}
    return [p for p in paths if p not in matched], [one for one in known if one.id not in taken]


@dataclass(frozen=True, slots=True)
class Folders:
    """What a collection holds of the folder that it is kept in step with."""

    database: Database

    async def sources(self, principal: Principal, collection: CollectionId) -> list[Sourced]:
        """In id order. Raises `InvalidRequest` (collection name), `Refused`."""
        check_collection(collection)
        scope = decide(principal, Action.READ, (collection,)).granted()
        async with self.database.begin() as unit:
            documents = await unit.documents.with_source(scope)
            jobs = await unit.jobs.last([document.id for document in documents])
        return [_sourced(document, jobs.get(document.id)) for document in documents]

    async def set_source(
        self, principal: Principal, document: DocumentId, source: str | None
    ) -> None:
        """Say under which path of the folder a document is.

        Raises `InvalidRequest` (no path), `NotFound`, `Refused`.
        """
        check_source(source)
        scope = decide(principal, Action.INGEST).granted()
        async with self.database.begin() as unit:
            found = await unit.documents.find(scope, document)
            if found is None:
                raise NotFound("There is no such document.")
            await unit.documents.set_source(document, source)
            if source != found.source:
                unit.ledger.append(source_set(found, principal.id, source))


def _sourced(document: Document, last: Job | None) -> Sourced:
    """By the job that came last: a version that is not live yet, or failed, is known too."""
    version, status = document.version, document.outcome.status
    if last and last.version and last.version != version:
        version, status = last.version, _STATUS.get(last.state, Status.QUEUED)
        status = last.outcome.status if last.outcome else status
    return Sourced(document.id, document.source or "", version, status)


_STATUS = {JobState.FAILED: Status.FAILED, JobState.CANCELLED: Status.CANCELLED}
