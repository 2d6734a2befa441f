"""Grids and their cells as they are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes.evidence import Citation
from api.shapes.shaped import Count, Moment, Sha256, Shaped, Share, Uuid
from core.cells import CellState
from core.grids import AnswerType
from core.verdicts import Verdict


class Question(BaseModel):
    id: str
    question: str
    type: AnswerType
    label: str
    unit: str | None


class Value(BaseModel):
    text: str
    normalised: str | list[str]
    unit: str | None


class Quote(BaseModel):
    citations: list[Citation]
    value: Value | None


class Cell(BaseModel):
    document_id: Uuid
    document: str | None
    version: Sha256 | None
    question: str
    type: AnswerType
    state: CellState
    confidence: Share
    value: Value | None
    verdict: Verdict | None
    quotes: list[Quote]
    reason: str


class Grid(BaseModel):
    id: Uuid
    title: str
    language: Literal["fr", "en"]
    state: Literal["running", "done", "cancelled"]
    done: Count
    total: Count
    counts: dict[CellState, Count]
    documents: Count
    questions: list[Question]
    created_at: Moment
    created_by: str
    made_with: dict[str, Any]
    draft: bool = Field(description="Its use case lets people look at answers, and cells are none.")


class GridWithCells(Grid):
    cells: list[Cell]
    next: Count | None = Field(description="`start` of the following page.")


class GridPage(BaseModel):
    grids: list[Grid]
    next: Uuid | None = Field(description="`after` of the following page.")


GridReply = Annotated[dict[str, Any], Shaped(Grid)]
GridWithCellsReply = Annotated[dict[str, Any], Shaped(GridWithCells)]
GridPageReply = Annotated[dict[str, Any], Shaped(GridPage)]
