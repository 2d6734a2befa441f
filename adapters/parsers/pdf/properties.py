"""What a PDF says of itself beside its pages: kept out of evidence, and told."""

from __future__ import annotations

from pathlib import Path

from adapters.parsers.pdf.seen import metadata_of
from core.outcomes import Hidden

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
            data = stream.buffer if isinstance(stream, playa.ContentStream) else b""
    except MemoryError:
        raise
    except Exception:  # anything a damaged file can make it stumble over
        return ""
    return data[:_MOST_BYTES].decode("utf-8", "replace")
