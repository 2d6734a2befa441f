"""Questions that share the encoder's batches get what they would get alone."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.encoding import Encoder
from retrieval.encode import SharedEncoder

if TYPE_CHECKING:
    from core.indexing import Vectors


@dataclass(weakref_slot=True, slots=True, eq=False)
class Gate:
    """An encoder whose batches a test sees, and lets through one at a time where it `holds`."""

    holds: bool = False
    refuses: str = ""
    batches: list[list[str]] = field(default_factory=list)
    began: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    passed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        self.began.release()
        if self.holds:
            self.passed.acquire()
        if self.refuses in texts:
            raise OSError("the device is gone")
        return np.array([[len(text), sum(map(ord, text))] for text in texts], np.float32)

    async def has_begun(self) -> None:
        await asyncio.to_thread(self.began.acquire)

    @property
    def port(self) -> Encoder:
        return cast("Encoder", self)


def ask(shared: SharedEncoder, gate: Gate, text: str) -> asyncio.Task[Any]:
    return asyncio.create_task(shared.query(gate.port, text))


async def settled() -> None:
    """The tasks made until now have asked their questions."""
    await asyncio.sleep(0)


async def test_a_question_alone_goes_at_once_and_alone() -> None:
    gate, shared = Gate(), SharedEncoder()
    assert (await shared.query(gate.port, "one")).tolist() == [3, 322]
    assert (await shared.query(gate.port, "a")).tolist() == [1, 97]
    assert gate.batches == [["one"], ["a"]]


async def test_what_is_asked_meanwhile_goes_together_in_order_and_bounded() -> None:
    gate, shared = Gate(holds=True), SharedEncoder(most_together=3)
    first = ask(shared, gate, "first")
    await gate.has_begun()
    others = [ask(shared, gate, text) for text in "abcd"]
    await settled()
    for _ in range(3):
        gate.passed.release()
    await asyncio.gather(first, *others)
    assert gate.batches == [["first"], ["a", "b", "c"], ["d"]]


async def test_who_goes_away_leaves_the_others_alone() -> None:
    gate, shared = Gate(holds=True), SharedEncoder()
    first = ask(shared, gate, "first")
    await gate.has_begun()
    gone, stays = ask(shared, gate, "gone"), ask(shared, gate, "stays")
    await settled()
    first.cancel()
    gone.cancel()
    gate.passed.release()
    gate.passed.release()
    assert (await stays)[0] == len("stays")
    assert gate.batches == [["first"], ["stays"]]


async def test_a_failure_is_told_to_each_of_its_batch_and_to_no_other() -> None:
    gate, shared = Gate(holds=True, refuses="bad"), SharedEncoder()
    first = ask(shared, gate, "first")
    await gate.has_begun()
    bad, beside = ask(shared, gate, "bad"), ask(shared, gate, "beside")
    await settled()
    gate.passed.release()
    gate.passed.release()
    told = await asyncio.gather(bad, beside, return_exceptions=True)
    assert all(isinstance(one, OSError) for one in told)
    assert (await first)[0] == len("first")
    gate.holds = False
    assert (await shared.query(gate.port, "after"))[0] == len("after")


async def test_encoders_never_mix_and_none_is_kept() -> None:
    shared, gates = SharedEncoder(), [Gate(), Gate()]
    await asyncio.gather(*(ask(shared, gates[n % 2], f"{n}") for n in range(6)))
    assert [gate.batches for gate in gates] == [[["0", "2", "4"]], [["1", "3", "5"]]]
    left = weakref.ref(gates[0])
    gates.clear()
    gc.collect()
    assert left() is None


def test_a_loop_that_ends_leaves_nobody_waiting() -> None:
    shared, gate = SharedEncoder(), Gate(holds=True)

    async def cut_short() -> None:
        asked = ask(shared, gate, "never")
        await gate.has_begun()
        asked.cancel()
        gate.passed.release()  # the thread ends with its loop

    asyncio.run(cut_short())
    gate.holds = False
    assert asyncio.run(_asked(shared, gate, "next"))[0] == len("next")


async def _asked(shared: SharedEncoder, gate: Gate, text: str) -> Any:
    return await shared.query(gate.port, text)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=8), st.booleans()), max_size=20),
    st.integers(1, 5),
)
def test_each_gets_its_own_vector(asked: list[tuple[str, bool]], most: int) -> None:
    """However many ask, and whoever goes away."""
    gate, shared = Gate(refuses="\0never"), SharedEncoder(most)

    async def all_of_them() -> list[Any]:
        tasks = [ask(shared, gate, text) for text, _ in asked]
        await settled()
        for task, (_, stays) in zip(tasks, asked, strict=True):
            if not stays:
                task.cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    for (text, stays), got in zip(asked, asyncio.run(all_of_them()), strict=True):
        if stays:
            assert got.tolist() == gate.encode_queries([text])[0].tolist()
    assert all(len(batch) <= most for batch in gate.batches)


@pytest.mark.parametrize("most", [1, 64])
async def test_nothing_waits_once_all_are_answered(most: int) -> None:
    gate, shared = Gate(), SharedEncoder(most)
    await asyncio.gather(*(ask(shared, gate, str(n)) for n in range(100)))
    assert not shared._waiting
    assert shared._encoding is None
