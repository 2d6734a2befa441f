"""Finds what is done with a case; a failure is an output like another."""

from __future__ import annotations

import logging
from dataclasses import replace

from core.errors import ProbantError
from eval.cases import MISSING, Asked, Case, Claimed, Dropped, Printed, Reply, Task
from eval.tasks.ask import answer, search
from eval.tasks.grid import grid
from eval.tasks.obey import obey
from eval.tasks.read import read
from eval.tasks.survive import survive
from eval.tasks.verify import verify
from eval.tasks.work import Bench, Done

log = logging.getLogger(__name__)


async def do(task: Task, bench: Bench, case: Case) -> Done:
    """What the system gave. Whatever it raised is in the output's `error`, and counts as a miss."""
    try:
        return await _done(task, bench, case)
    except Exception as error:
        is_ours = isinstance(error, ProbantError)
        log.warning("%s failed: %s", case.id, error, exc_info=not is_ours)
        missing = replace(MISSING[task], error=f"{type(error).__name__}: {error}")
        failed = replace(missing, state="failed") if isinstance(missing, Reply) else missing
        return Done(failed, {})


async def _done(task: Task, bench: Bench, case: Case) -> Done:
    match task, case:
        case Task.SEARCH, Asked():
            return await search(bench, case)
        case Task.ANSWER, Asked():
            return await answer(bench, case)
        case Task.GRID, Asked():
            return await grid(bench, case)
        case Task.OBEY, Asked():
            return await obey(bench, case)
        case Task.VERIFY, Claimed():
            return await verify(case)
        case Task.READ, Printed():
            return await read(bench, case)
        case Task.SURVIVE, Dropped():
            return await survive(bench, case)
    raise TypeError(f"the task {task} can't be done with {type(case).__name__}")
