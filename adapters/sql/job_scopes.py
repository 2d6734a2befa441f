"""Which jobs may be told of: those of documents that may be."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_

from adapters.sql.scopes import beyond, within
from adapters.sql.tables import documents
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs
from core.ids import BatchId
from core.principals import AccessScope

_OF_JOB = documents.c.id == jobs.c.document_id


def seen(transaction: Transaction, scope: AccessScope) -> ColumnElement[bool]:
    """Of its entity, and of documents in scope; of what is gone only for whoever need not be among
    its readers, and was cleared for it."""
    inside = exists().where(_OF_JOB, within(transaction, scope))
    mine = jobs.c.entity == scope.entity
    gone = and_(_is_gone(), ~beyond(scope, jobs.c.document_id))
    return and_(mine, inside if scope.readers is not None else or_(inside, gone))


def in_batch(transaction: Transaction, scope: AccessScope, batch: BatchId) -> ColumnElement[bool]:
    """What is gone is told to everybody who knows the batch: how many files it had."""
    inside = exists().where(_OF_JOB, within(transaction, scope))
    mine = and_(jobs.c.batch == batch, jobs.c.entity == scope.entity)
    return and_(mine, or_(inside, _is_gone()))


def _is_gone() -> ColumnElement[bool]:
    return ~exists().where(_OF_JOB)
