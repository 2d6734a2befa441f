"""Documents, versions and collections as they are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes.jobs import Job, Outcome
from api.shapes.shaped import Count, Day, Moment, Number, Sha256, Shaped, Share, Uuid, may_lack
from core.description import Field as DescriptionField
from core.description import Source as FactSource
from core.outcomes import Status


class Fact(BaseModel):
    field: DescriptionField
    value: str
    source: FactSource
    leaf: int | None
    words: Annotated[list[Count], Field(min_length=2, max_length=2)] | None = Field(
        description="Ranks among the leaf's words, the end excluded."
    )
    quote: str


class Hold(BaseModel):
    reason: str
    by: str
    at: Moment


class Bare(Outcome):
    """A document without what is under way."""

    id: Uuid
    entity: str
    name: str
    collection: str
    version: Sha256
    media_type: str
    size_bytes: Count
    classification: Literal["public", "internal", "confidential", "restricted"]
    created_at: Moment
    parents: list[Uuid]
    source: str | None
    valid_from: Day | None
    valid_until: Day | None
    hold: Hold | None
    description: list[Fact]


class Document(Bare):
    shared: bool = Field(description="By another entity: its holds, folders, jobs are not told.")
    job: Job | None = Field(description="The last that reads it, while that matters.")
    readers: list[str] | None = may_lack("For who manages it; null: who reads its collection.")
    open_to: list[str] = may_lack("For who manages it: who reads it today.")


class Accepted(Document):
    same_as: list[Uuid] = Field(description="Documents with the same bytes in other collections.")


class DocumentPage(BaseModel):
    documents: list[Document]
    next: Uuid | None = Field(description="`after` of the following page.")


class Version(BaseModel):
    number: Number
    version: Sha256
    name: str
    media_type: str
    size_bytes: Count
    added_at: Moment
    added_by: str | None = Field(description="null: of another entity.")


class Versions(BaseModel):
    versions: list[Version]


class AnnouncedFile(BaseModel):
    name: str
    version: Sha256
    known: Literal["unchanged", "pending", "needed"]
    document: Bare | None = Field(description="The one with these bytes.")


class Announced(BaseModel):
    id: Uuid
    files: list[AnnouncedFile]


class Collection(BaseModel):
    name: str
    documents: Count
    retention_days: Number | None
    hold: Hold | None
    dense_weight: Share | None
    readers: list[str] | None = may_lack("For who manages it; null: everybody of the entity.")


class CollectionList(BaseModel):
    collections: list[Collection]


class Emptied(BaseModel):
    deleted: Count
    left: Count


class Sourced(BaseModel):
    id: Uuid
    source: str
    version: Sha256
    status: Status


class SourceList(BaseModel):
    sources: list[Sourced]


DocumentReply = Annotated[dict[str, Any], Shaped(Document)]
AcceptedReply = Annotated[dict[str, Any], Shaped(Accepted)]
DocumentPageReply = Annotated[dict[str, Any], Shaped(DocumentPage)]
VersionsReply = Annotated[dict[str, Any], Shaped(Versions)]
AnnouncedReply = Annotated[dict[str, Any], Shaped(Announced)]
CollectionReply = Annotated[dict[str, Any], Shaped(Collection)]
CollectionListReply = Annotated[dict[str, Any], Shaped(CollectionList)]
EmptiedReply = Annotated[dict[str, Any], Shaped(Emptied)]
SourceListReply = Annotated[dict[str, Any], Shaped(SourceList)]
