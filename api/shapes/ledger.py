"""Records of the ledger, and one's own history, as they are shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.shapes.shaped import Count, Moment, Number, Sha256, Shaped, may_lack
from core.reviews import ReviewState
from governance.ledger.examine import What

_Object = dict[str, Any]
"""Of this kind of record, as it was written then: what is recorded is never changed."""

RecordName = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Record(BaseModel):
    entity: str
    sequence: Number
    id: RecordName
    kind: str = Field(description="docs/ledger.md names them.")
    at: Moment
    closes: RecordName | None = Field(description="The question that it is the end of.")
    body: _Object
    is_sealed: bool
    hash: Sha256
    content: _Object = may_lack("With `opened`, where it can be opened.")
    erased: bool = may_lack("With `opened`, where it can't any more.")


class RecordPage(BaseModel):
    records: list[Record]
    next: Number | None


class Together(BaseModel):
    records: list[Record]


class Finding(BaseModel):
    entity: str
    sequence: Number
    what: What
    detail: str


class Unclosed(BaseModel):
    entity: str
    sequence: Number
    id: RecordName
    at: Moment


class Verified(BaseModel):
    records: Count
    entities: list[str]
    findings: list[Finding]
    unclosed: list[Unclosed]
    anchored: Count
    unreadable_lines: Count
    public_key: Sha256 | None = Field(description="Ed25519.")


class Replay(BaseModel):
    record: RecordName
    identical: bool
    changes: list[_Object]
    on_recorded_documents: bool | None
    recorded: _Object
    replayed: _Object | None


class Erased(BaseModel):
    erased: Count


class Waiting(BaseModel):
    id: str
    state: ReviewState


class Done(BaseModel):
    """A question with its end, or a search."""

    id: RecordName
    sequence: Number
    kind: str
    at: Moment
    question: str | None
    state: str | None
    answer: str | None
    reason: str | None
    citations: list[_Object]
    review: Waiting | None = Field(description="Of its answer, where that waits for people.")


class History(BaseModel):
    history: list[Done]
    next: Number | None


RecordPageReply = Annotated[dict[str, Any], Shaped(RecordPage)]
TogetherReply = Annotated[dict[str, Any], Shaped(Together)]
VerifiedReply = Annotated[dict[str, Any], Shaped(Verified)]
ReplayReply = Annotated[dict[str, Any], Shaped(Replay)]
ErasedReply = Annotated[dict[str, Any], Shaped(Erased)]
HistoryReply = Annotated[dict[str, Any], Shaped(History)]
