"""How many more cells a second a grid reads than the same questions asked one by one."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from benchmarks.reading.figure import Figure, progress
from benchmarks.report import ROOT, SAMPLES
from core.description import Field
from core.documents import Document
from core.grids import GridQuestion
from flows.bootstrap import Installation
from flows.grids.questions import parse_questions
from flows.question import Question
from governance.identity import local_user
from governance.policy import Action, decide

LEASES = SAMPLES.parent / "questions-bail.yaml"
CLAUSES = ROOT / "eval" / "suites" / "cuad-grid.yaml"
CONTRACTS = frozenset({"lease", "loan_agreement", "contract"})
LEAST = 5.0
TIMES = 6
"""The contracts of the samples are read, as other ones would be: a grid is asked of many."""


async def gridding(parts: Installation, rounds: int) -> list[Figure]:
    """Clauses that contracts are asked for, and other questions to all the samples."""
    documents = await parts.documents.page(local_user(parts.settings.local_entity), 100, None)
    contracts = [one for one in documents if one.description.value(Field.KIND) in CONTRACTS]
    clauses, mixed = (parse_questions(path.read_bytes()).questions for path in (CLAUSES, LEASES))
    found = await _compared(parts, contracts * TIMES, clauses, rounds, "clauses")
    return found + await _compared(parts, documents, mixed, rounds, "other questions")


async def _compared(
    parts: Installation,
    documents: Sequence[Document],
    asked: Sequence[GridQuestion],
    rounds: int,
    what: str,
) -> list[Figure]:
    """Both ways by turns; the median of the rounds' ratios. Each round begins with nothing
    remembered; the grid verifies its cells, as answers are verified."""
    user = local_user(parts.settings.local_entity)
    scope = decide(user, Action.ASK).granted()
    ratios, rates = [], []
    for number in range(-1, rounds):
        progress(f"grid, {what}: round {max(number, 0)} of {rounds}")
        started = perf_counter()
        for document in documents:
            for question in asked:
                await parts.asker.ask(user, Question(question.text, document=document.id))
        one_by_one_s = perf_counter() - started
        reader = replace(parts.cells, _memory={})
        started = perf_counter()
        for document in documents:
            await reader.read(scope, document, asked)
        together_s = perf_counter() - started
        if number >= 0:
            ratios.append(one_by_one_s / together_s)
            rates.append(len(asked) * len(documents) / together_s)
    over = f"{what}, {len(documents)} documents x {len(asked)} questions"
    return [
        Figure("grid / asked one by one", over, statistics.median(ratios), least=LEAST),
        Figure("grid", over, statistics.median(rates), "cells/s"),
    ]
