"""What commands do with access keys, in this process: whoever holds the stores is the operator."""

from __future__ import annotations

from dataclasses import dataclass

from cli.backend import Json
from cli.local_documents import LocalDocuments
from core.ids import KeyId
from governance.identity import local_user
from governance.identity.giving import WantedKey

_PAGE = 200


@dataclass(frozen=True, slots=True)
class LocalKeys(LocalDocuments):
    """Keys of any entity."""

    async def create_key(self, wanted: WantedKey) -> Json:
        operator = local_user(wanted.entity) if wanted.entity is not None else self.user
        made, text = await self.parts.keys.create(operator, wanted)
        return {**made.to_json(), "key": text}

    async def keys(self) -> list[Json]:
        found: list[Json] = []
        after: KeyId | None = None
        while page := await self.parts.keys.everywhere(_PAGE, after):
            found += [key.to_json() for key in page]
            after = page[-1].id
        return found

    async def revoke_key(self, key: str) -> None:
        entity = await self.parts.keys.entity_of(KeyId(key))
        await self.parts.keys.revoke(local_user(entity), KeyId(key))

    async def end_person(self, person: str) -> Json:
        entity = await self.parts.people.entity_of(person)
        return {"ended": await self.parts.people.end(local_user(entity), person)}
