"""Who stands behind a key: whoever gave it, and whoever gave them theirs."""

from __future__ import annotations

from core.identity import key_of
from core.stores import UnitOfWork
from governance.identity import LOCAL

_LONGEST = 20
"""Keys given by keys that are followed back; nobody has as many."""


async def hands(unit: UnitOfWork, who: str, *others: str) -> frozenset[str]:
    """Ids that are taken for `who`: with whom they have their key from, and those of the others
    behind whom the same person stands. Whoever runs the machine gives keys to everybody, and is
    not taken for them."""
    own = await _lineage(unit, who)
    behind = set(own) - {LOCAL} | {who}
    taken = {one for one in others if not behind.isdisjoint(await _lineage(unit, one))}
    return frozenset(own) | taken


async def _lineage(unit: UnitOfWork, principal: str) -> list[str]:
    found = [principal]
    while (key := key_of(found[-1])) and len(found) < _LONGEST:
        known = await unit.keys.find(key)
        if known is None:
            break
        found.append(known.created_by)
    return found
