"""One transaction, and the jobs to wake once it has committed."""

from __future__ import annotations

from adapters.sql.documents import SqlDocuments
from adapters.sql.jobs import SqlJobs
from adapters.sql.readings import SqlReadings
from adapters.sql.transaction import Transaction
from core.ids import JobId
from core.ports import Documents, Jobs, Readings


class SqlUnitOfWork:
    documents: Documents
    readings: Readings
    jobs: Jobs

    def __init__(self, transaction: Transaction) -> None:
        self.documents = SqlDocuments(transaction)
        self.readings = SqlReadings(transaction)
        self.jobs = SqlJobs(transaction)
        self._to_wake: dict[JobId, None] = {}

    def after_commit(self, job: JobId) -> None:
        self._to_wake[job] = None

    @property
    def to_wake(self) -> tuple[JobId, ...]:
        """In order, each once."""
        return tuple(self._to_wake)
