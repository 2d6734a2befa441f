"""Plain text: one leaf of kind text, a paragraph between blank lines."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from adapters.parsers.finish import finish
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.partitioned import add_lines
from core.readings import ElementKind, LeafKind, Parsed

# UTF-32 before UTF-16: the little-endian marks begin alike.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SAMPLE = 4_096


def read(path: Path) -> Parsed:
    builder = LeafBuilder(1, LeafKind.TEXT)
    add_paragraphs(builder, decode(path.read_bytes()))
    return finish("text", [builder.build()])


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of any bytes: byte order mark, declared encoding, UTF-16, UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for candidate in (declared, unmarked_utf16(data[:_SAMPLE]), "utf-8"):
        if candidate and (text := _strictly(data, candidate)) is not None:
            return text
    return data.decode("cp1252", "replace")


def has_mark(data: bytes) -> bool:
    """Whether a byte order mark says that this is wide text."""
    return any(data.startswith(mark) for mark, encoding in _MARKS if encoding != "utf-8-sig")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark, told by the zeros in every other byte of western text."""
    half = len(sample) // 2
    if not half:
        return None
    if sample[1::2].count(0) > 0.6 * half and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > 0.6 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def add_paragraphs(builder: LeafBuilder, text: str) -> None:
    """Append a paragraph element for each run of lines between blank lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in _BLANK_LINES.split(lines):
        start = builder.mark
        add_lines(builder, paragraph)
        builder.element(ElementKind.PARAGRAPH, start)
