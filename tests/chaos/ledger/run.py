"""One run: writers write, are killed and started again; then every chain is judged."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.sql import open_database
from core.jobs import Lane
from core.ledger import CLOSING, OPENING
from core.settings import Settings
from core.stores import Database
from flows.ledger.verifying import Verifying
from governance.bootstrap import build_anchor, build_signer
from tests.chaos.ledger.plan import Plan
from tests.chaos.town import Part

_AFTER_THE_FIRST_S = 0.1


async def run(folder: Path, url: str, plan: Plan) -> dict[str, Any]:
    """What happened. Raises AssertionError where a chain is broken, or an answer is without its
    records, or a question without an end is not listed."""
    started, chance = time.monotonic(), random.Random(plan.seed)
    logs = [folder / f"writer-{number}.log" for number in range(plan.writers)]
    parts = [_writer(folder, url, log) for log in logs]
    keeping = [asyncio.create_task(part.keep()) for part in parts]
    kills = 0
    try:
        await _all_have_begun(logs)
        while kills < plan.kills:
            await asyncio.sleep(plan.pause_s)
            kills += chance.choice(parts).kill()
    finally:
        for part in parts:
            part.stop()
        await asyncio.wait(keeping, timeout=30)
        for part in parts:
            part.kill()
    told = await _judge(folder, url, logs)
    seconds = round(time.monotonic() - started, 1)
    return {**told, "kills": kills, "starts": sum(p.starts for p in parts), "seconds": seconds}


def _writer(folder: Path, url: str, log: Path) -> Part:
    data = folder / "data"
    command = [sys.executable, "-m", "tests.chaos.ledger.writer", url, str(data), str(log)]
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PROBANT_")}
    root = str(Path(__file__).parents[3])
    return Part(log.stem, command, {**surroundings, "PYTHONPATH": root}, log.with_suffix(".err"))


async def _all_have_begun(logs: Sequence[Path]) -> None:
    async with asyncio.timeout(120):
        while not all(map(_is_begun, logs)):  # noqa: ASYNC110 - by other processes
            await asyncio.sleep(_AFTER_THE_FIRST_S)


def _is_begun(log: Path) -> bool:
    return log.exists() and log.stat().st_size > 0


async def _judge(folder: Path, url: str, logs: Sequence[Path]) -> dict[str, Any]:
    async def wake(lane: Lane) -> None: ...

    settings = Settings(data=folder / "data", _env_file=None)
    database = await open_database(url, wake)
    try:
        verifying = Verifying(database, build_anchor(settings), build_signer(settings))
        verified = await verifying.verify(None)
        opened, closed = await _questions(database)
    finally:
        await database.close()
    assert verified.findings == (), verified.findings[:5]
    assert verified.anchored, "no head was anchored"
    notes = [line.split() for log in logs for line in log.read_text("utf-8").splitlines()]
    begun = {note[1] for note in notes if note[0] == "begun"}
    told = {note[1] for note in notes if note[0] == "told"}
    assert begun <= opened, f"{len(begun - opened)} answers without their opening record"
    assert told <= closed, f"{len(told - closed)} answers were told without their closing record"
    unclosed = {one.id for one in verified.unclosed}
    assert unclosed == opened - closed, "not every question without an end is listed"
    return {
        "records": verified.records,
        "entities": len(verified.entities),
        "answers": len(told),
        "unclosed": len(unclosed),
        "anchored": verified.anchored,
    }


async def _questions(database: Database) -> tuple[set[str], set[str]]:
    """Ids of questions that were opened, and of those that were closed."""
    opened, closed = set[str](), set[str]()
    async with database.begin() as unit:
        for entity in await unit.ledger.entities():
            async for batch in unit.ledger.records(entity):
                opened |= {one.id for one in batch if one.kind == OPENING}
                closed |= {one.closes for one in batch if one.closes and one.kind in CLOSING}
    return opened, closed
