"""What commands do with access keys, by a server: those of the entity of the key they send."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from cli.backend import Json
from cli.remote_documents import segment
from core.principals import Role
from governance.identity.giving import WantedKey


class RemoteKeys(ABC):
    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    @abstractmethod
    async def _pages(self, path: str, key: str, **params: str) -> list[Json]:
        """All pages of a list."""

    async def create_key(self, wanted: WantedKey) -> Json:
        body = {
            "name": wanted.name,
            "roles": [role.value for role in Role if role in wanted.roles],
            "groups": sorted(wanted.groups),
            "clearance": wanted.clearance.name.lower(),
            "expires_at": wanted.expires_at.isoformat() if wanted.expires_at else None,
            "entity": wanted.entity,
        }
        return await self._send("POST", "/v1/keys", json=body)

    async def keys(self) -> list[Json]:
        return await self._pages("/v1/keys", "keys")

    async def revoke_key(self, key: str) -> None:
        await self._send("DELETE", f"/v1/keys/{segment(key)}")

    async def end_person(self, person: str) -> Json:
        return await self._send("DELETE", f"/v1/people/{segment(person)}/sessions")
