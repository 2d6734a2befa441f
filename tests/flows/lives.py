"""What tests of documents' lives share: files, a parser that can be told to fail, what is found."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import Unreadable
from core.formats import Sign
from core.ids import CollectionId, DocumentId
from core.ports import PagesTold, untold
from core.principals import Principal
from core.readings import Parsed
from flows.bootstrap import Installation
from flows.documents import Accepted
from flows.question import Question
from tests.ingest.fakes import parsed
from tests.parts import USER

DEFAULT = CollectionId("default")
BROKEN = "ILLISIBLE"


@dataclass
class WordParser:
    """Reads a text as one paragraph; fails on one with the word `BROKEN` until it is mended."""

    mended: bool = False
    revision: int = 1
    signs: tuple[Sign, ...] = ()

    def fingerprint(self, media_type: str) -> str:
        return f"words/{self.revision}"

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        words = path.read_text("utf-8", "replace").split()  # noqa: ASYNC240 - a few bytes
        if BROKEN in words and not self.mended:
            raise Unreadable("It can't be read.")
        return parsed(words)


def text(folder: Path, name: str, words: str) -> Path:
    path = folder / name
    path.write_text(words, "utf-8")
    return path


def zipped(folder: Path, members: Mapping[str, Path], name: str = "envoi.zip") -> Path:
    """An archive of files, by their names in it."""
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for member, file in members.items():
            archive.write(file, member)
    return path


async def sent(
    parts: Installation,
    path: Path,
    who: Principal = USER,
    *,
    collection: str = DEFAULT,
    supersedes: DocumentId | None = None,
) -> Accepted:
    """A file accepted, and not read yet."""
    where = CollectionId(collection)
    return await parts.documents.add(who, path, path.name, where, supersedes=supersedes)


async def searched(
    parts: Installation, words: str, who: Principal = USER, collection: str | None = None
) -> list[str]:
    """Texts of the passages that a search finds."""
    where = CollectionId(collection) if collection else None
    found = await parts.asker.search(who, Question(words, where), 10)
    return [hit.to_json()["text"] for hit in found.hits]


async def names(parts: Installation, collection: str | None = None) -> list[str]:
    """Of the documents that are there, in order."""
    where = CollectionId(collection) if collection else None
    return sorted(d.name for d in await parts.documents.page(USER, 200, None, where))


def stored(parts: Installation) -> list[Path]:
    """Files of the folder of blobs."""
    return [path for path in (parts.settings.data / "blobs").rglob("*") if path.is_file()]
