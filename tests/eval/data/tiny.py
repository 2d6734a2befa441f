"""Tiny corpora of the real ones' shape, and what adapters are given to load them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2

from core.places import Box
from core.ports import PageImage, PagesTold, untold
from core.readings import Parsed
from eval.cases import Asked
from eval.data import kinds
from eval.data.dataset import Dataset, Source
from eval.data.workshop import Workshop
from eval.suite import SUITES

SAMPLES = Path(__file__).parents[3] / "samples"


class NoParser:
    """For adapters that read no document."""

    signs = ()

    def fingerprint(self, media_type: str) -> str:
        raise NotImplementedError

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        raise NotImplementedError


class NoRenderer:
    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        raise NotImplementedError


def workshop(corpora: Path, *, here: Path = SUITES, samples: Path = SAMPLES) -> Workshop:
    return Workshop(corpora, samples, here, corpora / "cache", NoParser(), NoRenderer())


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    return write(path, "".join(json.dumps(row) + "\n" for row in rows))


async def suite_data(name: str, corpora: Path) -> Dataset:
    """The dataset of a suite that comes with Probant, whole."""
    declared = tomllib.loads((SUITES / f"{name}.toml").read_text("utf-8"))["data"]
    kind = declared.pop("kind")
    return await kinds.load(kind, workshop(corpora), declared)


def asked(data: Dataset) -> list[Asked]:
    return [case for case in data.cases if isinstance(case, Asked)]


def is_whole(data: Dataset) -> bool:
    """Whether every case can be told from the others, and has its documents."""
    names = {source.name for source in data.documents}
    cases = asked(data)
    return (
        len(names) == len(data.documents)
        and len({case.id for case in cases}) == len(cases)
        and all(case.documents <= names for case in cases)
        and all(case.document is None or case.document in names for case in cases)
    )


def pages_that_are_not(data: Dataset) -> list[tuple[str, int]]:
    """(case, page) of each gold page that its PDF does not have."""
    ends = {source.name: _length(source) for source in data.documents}
    return [
        (case.id, page)
        for case in asked(data)
        for gold in case.evidence
        for page in gold.pages
        if not 1 <= page <= ends[gold.document]
    ]


def _length(source: Source) -> int:
    if not source.name.endswith(".pdf"):
        return 0
    assert isinstance(source.content, Path)
    document = pypdfium2.PdfDocument(source.content)
    try:
        return len(document)
    finally:
        document.close()
