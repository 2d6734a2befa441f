"""What entities share with each other, as it is shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.shapes.shaped import Day, Moment, Shaped, Uuid


class Share(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)

    id: Uuid
    document: Uuid | None
    collection: str | None
    reader: str
    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="until")
    reason: str
    created_at: Moment
    created_by: str
    revoked_at: Moment | None
    revoked_by: str | None


class SharePage(BaseModel):
    shares: list[Share]
    next: Uuid | None = Field(description="`after` of the following page.")


ShareReply = Annotated[dict[str, Any], Shaped(Share)]
SharePageReply = Annotated[dict[str, Any], Shaped(SharePage)]
