"""CUAD as the cells of a grid: the questions of `eval/suites/cuad-grid.yaml`, with their types."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.errors import InvalidRequest
from core.grids import GridQuestion
from eval.cases import Asked
from eval.data import cuad
from eval.data.cuad import Options
from eval.data.dataset import Dataset
from eval.data.workshop import Workshop
from flows.grids.questions import parse_questions

__all__ = ["Options", "load"]

QUESTIONS = "cuad-grid.yaml"


async def load(workshop: Workshop, options: Options) -> Dataset:
    """36 contracts; one case for each cell whose gold is sure. The slice `column` is the id of its
    question, `type` what it asks for."""
    raw = await asyncio.to_thread((workshop.here / QUESTIONS).read_bytes)
    by_text = {question.text: question for question in parse_questions(raw).questions}
    found = await cuad.load(workshop, options)
    cases = [case for case in found.cases if isinstance(case, Asked)]
    if missing := {case.question for case in cases} - set(by_text):
        raise InvalidRequest(f"{QUESTIONS} lacks the question {min(missing)!r}.")
    return replace(found, cases=tuple(_typed(case, by_text[case.question]) for case in cases))


def _typed(case: Asked, question: GridQuestion) -> Asked:
    more = {"column": question.id, "type": question.type.value}
    return replace(case, slices={**case.slices, **more})
