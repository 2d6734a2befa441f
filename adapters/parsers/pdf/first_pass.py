"""The first pass over some pages: words, regions and tables, by the first engine that can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from adapters.parsers.finish import safe_message
from adapters.parsers.pdf.engines import lenient, lite, pdfium
from adapters.parsers.pdf.page import Page, PageFailure
from core.errors import Unreadable

ENGINES: tuple[str, ...] = (lite.NAME, pdfium.NAME, lenient.NAME)
"""Best first."""
MOST_PAGES = 20_000
"""A file of 300 bytes may declare a million, and each that is not there is looked for."""
_READERS: dict[str, Callable[[Path, Sequence[int]], Iterator[Page | PageFailure]]] = {
    lite.NAME: lite.read_pages,
    pdfium.NAME: pdfium.read_pages,
    lenient.NAME: lenient.read_pages,
}


def read_pages(
    path: Path, numbers: Sequence[int], failed: Sequence[str] = ()
) -> Iterator[Page | PageFailure]:
    """Each page by the first engine that reads it, in no order; `failed` are not tried again.

    `failed` says how they did: `liteparse: crash`.
    """
    left = {number: list(failed) for number in numbers}
    given_up = {entry.partition(":")[0] for entry in failed}
    for engine in ENGINES:
        if not left or engine in given_up:
            continue
        for page in _attempt(engine, path, sorted(left)):
            if isinstance(page, Page):
                yield replace(page, read_by=(*left.pop(page.number), engine))
            elif page.number in left:
                left[page.number].append(f"{engine}: {page.message}")
    for number, tried in left.items():
        yield PageFailure(number, "; ".join(tried))


def _attempt(engine: str, path: Path, numbers: Sequence[int]) -> Iterator[Page | PageFailure]:
    """What an engine makes of the pages; a failure for each of the rest where it gives up."""
    told: set[int] = set()
    message = "no result"
    try:
        for page in _READERS[engine](path, numbers):
            told.add(page.number)
            yield _short(page)
    except MemoryError:
        raise
    except Exception as error:  # each engine has types of its own
        message = str(error) or type(error).__name__
        if "password" in message.casefold():
            raise Unreadable(
                "The PDF is encrypted.", "encrypted", "Save it without a password."
            ) from error
    for number in numbers:
        if number not in told:
            yield _short(PageFailure(number, message))


def _short(page: Page | PageFailure) -> Page | PageFailure:
    if isinstance(page, Page):
        return page
    return PageFailure(page.number, safe_message(page.message)[:120])


def count_pages(path: Path) -> int:
    """Raises `Unreadable`: encrypted, malformed where no engine can open the file, too_large."""
    count = _counted(path)
    if count > MOST_PAGES:
        raise Unreadable(f"The PDF has more than {MOST_PAGES:,} pages.", "too_large", "Split it.")
    return count


def _counted(path: Path) -> int:
    """As the file declares: not all of them need be there."""
    import playa
    import pypdfium2

    try:
        return pdfium.count_pages(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise Unreadable(
                "The PDF is encrypted.", "encrypted", "Save it without a password."
            ) from error
        message = str(error)
    try:
        return lenient.count_pages(path)
    except MemoryError:
        raise
    except playa.PDFPasswordIncorrect as error:
        raise Unreadable(
            "The PDF is encrypted.", "encrypted", "Save it without a password."
        ) from error
    except Exception as error:
        text = f"The PDF can't be read: {safe_message(message)[:200]}"
        raise Unreadable(text, "malformed") from error
