"""What someone may do, as columns of a row, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from core.ids import EntityId
from core.principals import Classification, Principal, Role


def rights_to_row(principal: Principal) -> dict[str, Any]:
    return {
        "entity": principal.entity,
        "roles": sorted(role.value for role in principal.roles),
        "groups": sorted(principal.groups),
        "clearance": int(principal.clearance),
    }


def rights_from_row(id_: str, row: Row[*tuple[Any, ...]]) -> Principal:
    return Principal(
        id_,
        EntityId(row.entity),
        Classification(row.clearance),
        frozenset(map(Role, row.roles)),
        frozenset(row.groups),
    )
