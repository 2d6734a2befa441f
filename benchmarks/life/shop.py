"""An installation of its own for each measurement, and documents to put into it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from core.encoding import Encoder
from core.ids import CollectionId
from core.jobs import Priority
from core.principals import AccessScope, SearchFilter
from core.settings import Settings
from flows.bootstrap import (
    Installation,
    bare_encoder,
    build_direct_queue,
    open_installation,
)
from governance.identity import local_user

BENCH = CollectionId("bench")
_WORDS = [
    *("loyer", "bail", "charge", "surface", "dépôt", "garantie", "indice", "échéance", "preneur"),
    *("bailleur", "mandat", "audit", "annexe", "trésorerie", "emprunt", "covenant", "ratio"),
    *("revenue", "assets", "liabilities", "the", "of", "and", "la", "de", "une", "dans", "2024"),
]


def bundled(settings: Settings) -> Encoder:
    """The bundled encoder on the device of the settings."""
    return bare_encoder(settings.model_copy(update={"encoder": "bundled"}))


@asynccontextmanager
async def open_shop(folder: Path, encoder: Encoder) -> AsyncIterator[Installation]:
    """Everything embedded, in `folder`."""
    settings = Settings(data=folder, _env_file=None)
    async with open_installation(settings, build_direct_queue(), encoder=encoder) as parts:
        yield parts


async def add(parts: Installation, paths: Iterable[Path]) -> None:
    """Record documents; nothing is read yet."""
    user = local_user(parts.settings.local_entity)
    for path in paths:
        await parts.documents.add(user, path, path.name, BENCH, priority=Priority.BULK)


async def passages_in(parts: Installation) -> int:
    everything = AccessScope.whole(parts.settings.local_entity)
    return await (await parts.spaces.live()).index.count(SearchFilter(everything))


async def embedded_texts(parts: Installation) -> list[str]:
    """What is embedded, or will be, of everything that was read."""
    everything = AccessScope.whole(parts.settings.local_entity)
    found = []
    async with parts.database.begin() as unit:
        for document in await unit.documents.page(everything, 100_000):
            for head in await unit.readings.of_document(document.id):
                found += [chunk.embedded for chunk in await unit.readings.chunks(head.id)]
    return found


def texts(folder: Path, documents: int, paragraphs: int, seed: int = 1) -> list[Path]:
    """Made-up texts of paragraphs of 150 words; each paragraph fills a passage, or nearly."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    made = []
    for number in range(documents):
        path = folder / f"{seed}-{number:05d}.txt"
        body = (" ".join(chance.choices(_WORDS, k=150)) + "." for _ in range(paragraphs))
        path.write_text(f"Note {seed}.{number}.\n\n" + "\n\n".join(body), "utf-8")
        made.append(path)
    return made


def copies(folder: Path, sources: Iterable[Path], name: str) -> list[Path]:
    """PDF files with the same pages and other bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sources:
        path = folder / f"{name}-{source.name}"
        path.write_bytes(source.read_bytes() + f"\n% {name}\n".encode())
        made.append(path)
    return made
