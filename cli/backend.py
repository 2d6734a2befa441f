"""Where a command's work is done: in this process, or by a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Protocol

from core.outcomes import Status
from core.reviews import Ruling
from core.use_cases import Stage
from flows.collections import Rules
from flows.describe import Changes
from flows.documents import Change
from flows.grids.exports import ExportFormat
from flows.grids.questions import QuestionSet
from flows.permissions.sharing import Offer
from flows.question import Question
from governance.identity.giving import WantedKey

Progress = Callable[[str, int, int], None]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send, and what is said of it."""

    path: Path
    collection: str
    batch: str
    urgent: bool = False
    """Whether it goes before what is loaded in bulk: somebody waits for it."""
    supersedes: str | None = None
    """Id of the document that it is a new version of."""
    source: str | None = None
    """Its path in the folder that the collection is kept in step with."""
    readers: tuple[str, ...] | None = None
    """Who of the entity reads it; None: nothing is said of that."""
    classification: str | None = None


class Backend(Protocol):
    """The same JSON objects, wherever they come from. Every method raises `ProbantError`."""

    async def work(self) -> None:
        """Do what this process must do for documents to be read, until cancelled."""
        ...

    async def answer(self) -> None:
        """Do what this process must do for the cells of grids to be read, until cancelled."""
        ...

    async def announce(
        self, collection: str, files: Sequence[tuple[str, str]], batch: str | None
    ) -> Json:
        """`{"id", "files"}` for files (name, SHA-256), 1,000 at most: what is known of each."""
        ...

    async def send(self, upload: Upload) -> Json:
        """The document, `unchanged` or to be read; durable on return. Raises `Busy`."""
        ...

    async def progress(self, batch: str) -> Json | None:
        """None where none of its documents has come."""
        ...

    async def batch_documents(self, batch: str) -> list[Json]: ...

    async def cancel_batch(self, batch: str) -> Json: ...

    async def sources(self, collection: str) -> list[Json]: ...

    async def set_source(self, document: str, source: str) -> None: ...

    async def jobs(self, *, failed: bool) -> list[Json]: ...

    async def requeue(self, job: str) -> Json: ...

    def search_many(
        self, questions: Sequence[Question], limit: int, use_case: str | None
    ) -> AsyncIterator[Json]:
        """`{"hits", "scope", "use_case"}` of each question, in order; `explanation` where it asks
        for one. Raises `Refused` for a use case that may not be asked, None where that of none may
        not, as do the two that follow."""
        ...

    async def ask(self, question: Question, use_case: str | None) -> Json: ...

    async def ask_grid(
        self,
        questions: QuestionSet,
        documents: Sequence[str],
        collection: str | None,
        use_case: str | None,
    ) -> Json:
        """The grid, as `GET /v1/grids/{id}` shows it without its cells; durable on return."""
        ...

    async def grid(self, grid: str) -> Json:
        """How far it is."""
        ...

    async def grids(self) -> list[Json]:
        """Newest first."""
        ...

    async def cancel_grid(self, grid: str) -> Json: ...

    async def delete_grid(self, grid: str) -> None: ...

    async def export_grid(self, grid: str, kind: ExportFormat, file: IO[bytes]) -> None:
        """Write it there, with links to the evidence pages of the server that does it, or that may
        be started here. Raises `Busy`, with nothing written."""
        ...

    async def verify_ledger(self) -> Json:
        """`{"records", "findings", "unclosed", …}`; by a server, of one's own entity."""
        ...

    async def last_records(self, count: int, *, opened: bool) -> list[Json]:
        """Newest first."""
        ...

    async def record(self, record: str, *, opened: bool) -> list[Json]:
        """A record of the ledger and, of a question, what closed it."""
        ...

    def export_ledger(
        self, first: date | None, last: date | None, *, sealed: bool, opened: bool
    ) -> AsyncIterator[Json]:
        """Lines that can be verified without the service."""
        ...

    async def replay(self, record: str) -> Json: ...

    async def erase_person(self, person: str) -> int:
        """How many records can't be read any more."""
        ...

    async def history(self, count: int) -> list[Json]:
        """One's own questions and searches, newest first."""
        ...

    def export_history(self) -> AsyncIterator[Json]: ...

    async def erase_history(self) -> int: ...

    async def documents(self, collection: str | None, status: Status | None) -> list[Json]:
        """All of them, or those of a collection, of a status."""
        ...

    async def document(self, document: str) -> Json: ...

    async def versions(self, document: str) -> list[Json]: ...

    async def correct(self, document: str, changes: Changes) -> Json:
        """The document with its corrections."""
        ...

    async def change(self, document: str, change: Change) -> Json: ...

    async def cancel(self, document: str) -> Json: ...

    async def retry(self, document: str) -> Json: ...

    async def read_again(self, document: str) -> Json: ...

    async def delete(self, document: str) -> None: ...

    async def citation(self, citation: str) -> Json: ...

    async def page_image(self, citation: str) -> bytes:
        """PNG of its page with its words framed. Raises `InvalidRequest` where it is of none."""
        ...

    async def collections(self) -> list[Json]: ...

    async def change_collection(self, name: str, rules: Rules) -> Json: ...

    async def share(self, offer: Offer) -> Json: ...

    async def shares(self, *, ended: bool) -> list[Json]:
        """Newest first."""
        ...

    async def unshare(self, share: str) -> Json: ...

    async def use_cases(self) -> list[Json]:
        """Every version for the entity: by id, the latest submitted first."""
        ...

    async def use_case(self, use_case: str) -> Json:
        """`{"versions", "runs"}`."""
        ...

    async def submit_use_case(self, declaration: Json) -> Json: ...

    async def promote_use_case(
        self, use_case: str, to: Stage, reason: str, version: str | None
    ) -> Json: ...

    async def undeclared_uses(self) -> list[Json]: ...

    async def reviews(self, count: int, use_case: str | None, *, decided: bool) -> list[Json]:
        """The soonest due first: those that wait for the user, or those that were decided."""
        ...

    async def review(self, review: str) -> Json:
        """With question and answer for who asked, who is at it, and who decided of it."""
        ...

    async def claim_review(self, review: str) -> Json: ...

    async def release_review(self, review: str) -> Json: ...

    async def decide_review(
        self, review: str, ruling: Ruling, reason: str, correction: str
    ) -> Json: ...

    def candidates(self, use_case: str | None) -> AsyncIterator[Json]:
        """What was corrected, as questions for a suite."""
        ...

    async def quotas(self) -> list[Json]:
        """Every limit that the caller is under, with what is left of it."""
        ...

    def export_usage(self, month: date) -> AsyncIterator[Json]:
        """What the entity asked in the month of a day, by day, use case and model."""
        ...

    async def usage(self, period: str | None, *, group: bool) -> Json:
        """The figures of a period, of the last quarter where none is named."""
        ...

    async def rate(self, record: str, satisfaction: int) -> Json: ...

    async def start_task(self, use_case: str) -> Json: ...

    async def finish_task(self, task: str, *, is_done: bool) -> Json: ...

    async def empty_collection(self, name: str) -> Json:
        """Delete some of its documents: `{"deleted", "left"}`."""
        ...

    async def create_key(self, wanted: WantedKey) -> Json:
        """The key, with its text as `key`."""
        ...

    async def keys(self) -> list[Json]:
        """Newest first: of every entity in this process, of the caller's by a server."""
        ...

    async def revoke_key(self, key: str) -> None: ...

    async def end_person(self, person: str) -> Json:
        """`{"ended"}`: how many sessions."""
        ...
