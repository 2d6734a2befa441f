"""Pages of French annual reports as images, and the words of their text layer as the truth.

Which words they are is certain. Their order is the one in which the parser reads the text layer:
on pages of several columns it is no more than that, and says whether both are read alike.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core.errors import NotFound
from core.readings import Leaf
from eval import code
from eval.cases import Printed
from eval.data.dataset import Dataset, Source, source_of
from eval.data.workshop import Workshop

_DPI = 200
"""What office scanners are set to."""
_LEAST_WORDS = 30
"""A page with fewer is a cover or a picture, where one word more or less decides its score."""
_PDF = "application/pdf"


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pages: int | None = Field(None, ge=1)
    """How many pages, chosen by hash; only those are drawn. All where not given."""


@dataclass(frozen=True, slots=True)
class _Page:
    pdf: Path
    version: str
    """Hash of the PDF."""
    number: int
    words: tuple[str, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.version}:{self.number}".encode()).hexdigest()


async def load(workshop: Workshop, options: Options) -> Dataset:
    """A case a page, whose document is its PNG. Raises `NotFound`, `Unreadable`."""
    folder = workshop.corpus("rapports-fr", "pdfs") / "pdfs"
    pages = [page for pdf in sorted(folder.glob("*.pdf")) for page in await _pages(workshop, pdf)]
    if not pages:
        raise NotFound(f"There is no page of {_LEAST_WORDS} words in the PDFs of {folder}.")
    chosen = sorted(pages, key=lambda page: page.digest)[: options.pages]
    chosen.sort(key=lambda page: (page.pdf, page.number))
    images = [await _image(workshop, page) for page in chosen]
    cases = [_case(page, image) for page, image in zip(chosen, images, strict=True)]
    # Two pages may look the same to the pixel, but words in another order are another case.
    return Dataset(tuple({image.name: image for image in images}.values()), tuple(cases))


def _case(page: _Page, image: Source) -> Printed:
    return Printed(
        id=f"{page.version}:{page.number}",
        document=image.name,
        page=1,
        words=page.words,
        slices={"report": page.pdf.stem, "language": "fr"},
    )


async def _pages(workshop: Workshop, pdf: Path) -> list[_Page]:
    version = Path(source_of(pdf).name).stem
    layers = await _text_layers(workshop, pdf, version)
    return [
        _Page(pdf, version, number, tuple(words))
        for number, words in enumerate(layers, start=1)
        if len(words) >= _LEAST_WORDS
    ]


async def _text_layers(workshop: Workshop, pdf: Path, version: str) -> list[list[str]]:
    """By page, the words of the text layer."""

    async def make() -> bytes:
        parsed = await workshop.parser.parse(pdf, _PDF)
        return json.dumps([_words(leaf) for leaf in parsed.leaves]).encode()

    # A parser's fingerprint does not tell versions of our own source apart.
    told = f"{workshop.parser.fingerprint(_PDF)} {code.fingerprint(('core', 'adapters'))}"
    reader = hashlib.sha256(told.encode()).hexdigest()[:16]
    path = await _kept(workshop.cache / "text-layers" / f"{version}-{reader}.json", make)
    layers: list[list[str]] = json.loads(path.read_bytes())
    return layers


def _words(leaf: Leaf) -> Sequence[str]:
    """Those that the file itself holds: what was recognised is what is measured."""
    return [leaf.text[w.start : w.end] for w in leaf.words if w.confidence is None]


async def _image(workshop: Workshop, page: _Page) -> Source:
    async def make() -> bytes:
        image = await workshop.renderer.render(page.pdf, page.number, scale=_DPI / 72, frames=())
        return image.png

    name = f"{page.version}-{page.number}-{_DPI}.png"
    return source_of(await _kept(workshop.cache / "page-images" / name, make))


async def _kept(path: Path, make: Callable[[], Coroutine[None, None, bytes]]) -> Path:
    """The file at `path`, made where it is not there: whole, or not at all."""
    if not _is_kept(path):
        _keep(path, await make())
    return path


def _is_kept(path: Path) -> bool:
    return path.is_file()


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)
