"""Reads long documents in parts, each in a caged process, as many at once as there are cores.

What kills a process costs the page that did it: its part is read again in halves, and the page
alone by the next engine. See docs/decisions/0013-reading-in-parts.md.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from adapters.parsers.confine import Limits
from adapters.parsers.pdf.first_pass import ENGINES
from adapters.parsers.pdf.outline import Title
from adapters.parsers.pdf.parts import parts_of
from adapters.parsers.pdf.told import Decision, Told, decided, parsed_of
from core.errors import Unreadable
from core.outcomes import ErrorItem, Hidden
from core.ports import PagesTold
from core.reading_json import leaf_from_json, parsed_from_json
from core.readings import Leaf, Parsed

Run = Callable[[str, dict[str, Any], Limits], Awaitable[bytes]]
"""Runs a task in the cage, when it is its turn: as `adapters.parsers.cage.run_caged`."""
_Result = TypeVar("_Result")
_SCANS = 4
"""Pages that one process recognises: a page takes seconds, and progress should show."""
_MOST_DEATHS = 16
"""Processes that one document may cost; what is then unread is read by the last engines only."""
_DEATHS = ("crash", "timeout", "memory")


@dataclass(slots=True)
class Paged:
    """One document on its way."""

    path: Path
    tasks: str
    """Module with its steps: `begin`, `first_pass`, `second_pass`, `leaves`."""
    folder: Path
    run: Run
    limits: Limits
    page_s: float
    """Longest time for one page alone: recognised, or read again after a death."""
    tell: PagesTold
    told: dict[int, Told] = field(default_factory=dict)
    deaths: int = 0

    async def read(self) -> Parsed:
        """Raises `Unreadable` (encrypted, malformed …) where no page can be read."""
        begun = await self._begin()
        if begun["parsed"]:
            return parsed_from_json(begun["parsed"])
        numbers = range(1, int(begun["pages"]) + 1)
        self.tell(0, len(numbers))
        await _together(self._first_pass(part, ()) for part in parts_of(len(numbers)))
        scans = [number for number in numbers if self.told[number].is_scan]
        self.tell(len(numbers) - len(scans), len(numbers))
        await _together(self._second_pass(part, len(numbers)) for part in _cut(scans, _SCANS))
        outline = [Title(*title) for title in begun["outline"]]
        hidden = [Hidden.from_json(hidden) for hidden in begun["hidden"]]
        return await self._finished(numbers, outline, hidden)

    async def _begin(self) -> dict[str, Any]:
        """The pages of one that kills its reader are counted; at last, nothing else is asked."""
        for ask in ({"whole": True, "beside": True}, {"whole": False, "beside": True}):
            try:
                return _object(await self._task("begin", ask))
            except Unreadable as error:
                if error.category not in _DEATHS:
                    raise
        return _object(await self._task("begin", {"whole": False, "beside": False}))

    async def _first_pass(self, part: Sequence[int], failed: Sequence[str]) -> None:
        try:
            await self._read("first_pass", part, failed=failed)
        except Unreadable as error:
            if error.category not in _DEATHS:
                raise
            self.deaths += 1
            if len(part) > 1 and self.deaths <= _MOST_DEATHS:
                await _together(self._first_pass(half, failed) for half in _halves(part))
            else:
                await self._by_the_next(part, failed, error)

    async def _by_the_next(
        self, part: Sequence[int], failed: Sequence[str], error: Unreadable
    ) -> None:
        """Read what killed one engine by those after it."""
        engine = ENGINES[len(failed)]
        now_failed = (*failed, f"{engine}: {error.category}")
        if len(now_failed) < len(ENGINES):
            await self._first_pass(part, now_failed)
            return
        for number in part:
            item = ErrorItem("pdf", error.category, error.detail, number)
            self.told[number] = Told(number, error=item)

    async def _second_pass(self, part: Sequence[int], pages: int) -> None:
        limits = replace(
            self.limits, wall_s=len(part) * self.page_s, cpu_s=ceil(len(part) * self.page_s)
        )
        try:
            if self.deaths > _MOST_DEATHS:
                raise Unreadable("too many pages of the document could not be read", "timeout")
            await self._read("second_pass", part, limits)
        except Unreadable as error:
            self.deaths += 1
            if len(part) > 1 and self.deaths <= _MOST_DEATHS:
                await _together(self._second_pass([number], pages) for number in part)
                return
            for number in part:
                item = ErrorItem("ocr", error.category, error.detail, number)
                self.told[number] = replace(self.told[number], is_scan=False, error=item)
        self.tell(pages - sum(told.is_scan for told in self.told.values()), pages)

    async def _read(
        self,
        task: str,
        part: Sequence[int],
        limits: Limits | None = None,
        **more: Any,
    ) -> None:
        """Run a pass over some pages, and take in what it tells of them."""
        result = await self._task(task, {"pages": list(part), **more}, limits)
        told = await asyncio.to_thread(_told, result)
        if [page.number for page in told] != sorted(part):
            raise Unreadable("the parser gave a broken result", "internal")
        for page in told:
            # What the first pass found hidden stays hidden: only it looks for that.
            before = self.told[page.number].hidden if page.number in self.told else ()
            self.told[page.number] = replace(page, hidden=(*before, *page.hidden))

    async def _finished(
        self, numbers: Sequence[int], outline: Sequence[Title], hidden: Sequence[Hidden]
    ) -> Parsed:
        told = [self.told[number] for number in numbers]
        decisions = await asyncio.to_thread(decided, told, outline)
        made = await _together(self._leaves(part, decisions) for part in parts_of(len(numbers)))
        leaves = sorted((leaf for part in made for leaf in part), key=lambda leaf: leaf.number)
        return parsed_of(leaves, told, hidden)

    async def _leaves(
        self, part: Sequence[int], decisions: dict[int, list[Decision]]
    ) -> list[Leaf]:
        asked = [(number, decisions[number]) for number in part]
        result = await self._task("leaves", {"pages": asked})
        return await asyncio.to_thread(lambda: [leaf_from_json(x) for x in json.loads(result)])

    async def _task(
        self, name: str, arguments: dict[str, Any], limits: Limits | None = None
    ) -> bytes:
        given = {"path": str(self.path), "folder": str(self.folder), **arguments}
        return await self.run(f"{self.tasks}:{name}", given, limits or self.limits)


async def read_paged(
    path: Path,
    tasks: str,
    run: Run,
    limits: Limits,
    page_s: float,
    tell: PagesTold,
) -> Parsed:
    """The document at an absolute path. Raises `Unreadable`, and ValueError, TypeError or KeyError
    on a broken result."""
    with tempfile.TemporaryDirectory(prefix="probant-pages-", ignore_cleanup_errors=True) as name:
        return await Paged(path, tasks, Path(name), run, limits, page_s, tell).read()


def _object(result: bytes) -> dict[str, Any]:
    return dict(json.loads(result))


def _told(result: bytes) -> list[Told]:
    return sorted(map(Told.from_json, json.loads(result)), key=lambda page: page.number)


def _cut(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def _halves(part: Sequence[int]) -> list[Sequence[int]]:
    middle = len(part) // 2
    return [part[:middle], part[middle:]]


async def _together(work: Iterable[Coroutine[Any, Any, _Result]]) -> list[_Result]:
    """All at once; where one fails, the others are cancelled. Raises what the first one did."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
