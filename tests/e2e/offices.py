"""A server that asks who people are, for entities with use cases of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.ids import CollectionId
from core.principals import Role
from core.settings import Settings
from core.use_cases import Stage
from flows.bootstrap import Installation, build_direct_queue, open_installation
from tests.e2e.conftest import serving
from tests.flows.use_cases.declaring import a_run, declared
from tests.parts import a_key, a_person

RENTS = {
    "north": "# Baux\n\nLe loyer annuel de l'immeuble Azur est de 12 345 euros.\n",
    "south": "# Baux\n\nLe loyer annuel de l'immeuble Zénith est de 67 890 euros.\n",
    "west": "# Baux\n\nLe loyer annuel de l'immeuble Couchant est de 24 680 euros.\n",
}
RENT = "Quel est le loyer annuel de l'immeuble Azur ?"
_BY_HAND = (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION)


@dataclass(frozen=True, slots=True)
class Offices:
    url: str
    keys: Mapping[str, str]
    """Of a reader, by entity; `manager` is of the first one, `reviewer` of the last."""


@contextmanager
def offices(folder: Path) -> Iterator[Offices]:
    """North has two use cases, the second in pilot; south has one; east has none. What west asks
    waits for people.

    What may be asked is as it is of itself where identity is required.
    """
    # In a thread of its own: while a test has a browser, no loop can run in this one.
    with ThreadPoolExecutor(1) as thread:
        keys = thread.submit(lambda: asyncio.run(_furnished(folder))).result()
    with serving(folder, {"PROBANT_IDENTITY": "required"}) as url:
        yield Offices(url, keys)


async def _furnished(folder: Path) -> Mapping[str, str]:
    settings = Settings(data=folder / "data", _env_file=None)
    async with open_installation(settings, build_direct_queue()) as parts:
        for entity, text in RENTS.items():
            path = folder / f"{entity}.md"
            path.write_text(text, "utf-8")
            owner = a_person("owner", entity)
            await parts.documents.add(owner, path, path.name, CollectionId("leases"))
        await parts.worker.until_idle()
        await _has(parts, "north", id="leases")
        await _has(parts, "north", Stage.PILOT, id="rents", title="Essai sur les loyers")
        await _has(parts, "south", id="audits", title="Audit des baux")
        await _has(parts, "west", id="files", supervision={"mode": "required"})
        readers = ("north", "south", "east", "west")
        keys = {one: await a_key(parts, one, Role.READER) for one in readers}
        keys["reviewer"] = await a_key(parts, "west", Role.REVIEWER)
        return {**keys, "manager": await a_key(parts, "north", Role.MANAGER)}


async def _has(
    parts: Installation, entity: str, to: Stage = Stage.PRODUCTION, **changes: Any
) -> None:
    use_case = declared(entity=entity, **{"pilot_groups": [], **changes})
    await parts.registry.submit(a_person("author", entity), use_case)
    await parts.registry.evaluated(a_run(use_case, parts.registry.made_with))
    for stage in _BY_HAND[: _BY_HAND.index(to) + 1]:
        await parts.registry.promote(a_person("approver", entity), use_case.id, stage)
