"""What a PDF holds beside its pages: properties and remarks."""

from __future__ import annotations

from ctypes import c_ushort
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

from adapters.parsers.finish import hidden_text
from core.outcomes import Hidden, HiddenReason

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_PROPERTIES = ("Title", "Author", "Subject", "Keywords")
"""Of the information dictionary (ISO 32000-1, table 317), those that people write; programs write
the producer and the dates."""
_IN_XMP = {
    "http://purl.org/dc/elements/1.1/": ("title", "creator", "description", "subject", "rights"),
    "http://ns.adobe.com/pdf/1.3/": ("Keywords",),
}
_ON_THE_PAGE = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP)
"""Annotations whose text is drawn on the page."""
_MOST_ANNOTATIONS = 2_000
_MOST_UNITS = 10_000
"""UTF-16 units of one remark that are read."""


def metadata_of(document: PdfDocument, packet: str = "") -> list[Hidden]:
    """The properties that hold text, each under its name.

    `packet` is the XMP (ISO 16684-1) of the document: XML that often says the same again, and is
    told where it says more.
    """
    found = document.get_metadata_dict(skip_empty=True)
    named = [(name, found[name]) for name in _PROPERTIES if name in found]
    told = {_folded(text): name for name, text in reversed(named + _described(packet))}
    ordered = reversed(told.items())
    return [hidden_text(HiddenReason.METADATA, text, label=name) for text, name in ordered if text]


def _folded(text: str) -> str:
    return " ".join(text[:_MOST_UNITS].split())


def _described(packet: str) -> list[tuple[str, str]]:
    """Properties of an XMP packet, written as elements or as attributes."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(packet.encode(), parser) if packet.strip() else None
    found: list[tuple[str, str]] = []
    for element in root.iter(etree.Element) if root is not None else ():
        found.append((element.tag, " ".join(element.itertext())))
        found += element.attrib.items()
    names = ((*tag[1:].rpartition("}")[::2], text) for tag, text in found if tag.startswith("{"))
    return [(f"XMP {name}", text) for space, name, text in names if name in _IN_XMP.get(space, ())]


def comments_of(page: PdfPage, number: int) -> list[Hidden]:
    """Remarks on a page that are seen only when they are opened; `number` counts from 1."""
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)
    texts = (_remark(page, i) for i in range(count))
    return [hidden_text(HiddenReason.COMMENT, text, number) for text in texts if text.strip()]


def _remark(page: PdfPage, index: int) -> str:
    annotation = raw.FPDFPage_GetAnnot(page.raw, index)
    if not annotation:
        return ""
    try:
        if raw.FPDFAnnot_GetSubtype(annotation) in _ON_THE_PAGE:
            return ""
        return _string(annotation, b"Contents")
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= 2 * _MOST_UNITS:
        return "" if size <= 2 else "(a long remark)"
    buffer = (c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
