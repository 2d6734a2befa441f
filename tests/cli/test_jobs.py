"""Everything that was given up is put back, however much it is."""

from __future__ import annotations

from typing import cast

from cli.backend import Backend, Json
from cli.commands.jobs import requeue_all
from core.errors import Conflict

_A_LIST = 3


class DeadLetters:
    """A server with more of them than it lists at once; some can't be put back, or come back."""

    def __init__(self, count: int, stubborn: str) -> None:
        self.dead = [str(number) for number in range(count)]
        self.stubborn = stubborn
        self.queued = list[str]()

    async def jobs(self, *, failed: bool) -> list[Json]:
        assert failed
        return [{"id": job} for job in self.dead[:_A_LIST]]

    async def requeue(self, job: str) -> Json:
        if job == self.stubborn:
            raise Conflict("A later version of its document has come since.")
        self.dead.remove(job)
        self.queued.append(job)
        return {"id": job}


async def test_all_means_all() -> None:
    server = DeadLetters(8, stubborn="1")
    done = await requeue_all(cast("Backend", server))
    assert [job["id"] for job in done] == server.queued == list("0234567")
    assert server.dead == ["1"]
