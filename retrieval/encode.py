"""Questions asked at the same time are encoded together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.encoding import Encoder

if TYPE_CHECKING:
    from core.indexing import Vector

MOST_TOGETHER = 64
"""Questions in a batch: a model gains nothing from more, and who comes next waits for all."""


@dataclass(frozen=True, slots=True)
class _Question:
    encoder: Encoder
    text: str
    vector: asyncio.Future[Vector]


class SharedEncoder:
    """Encodes one batch at a time; what is asked meanwhile goes together into the next.

    Nobody waits for company: a question alone is encoded at once. First come, first served. One
    serves a whole process, whatever the encoders: it holds on to none once nobody waits. To be used
    in one event loop at a time.
    """

    def __init__(self, most_together: int = MOST_TOGETHER) -> None:
        self._most = most_together
        self._waiting: deque[_Question] = deque()
        self._encoding: asyncio.Task[None] | None = None
        # Always the same thread: each that calls a model on a CPU gets workers of its own, and the
        # more of them there are the longer each takes (a quarter, with those of a pool of six).
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="probant-questions")

    async def query(self, encoder: Encoder, text: str) -> Vector:
        """Shape (dimension,), L2-normalised: what `encoder.encode_queries([text])` gives.

        Raises what the encoder raises, as does every other question of the batch.
        """
        asked = _Question(encoder, text, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if self._encoding is None:
            self._encoding = asyncio.create_task(self._encode())
        return await asked.vector

    async def _encode(self) -> None:
        batch: list[_Question] = []
        try:
            while batch := self._next():
                await self._answer(batch)
        finally:  # also where this task is cancelled: nobody is left waiting
            for left in (*batch, *self._waiting):
                left.vector.cancel()
            self._waiting.clear()
            self._encoding = None

    async def _answer(self, batch: Sequence[_Question]) -> None:
        texts = [one.text for one in batch]
        encode = partial(batch[0].encoder.encode_queries, texts)
        try:
            vectors = await asyncio.get_running_loop().run_in_executor(self._thread, encode)
        except Exception as error:
            for one in batch:
                if not one.vector.done():
                    one.vector.set_exception(error)
            return
        for one, vector in zip(batch, vectors, strict=True):
            if not one.vector.done():
                one.vector.set_result(vector)

    def _next(self) -> list[_Question]:
        """The oldest question that still waits, and others for the same encoder, in order."""
        batch: list[_Question] = []
        later: deque[_Question] = deque()
        for one in self._waiting:
            if one.vector.done():  # who asked has gone
                continue
            is_alike = not batch or one.encoder is batch[0].encoder
            (batch if is_alike and len(batch) < self._most else later).append(one)
        self._waiting = later
        return batch
