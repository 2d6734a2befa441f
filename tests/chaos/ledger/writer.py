"""One process that is asked all the time: `python -m tests.chaos.ledger.writer URL FOLDER LOG`.

It notes in LOG what it has told to somebody: `begun ID` once a first byte may leave, `told ID` once
the whole answer has left.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from itertools import count
from pathlib import Path

from adapters.sql import open_database
from core.evidence import Answer, AnswerState, Searched
from core.jobs import Lane
from core.principals import AccessScope, Classification, Principal, Role, SearchFilter
from core.settings import Settings
from flows.ledger.anchoring import Anchoring
from flows.ledger.asking import minutes
from flows.ledger.recorder import Recorder
from flows.question import Question
from flows.reviews.supervising import Supervising
from governance.bootstrap import build_anchor, build_notary, build_review_seals, build_signer
from retrieval.search import Query
from tests.chaos.ledger.plan import ENTITIES

_AT_ONCE = 4
_LONGEST_S = 0.05


async def main(url: str, folder: str, log: str) -> None:
    settings = Settings(data=Path(folder), _env_file=None)
    anchoring = Anchoring(build_anchor(settings), build_signer(settings))

    async def wake(lane: Lane) -> None: ...

    database = await open_database(url, wake, build_notary(settings), anchoring.note)
    recorder, stopping = Recorder(database), asyncio.Event()
    supervising = Supervising(build_review_seals(settings))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    notes = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    async with asyncio.TaskGroup() as group:
        for number in range(_AT_ONCE):
            chance = random.Random(f"{log} {os.getpid()} {number}")
            group.create_task(_be_asked(recorder, supervising, notes, chance, stopping))
    await recorder.close()
    await database.close()
    await anchoring.close()


async def _be_asked(
    recorder: Recorder,
    supervising: Supervising,
    notes: int,
    chance: random.Random,
    stopping: asyncio.Event,
) -> None:
    for number in count():
        if stopping.is_set():
            return
        entity = chance.choice(ENTITIES)
        who = Principal(f"user:{number % 7}", entity, Classification.INTERNAL, frozenset(Role))
        query = Query("?", SearchFilter(AccessScope(entity, who.clearance, who.readers)))
        asked = Question(f"Question {number} ?")
        async with minutes(recorder, who, asked, query, {}, supervising) as kept:
            await asyncio.shield(kept.opened)
            os.write(notes, f"begun {kept.opening.id}\n".encode())
            await asyncio.sleep(chance.uniform(0, _LONGEST_S))
            answer = Answer(AnswerState.ABSTAINED, "", (), "Rien.", Searched((), 0, 0))
            await kept.told(answer)
            os.write(notes, f"told {kept.opening.id}\n".encode())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
