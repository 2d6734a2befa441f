"""Has the index follow what changes of documents."""

from __future__ import annotations

from core.documents import Document
from core.ids import new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.stores import Database, UnitOfWork

AT_ONCE = 500
"""Documents of which one unit of work records the jobs: others write in between."""


async def tag(unit: UnitOfWork, document: Document) -> None:
    """Have the index follow. After what reads the document now, as jobs of a document go by age."""
    job = Job(
        new_job_id(),
        JobKind.TAG,
        document.entity,
        document.id,
        document.version,
        lane=Lane.EMBED,
        priority=Priority.CLEANING,
    )
    await unit.jobs.add(job)
    unit.after_commit(Lane.EMBED)


async def tag_noted(database: Database, most: int) -> int:
    """Have the index follow for at most so many of the documents that are noted (of collections
    and shares that changed, and all of them after an upgrade); for how many that was."""
    tagged = 0
    while tagged < most:
        async with database.begin() as unit:
            documents = await unit.documents.to_tag(min(AT_ONCE, most - tagged))
            for document in documents:
                await tag(unit, document)
        tagged += len(documents)
        if not documents:
            break
    return tagged


async def follow_the_day(database: Database) -> int:
    """Note the documents of shares that begin or have ended; how many shares that were."""
    async with database.begin() as unit:
        return await unit.shares.turn_over()
