"""What a PDF says of itself beside its pages: kept out of evidence, and told."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.parsers.pdf.seen import metadata_of
from core.outcomes import Hidden

if TYPE_CHECKING:
    import playa

_MOST_BYTES = 1 << 20


def hidden_in_file(path: Path) -> list[Hidden]:
    """Properties that hold text; none where pdfium can't open the file."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            return metadata_of(document, _packet(path))
    except pypdfium2.PdfiumError:
        return []


def _packet(path: Path) -> str:
    """The document's XMP; empty where there is none that can be read."""
    import playa

    try:
        with playa.open(path) as document:
            stream = playa.resolve(document.catalog.get("Metadata"))
            data = _unpacked(stream) if isinstance(stream, playa.ContentStream) else b""
    except MemoryError:
        raise
    except Exception:  # anything a damaged file can make it stumble over
        return ""
    return data.decode("utf-8", "replace")


def _unpacked(stream: playa.ContentStream) -> bytes:
    """Its first bytes: the library would unpack a bomb to its end. Empty where packed otherwise."""
    filters = [getattr(one, "name", "") for one in stream.filters]
    if not filters:
        return bytes(stream.rawdata[:_MOST_BYTES])
    if filters != ["FlateDecode"]:
        return b""
    return zlib.decompressobj().decompress(stream.rawdata, _MOST_BYTES)
