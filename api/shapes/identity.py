"""Who somebody is, what they have, and the keys that say so."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel

from api.shapes.shaped import Count, Moment, Shaped, may_lack
from core.principals import Role

Clearance = Literal["public", "internal", "confidential", "restricted"]


class Rights(BaseModel):
    entity: str
    roles: list[Role]
    groups: list[str]
    clearance: Clearance


class Me(Rights):
    id: str
    name: str = may_lack("For a person who has signed in.")


class Key(Rights):
    id: str
    name: str
    created_at: Moment
    created_by: str
    expires_at: Moment | None
    revoked_at: Moment | None
    revoked_by: str | None
    last_used_at: Moment | None


class NewKey(Key):
    key: str


class KeyList(BaseModel):
    keys: list[Key]
    next: str | None


class Ended(BaseModel):
    ended: Count


class Ways(BaseModel):
    identity: Literal["local", "required"]
    login: str | None


MeReply = Annotated[dict[str, Any], Shaped(Me)]
NewKeyReply = Annotated[dict[str, Any], Shaped(NewKey)]
KeyListReply = Annotated[dict[str, Any], Shaped(KeyList)]
EndedReply = Annotated[dict[str, Any], Shaped(Ended)]
WaysReply = Annotated[dict[str, Any], Shaped(Ways)]
