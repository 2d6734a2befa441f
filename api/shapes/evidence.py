"""Places, citations and passages as they are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes.documents import Version
from api.shapes.shaped import Count, Day, Number, Sha256, Shaped, Uuid
from core.verdicts import About, Formula, Verdict


class PageSpan(BaseModel):
    type: Literal["page_span"]
    page: Number
    start: Count
    end: Count


class SheetRange(BaseModel):
    type: Literal["sheet_range"]
    sheet: str
    range: str


class SlideSpan(BaseModel):
    type: Literal["slide_span"]
    slide: Number
    start: Count
    end: Count


class MailPart(BaseModel):
    type: Literal["mail_part"]
    part: str
    start: Count
    end: Count


class TextSpan(BaseModel):
    type: Literal["text_span"]
    start: Count
    end: Count


class Box(BaseModel):
    """In points, from the top left of the page."""

    page: Number
    x0: float
    y0: float
    x1: float
    y1: float


class Links(BaseModel):
    self: str
    page_image: str | None


class Located(BaseModel):
    locator: str
    page_start: Number | None
    page_end: Number | None
    boxes: list[Box]


class Placed(Located):
    place: PageSpan | SheetRange | SlideSpan | MailPart | TextSpan
    document_id: Uuid
    document: str
    document_version: Sha256
    reading_id: Uuid
    id: str = Field(description="READING~LOCATOR")
    quote: str
    links: Links


class Reason(BaseModel):
    about: About
    said: str
    told: str


class Operand(BaseModel):
    value: str
    unit: str | None


class Derivation(BaseModel):
    formula: Formula
    operands: list[Operand]
    result: str


class Judged(BaseModel):
    verdict: Verdict
    reasons: list[Reason]
    derivations: list[Derivation]


class Citation(Judged, Placed):
    index: Count = Field(description="Its marker in the answer, from 1; of a cell of a grid, 0.")
    source_start: Count
    source_end: Count
    answer_start: Count
    answer_end: Count
    score: float
    in_force: bool


class Facts(BaseModel):
    title: str | None
    kind: str | None
    issuer: str | None
    period: str | None
    date: str | None


class Evidence(Placed):
    """What is behind a citation id."""

    version_number: Number
    is_current: bool
    superseded_by: Version | None
    valid_from: Day | None
    valid_until: Day | None
    facts: Facts
    headings: list[str]
    before: str
    after: str


class Hit(Located):
    chunk_id: Uuid
    document_id: Uuid
    document: str
    score: float
    text: str
    focus: str


EvidenceReply = Annotated[dict[str, Any], Shaped(Evidence)]
