"""Reads cells of a grid: the same reader as a grid's, a question at a time."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from core.cells import Cell, CellState
from core.errors import NotFound
from core.grids import AnswerType, GridQuestion
from core.places import PageSpan
from eval.cases import Asked, Cited, Found, Reply
from eval.tasks.work import Bench, Done
from eval.texts import Texts, holds
from flows.grids.places import Place
from governance.policy import Action, decide

_STATES = {CellState.ABSENT: "abstained", CellState.FAILED: "failed"}
"""Others are answers: what is unsure or in conflict is shown, with a low confidence."""


async def grid(bench: Bench, case: Asked) -> Done:
    """The type of a case is in its slice `type`; without one it asks for a text.

    The citations are the quotes of the cell; the hits of one that is absent are what came closest.
    """
    document = bench.store.documents.get(case.document or "")
    if document is None:
        raise NotFound(f"There is no document {case.document}.")
    started = perf_counter()
    scope = decide(bench.store.user, Action.ASK).granted()
    reader, questions = bench.store.parts.cells, [question_of(case)]
    [cell] = await reader.read(scope, document, questions)
    timings = {"total": 1000 * (perf_counter() - started)}
    texts = {document.name: await bench.store.leaves(document.name)}
    reply = _reply(texts, document.name, cell)
    if not cell.quotes:
        [located] = await reader.located(scope, document, questions)
        reply = replace(reply, hits=tuple(map(_hit, located.places)))
    return Done(reply, timings)


def _hit(place: Place) -> Found:
    passage = place.whole.passage
    at = passage.place
    page = at.page if isinstance(at, PageSpan) else None
    return Found(passage.document_name, page, place.whole.quote, round(place.confidence, 6))


def question_of(case: Asked) -> GridQuestion:
    kind = AnswerType(case.slices.get("type", AnswerType.TEXT))
    return GridQuestion(case.slices.get("column", case.id), case.question, kind, case.question)


def _reply(texts: Texts, name: str, cell: Cell) -> Reply:
    citations = tuple(
        Cited(
            document=name,
            page=one["page_start"],
            quote=one["quote"],
            in_source=holds(texts, name, one["page_start"], one["quote"]),
            verdict=one["verdict"],
        )
        for quote in cell.quotes
        for one in quote.citations
    )
    return Reply(
        _STATES.get(cell.state, "answered"),
        answer=cell.value.text if cell.value else "",
        citations=citations,
        confidence=round(cell.confidence, 6),
        error=cell.reason if cell.state is CellState.FAILED else "",
    )
