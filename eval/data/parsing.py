"""Real, odd, malformed, encrypted and fuzzed files of every format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.errors import NotFound
from eval.cases import Dropped
from eval.data.dataset import Dataset, Source, source_of
from eval.data.workshop import Workshop

_NOTICES = ("source.md", "license", "licence", "copying")
"""Names, in lower case, that start so are about the corpus and not of it."""


class Options(BaseModel):
    """None."""

    model_config = ConfigDict(extra="forbid")


async def load(workshop: Workshop, options: Options) -> Dataset:
    """A case a file; the same bytes once, under the first of their paths. Raises `NotFound`."""
    folder = workshop.corpus("parsing")
    files: dict[str, tuple[Path, Source]] = {}
    for path in _files(folder):
        source = source_of(path)
        files.setdefault(Path(source.name).stem, (path.relative_to(folder), source))
    if not files:
        raise NotFound(f"The corpus parsing is empty: there is no file in {folder}.")
    cases = tuple(_case(path, source) for path, source in files.values())
    return Dataset(tuple(source for _, source in files.values()), cases)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.lower().startswith(_NOTICES):
            yield path


def _case(path: Path, source: Source) -> Dropped:
    """The id says nothing about the file but its suffix: names of files may be anything."""
    digest = hashlib.sha256(path.as_posix().encode()).hexdigest()
    kind = path.suffix.lower().removeprefix(".") or "none"
    slices = {"kind": kind, "origin": path.parts[0] if len(path.parts) > 1 else "none"}
    return Dropped(f"{digest[:12]}{path.suffix.lower()}", source.name, slices)
