"""Heads are anchored soon after their commit, the newest of each chain, and all at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from core.ledger import Head
from flows.ledger.anchoring import Anchoring
from governance.ledger.heads import is_genuine, parsed
from tests.governance.ledger.made import NORTH, PUBLIC, SIGNER, SOUTH

pytestmark = pytest.mark.asyncio


@dataclass
class Kept:
    """An anchor in memory."""

    kept: list[str] = field(default_factory=list)
    failures: int = 0
    added: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, lines: Sequence[str]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("no space left")
        self.kept += lines

    def lines(self) -> list[str]:
        return self.kept

    def heads(self) -> list[tuple[str, int]]:
        return [(parsed(line).head.entity, parsed(line).head.sequence) for line in self.kept]


def a_head(sequence: int, entity: str = NORTH) -> Head:
    return Head(type(NORTH)(entity), sequence, bytes([sequence]) * 32)


async def test_the_newest_of_each_chain() -> None:
    anchor = Kept()
    anchoring = Anchoring(anchor, SIGNER, pause_s=3600)
    for sequence in (1, 3, 2):
        anchoring.note([a_head(sequence), a_head(1, SOUTH)])
    await anchoring.close()
    assert anchor.heads() == [(NORTH, 3), (SOUTH, 1)]
    assert all(is_genuine(parsed(line), PUBLIC) for line in anchor.kept)


async def test_a_busy_chain_is_anchored_again_after_a_pause_and_at_the_end() -> None:
    anchor = Kept()
    anchoring = Anchoring(anchor, SIGNER, pause_s=0)
    anchoring.note([a_head(1)])
    while not anchor.kept:  # noqa: ASYNC110 - by a thread
        await asyncio.sleep(0)
    anchoring.pause_s = 3600
    anchoring.note([a_head(2)])
    anchoring.note([a_head(3)])
    await anchoring.close()
    assert anchor.heads()[0] == (NORTH, 1)
    assert anchor.heads()[-1] == (NORTH, 3)


async def test_what_could_not_be_written_is_written_later() -> None:
    anchor = Kept(failures=1)
    anchoring = Anchoring(anchor, SIGNER, pause_s=0)
    anchoring.note([a_head(1)])
    while not anchor.kept:  # noqa: ASYNC110 - by a thread
        await asyncio.sleep(0)
    await anchoring.close()
    assert anchor.heads() == [(NORTH, 1)]


async def test_an_anchor_that_stays_away_ends_nothing() -> None:
    anchoring = Anchoring(Kept(failures=99), SIGNER, pause_s=3600)
    anchoring.note([a_head(1)])
    await anchoring.close()
