"""One transaction, and the lanes to wake once it has committed."""

from __future__ import annotations

from datetime import date

from adapters.sql.documents import SqlDocuments
from adapters.sql.generations import SqlGenerations
from adapters.sql.grids import SqlGrids
from adapters.sql.jobs import SqlJobs
from adapters.sql.keys import SqlKeys
from adapters.sql.ledger import SqlLedger
from adapters.sql.logins import SqlLogins
from adapters.sql.people import SqlPeople
from adapters.sql.quotas import SqlQuotas
from adapters.sql.readings import SqlReadings
from adapters.sql.reviews import SqlReviews
from adapters.sql.shares import SqlShares
from adapters.sql.shelves import SqlCollections
from adapters.sql.transaction import Transaction
from adapters.sql.usage import SqlUsage
from adapters.sql.use_cases import SqlUseCases
from core.grid_store import Grids
from core.identity_store import Keys, People
from core.jobs import Lane
from core.ledger import LedgerRecords
from core.login import Logins
from core.quota_store import Quotas
from core.review_store import Reviews
from core.share_store import Shares
from core.stores import Collections, Documents, Generations, Jobs, Readings
from core.usage import Pseudonyms
from core.usage_store import Usage
from core.use_case_store import UseCases


class SqlUnitOfWork:
    documents: Documents
    collections: Collections
    readings: Readings
    jobs: Jobs
    generations: Generations
    grids: Grids
    logins: Logins
    keys: Keys
    people: People
    ledger: LedgerRecords
    shares: Shares
    use_cases: UseCases
    reviews: Reviews
    quotas: Quotas
    usage: Usage

    def __init__(
        self, transaction: Transaction, ledger: SqlLedger, pseudonyms: Pseudonyms | None = None
    ) -> None:
        self.documents = SqlDocuments(transaction)
        self.collections = SqlCollections(transaction)
        self.readings = SqlReadings(transaction)
        self.jobs = SqlJobs(transaction)
        self.generations = SqlGenerations(transaction)
        self.grids = SqlGrids(transaction)
        self.logins = SqlLogins(transaction)
        self.keys = SqlKeys(transaction)
        self.people = SqlPeople(transaction)
        self.ledger = ledger
        self.shares = SqlShares(transaction)
        self.use_cases = SqlUseCases(transaction)
        self.reviews = SqlReviews(transaction)
        self.quotas = SqlQuotas(transaction)
        self.usage = SqlUsage(transaction, pseudonyms)
        self._today = transaction.today
        self._to_wake: dict[Lane, None] = {}

    @property
    def today(self) -> date:
        return self._today

    def after_commit(self, lane: Lane) -> None:
        self._to_wake[lane] = None

    @property
    def to_wake(self) -> tuple[Lane, ...]:
        """In order, each once."""
        return tuple(self._to_wake)
