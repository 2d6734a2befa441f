"""What an XLSX file says beside its values: where sheets are, how cells look, what is remarked.

Values come from calamine. These parts are read with limits, and only what is needed of them.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from lxml import etree

from adapters.parsers.number_format import BUILT_IN
from core.outcomes import HiddenReason

_T = TypeVar("_T")
_MOST_PART_BYTES = 64 << 20
_SMALLEST_PT = 3.0
_WHITE_THEME = "0"
"""Spreadsheets number the window's background first, whatever the theme part says."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    code: str = "General"
    """The number format's code."""
    unseen: HiddenReason | None = None
    """WHITE on no or on white ground, or TINY."""


class XlsxPackage:
    """Raises `lxml.etree.XMLSyntaxError` or KeyError where the parts don't hold together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        [book] = [target for kind, target in self.related("") if kind == "officeDocument"]
        self._parts = dict(self._sheets(book))
        styles = [target for kind, target in self.related(book) if kind == "styles"]
        self.styles = _styles(self._xml(styles[0])) if styles else [CellStyle()]

    def part_of(self, sheet: str) -> str | None:
        return self._parts.get(sheet)

    def open(self, part: str) -> Any:
        return self._archive.open(part)

    def related(self, part: str) -> list[tuple[str, str]]:
        """(last word of the relation's type, name of the part) of what a part refers to."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self._names:
            return []
        found = []
        for node in self._xml(rels).iter("{*}Relationship"):
            target = posixpath.normpath(posixpath.join("/", folder, node.get("Target") or ""))
            if target[1:] in self._names:
                found.append(((node.get("Type") or "").rpartition("/")[2], target[1:]))
        return found

    def tables(self, part: str) -> list[str]:
        """A1 ranges of a sheet's tables: they have colours of their own."""
        parts = [target for kind, target in self.related(part) if kind == "table"]
        return [self._xml(target).get("ref") or "" for target in parts]

    def comments(self, part: str) -> Iterator[tuple[str, str]]:
        """(A1 address, text). Threads also leave a copy for older programs, which is not read."""
        related = self.related(part)
        threads = [target for kind, target in related if kind == "threadedComment"]
        for target in threads or [target for kind, target in related if kind == "comments"]:
            for node in self._xml(target).iter("{*}comment", "{*}threadedComment"):
                yield node.get("ref") or "", " ".join(node.itertext())

    def _sheets(self, book: str) -> Iterator[tuple[str, str]]:
        rels = posixpath.join(posixpath.dirname(book), "_rels", f"{posixpath.basename(book)}.rels")
        targets = {
            node.get("Id"): posixpath.normpath(
                posixpath.join("/", posixpath.dirname(book), node.get("Target") or "")
            )[1:]
            for node in self._xml(rels).iter("{*}Relationship")
        }
        for sheet in self._xml(book).iter("{*}sheet"):
            ids = [v for k, v in sheet.attrib.items() if etree.QName(k).localname == "id"]
            if ids and targets.get(ids[0]) in self._names:
                yield sheet.get("name") or "", targets[ids[0]]

    def _xml(self, part: str) -> Any:
        with self._archive.open(part) as file:
            data = file.read(_MOST_PART_BYTES)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _styles(root: Any) -> list[CellStyle]:
    """In the order of `cellXfs`, which cells refer to by rank."""
    codes = dict(BUILT_IN)
    for node in root.iter("{*}numFmt"):
        codes[_int(node.get("numFmtId"))] = node.get("formatCode") or "General"
    fonts = [_Font.of(node) for node in root.iterfind("{*}fonts/{*}font")]
    fills = [_is_white_ground(node) for node in root.iterfind("{*}fills/{*}fill")]
    return [
        CellStyle(
            codes.get(_int(xf.get("numFmtId")), "General"),
            _unseen(_at(fonts, xf.get("fontId"), _Font()), _at(fills, xf.get("fillId"), True)),
        )
        for xf in root.iterfind("{*}cellXfs/{*}xf")
    ] or [CellStyle()]


@dataclass(frozen=True, slots=True)
class _Font:
    is_white: bool = False
    size_pt: float = 11.0

    @staticmethod
    def of(node: Any) -> _Font:
        color, size = node.find("{*}color"), node.find("{*}sz")
        try:
            size_pt = float(size.get("val")) if size is not None else 11.0
        except (TypeError, ValueError):
            size_pt = 11.0
        return _Font(color is not None and _is_white(color), size_pt)


def _unseen(font: _Font, is_on_white: bool) -> HiddenReason | None:
    if font.size_pt < _SMALLEST_PT:
        return HiddenReason.TINY
    return HiddenReason.WHITE if font.is_white and is_on_white else None


def _is_white(color: Any) -> bool:
    if color.get("theme") is not None:
        # As text: a tint that is no number must not cost the workbook.
        return color.get("theme") == _WHITE_THEME and not (color.get("tint") or "").strip("-0.")
    return (color.get("rgb") or "").upper()[-6:] == "FFFFFF" or color.get("indexed") in ("1", "9")


def _is_white_ground(fill: Any) -> bool:
    pattern = fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") in (None, "none"):
        return fill.find("{*}gradientFill") is None
    color = pattern.find("{*}fgColor")
    return pattern.get("patternType") == "solid" and color is not None and _is_white(color)


def _at(values: list[_T], rank: str | None, default: _T) -> _T:
    index = _int(rank)
    return values[index] if 0 <= index < len(values) else default


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
