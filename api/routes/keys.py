"""`/v1/keys`: access keys of the caller's entity. `/v1/me`: who the caller is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.context import Caller, Parts
from api.identity import NAME
from api.said import ClassificationName
from api.shapes.identity import KeyListReply, MeReply, NewKeyReply
from core.identity import rights_to_json
from core.ids import EntityId, KeyId
from core.principals import Classification, Role
from governance.identity.giving import LONGEST_NAME, MOST_GROUPS, WantedKey

router = APIRouter(tags=["identity"])


class KeyRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=LONGEST_NAME, description="Whose, and what for.")
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    groups: list[Annotated[str, Field(max_length=LONGEST_NAME)]] = Field(
        default=[], max_length=MOST_GROUPS
    )
    clearance: ClassificationName = "internal"
    expires_at: AwareDatetime | None = Field(None, description="null: it does not expire.")
    entity: str | None = Field(None, max_length=40, description="The caller's own, if said at all.")

    def wanted(self) -> WantedKey:
        return WantedKey(
            self.name,
            frozenset(self.roles),
            frozenset(self.groups),
            Classification[self.clearance.upper()],
            self.expires_at,
            EntityId(self.entity) if self.entity is not None else None,
        )


@router.get("/v1/me")
async def me(request: Request, caller: Caller) -> MeReply:
    """Who the caller is, and what they have; `name` for a person who has signed in."""
    name = getattr(request.state, NAME, "")
    return {"id": caller.id, **rights_to_json(caller), **({"name": name} if name else {})}


@router.post("/v1/keys", status_code=201)
async def create(
    request: KeyRequest, parts: Parts, caller: Caller, response: Response
) -> NewKeyReply:
    """Make a key. `key` is what its holder sends: it is told here, and never again."""
    made, text = await parts.keys.create(caller, request.wanted())
    response.headers["Cache-Control"] = "no-store"
    return {**made.to_json(), "key": text}


@router.get("/v1/keys")
async def keys(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> KeyListReply:
    """Newest first, revoked and expired ones among them; `next` is the `after` of the following
    page."""
    found = await parts.keys.page(caller, limit, KeyId(after) if after else None)
    following = found[-1].id if len(found) == limit else None
    return {"keys": [key.to_json() for key in found], "next": following}


@router.delete("/v1/keys/{key}", status_code=204)
async def revoke(parts: Parts, caller: Caller, key: str) -> None:
    """Take a key back: from now on it opens nothing."""
    await parts.keys.revoke(caller, KeyId(key))
