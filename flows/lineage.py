"""Who stands behind a key, where two of one person are not two people."""

from __future__ import annotations

from core.identity import key_of
from core.principals import Principal
from core.stores import UnitOfWork
from governance.identity import LOCAL


async def hands(unit: UnitOfWork, who: Principal, *others: str) -> frozenset[str]:
    """Its own id, and those of the others that are taken for it: who holds the same keys, and the
    operator for every key that nobody else holds. Two keys that the operator gave are two."""
    taken = [other for other in others if _are_one(who.holder, await _holder(unit, other))]
    return frozenset({who.id, *taken})


def _are_one(holder: str, other: str) -> bool:
    # A key that holds itself was given by the operator.
    given = {holder, other} - {LOCAL}
    return holder == other or (len(given) == 1 and key_of(*given) is not None)


async def _holder(unit: UnitOfWork, who: str) -> str:
    key = key_of(who)
    known = await unit.keys.find(key) if key else None
    return known.principal.holder if known else who
