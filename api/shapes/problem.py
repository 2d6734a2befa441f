"""Problem details (RFC 9457): how every error looks."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.shapes.shaped import may_lack


class WrongPlace(BaseModel):
    where: str = Field(description="`body.files.0.name`, `query.limit` …")
    message: str


class Problem(BaseModel):
    type: str = Field(description="Ends in the code of docs/api.md.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What happened.")
    remedy: str = may_lack("What to do, where there is something.")
    errors: list[WrongPlace] = may_lack("Of a request of the wrong shape.")
