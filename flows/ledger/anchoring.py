"""Keeps signed heads outside the database, soon after they have committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import ProbantError
from core.ids import EntityId
from core.ledger import Anchor, Head
from governance.ledger.heads import Signer

log = logging.getLogger(__name__)

PAUSE_S = 5.0
"""Between two heads of one chain: a busy one adds 17,000 lines a day at most."""


@dataclass(slots=True)
class Anchoring:
    """Of what has committed meanwhile, the newest head of each entity is enough: it stands for all
    records before it."""

    anchor: Anchor
    signer: Signer
    pause_s: float = PAUSE_S
    _newest: dict[EntityId, Head] = field(default_factory=dict)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _going: asyncio.Task[None] | None = None

    def note(self, heads: Sequence[Head]) -> None:
        """These have committed. To be called in the event loop; it does not wait."""
        for head in heads:
            known = self._newest.get(head.entity)
            if known is None or known.sequence < head.sequence:
                self._newest[head.entity] = head
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go_on())

    async def close(self) -> None:
        """What was noted is there on return, as far as it can be."""
        self._closing.set()
        if self._going:
            await self._going
        await self._write()

    async def _go_on(self) -> None:
        while self._newest and not self._closing.is_set():
            await self._write()
            try:
                async with asyncio.timeout(self.pause_s):
                    await self._closing.wait()
            except TimeoutError:
                continue

    async def _write(self) -> None:
        heads, self._newest = list(self._newest.values()), {}
        if not heads:
            return
        try:
            await asyncio.to_thread(self._add, heads)
        except (OSError, TimeoutError, ProbantError) as error:
            # The records are there. A later head, or the next try, anchors these too.
            log.error("heads of the ledger could not be anchored: %s", error)
            for head in heads:
                self._newest.setdefault(head.entity, head)

    def _add(self, heads: Sequence[Head]) -> None:
        self.anchor.add([signed.line() for signed in self.signer.signed(heads)])
