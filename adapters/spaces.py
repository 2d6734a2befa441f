"""Opened generations: the encoder and the index of each, over the generations in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from adapters.encoder.spec import open_encoder, spec_of_settings
from adapters.qdrant import indexes_for
from adapters.qdrant.generations import Indexes
from core.encoding import Encoder
from core.errors import Conflict, Misconfigured, NotFound, Unavailable
from core.generations import EncoderSpec, Generation, GenerationState, Space, Spaces
from core.ids import GenerationId, new_generation_id
from core.settings import Settings
from core.stores import Database

log = logging.getLogger(__name__)

OpenEncoder = Callable[[EncoderSpec], Encoder]
"""Blocking: it may convert the bundled model. Raises Misconfigured."""


class GenerationSpaces:
    """Implements `core.generations.Spaces`. Encoders and indexes are opened once, when needed."""

    def __init__(
        self,
        database: Database,
        indexes: Indexes,
        wanted: EncoderSpec,
        open_encoder: OpenEncoder,
    ) -> None:
        """`wanted` is what the settings name: the first generation's encoder."""
        self._database = database
        self._indexes = indexes
        self._wanted = wanted
        self._open_encoder = open_encoder
        self._encoders: dict[EncoderSpec, Encoder] = {}
        self._one_at_a_time = asyncio.Lock()
        self._live: GenerationId | None = None
        """The one of the last call, so that a change is noticed."""

    async def encoder(self) -> Encoder:
        return await self._encoder(await self._live_generation())

    async def live(self) -> Space:
        return await self._space(await self._live_generation())

    async def open(self) -> Sequence[Space]:
        live = await self._live_generation()
        building = [one for one in await self._all() if one.state is GenerationState.BUILDING]
        return [await self._space(generation) for generation in (live, *building)]

    async def space(self, generation: GenerationId) -> Space:
        for known in await self._all():
            if known.id == generation:
                return await self._space(known)
        raise NotFound(f"There is no generation {generation[:40]!r} of the index.")

    async def kept(self) -> Sequence[GenerationId]:
        return await self._indexes.kept()

    async def drop(self, generation: GenerationId) -> None:
        await self._indexes.drop(generation)
        await self._forget_encoders()

    async def close(self) -> None:
        await self._indexes.close()

    async def _space(self, generation: Generation) -> Space:
        encoder = await self._encoder(generation)
        return Space(generation, encoder, await self._indexes.open(generation))

    async def _all(self) -> list[Generation]:
        async with self._database.begin() as unit:
            return await unit.generations.all()

    async def _live_generation(self) -> Generation:
        async with self._database.begin() as unit:
            live = await unit.generations.live()
        if live is None:
            live = await self._first()
        if live.id != self._live:
            await self._notice(live)
        return live

    async def _first(self) -> Generation:
        encoder = await self._opened(self._wanted)
        fingerprint, dimension = await asyncio.to_thread(_identity, encoder)
        first = Generation(
            new_generation_id(), self._wanted, fingerprint, dimension, GenerationState.LIVE
        )
        try:
            async with self._database.begin() as unit:
                await unit.generations.add(first)
        except Conflict:  # another process was faster
            async with self._database.begin() as unit:
                found = await unit.generations.live()
            if found is None:
                raise Unavailable("The index has no generation yet.") from None
            return found
        return first

    async def _notice(self, live: Generation) -> None:
        self._live = live.id
        await self._forget_encoders()
        if live.encoder != self._wanted:
            log.warning(
                "the index was built with the encoder %s, which answers; `probant reindex` builds "
                "it with %s of the settings",
                live.encoder.model,
                self._wanted.model,
            )

    async def _forget_encoders(self) -> None:
        """Those of generations that are no more, and with them their weights."""
        used = {generation.encoder for generation in await self._all()} | {self._wanted}
        for spec in [spec for spec in self._encoders if spec not in used]:
            del self._encoders[spec]

    async def _encoder(self, generation: Generation) -> Encoder:
        """Raises Misconfigured where it is not the one that the generation was built with."""
        try:
            encoder = await self._opened(generation.encoder)
        except Misconfigured:
            # The model's folder may have moved, and the settings may know where to.
            encoder = await self._opened(self._wanted)
        found, _ = await asyncio.to_thread(_identity, encoder)
        if found != generation.fingerprint:
            raise Misconfigured(
                f"The index was built with the encoder {generation.encoder.model!r} as it was "
                f"({generation.fingerprint}); what is there now is {found}.",
                "Put that model back, or run `probant reindex`; --cancel ends one that is being "
                "built.",
            )
        return encoder

    async def _opened(self, spec: EncoderSpec) -> Encoder:
        async with self._one_at_a_time:
            if spec not in self._encoders:
                self._encoders[spec] = await asyncio.to_thread(self._open_encoder, spec)
            return self._encoders[spec]


def _identity(encoder: Encoder) -> tuple[str, int]:
    """(fingerprint, dimension). Blocks: it may read the model."""
    return encoder.fingerprint, encoder.dimension


def spaces_of(
    settings: Settings, database: Database, address: str, encoder: Encoder | None = None
) -> Spaces:
    """The spaces of an installation. Opens and contacts nothing yet.

    `address` is the URL that this process serves, empty where it serves none. `encoder`, held by
    the caller, takes the place of opening the one that the settings name.
    """
    wanted = spec_of_settings(settings)
    key = settings.index_key.get_secret_value()
    indexes = indexes_for(settings.index_url, key, settings.data / "index", address)

    def opened(spec: EncoderSpec) -> Encoder:
        return encoder if encoder and spec == wanted else open_encoder(settings, spec)

    return GenerationSpaces(database, indexes, wanted, opened)
