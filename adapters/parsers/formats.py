"""Which parser reads which media type. Imports no parser: a fingerprint must cost nothing."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from core.errors import Unreadable
from core.formats import Sign


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    """First word of the fingerprint."""
    module: str
    """Module with `read(path) -> Parsed`, or `module:function`."""
    revision: int
    """Ours: raise it whenever the same bytes may give another reading."""
    distributions: tuple[str, ...] = ()
    """Distributions whose version may change a reading."""
    tasks: str = ""
    """Module with the steps by which it is read in parts, several at once; none where in one."""
    sign: Sign | None = None
    """What tells its files, where `ingest.sniff` does not know them."""


_PARSERS = "adapters.parsers"
_OPENXML = "application/vnd.openxmlformats-officedocument"
_DOCX = Format("docx", f"{_PARSERS}.word", 2, ("unstructured", "python-docx"))
_PPTX = Format("pptx", f"{_PARSERS}.slides", 2, ("unstructured", "python-pptx"))
_SHEETS = Format("sheets", f"{_PARSERS}.sheets", 2, ("python-calamine",))
_HTML = Format("html", f"{_PARSERS}.web", 2, ("unstructured", "lxml"))
_MARKDOWN = Format(
    "markdown", f"{_PARSERS}.web:read_markdown", 2, ("unstructured", "lxml", "markdown")
)
_MSG = Format("msg", f"{_PARSERS}.outlook", 2, ("python-oxmsg", "unstructured", "lxml"))
_PICTURE = Format(
    "picture", f"{_PARSERS}.picture", 1, ("pillow", "rapidocr"), tasks=f"{_PARSERS}.picture_tasks"
)

FORMATS = {
    "application/pdf": Format(
        "pdf",
        f"{_PARSERS}.pdf.reader",
        4,
        ("liteparse", "pypdfium2", "playa-pdf", "rapidocr"),
        tasks=f"{_PARSERS}.pdf.tasks",
    ),
    f"{_OPENXML}.wordprocessingml.document": _DOCX,
    f"{_OPENXML}.presentationml.presentation": _PPTX,
    f"{_OPENXML}.spreadsheetml.sheet": _SHEETS,
    "application/vnd.ms-excel": _SHEETS,
    "application/vnd.oasis.opendocument.spreadsheet": _SHEETS,
    "text/csv": Format("csv", f"{_PARSERS}.delimited", 1),
    "text/html": _HTML,
    "text/markdown": _MARKDOWN,
    "text/plain": Format("text", f"{_PARSERS}.plain", 1),
    "message/rfc822": Format("mail", f"{_PARSERS}.mail", 2, ("unstructured", "lxml")),
    "application/vnd.ms-outlook": _MSG,
    "image/png": _PICTURE,
    "image/jpeg": _PICTURE,
    "image/tiff": _PICTURE,
    "application/zip": Format("zip", f"{_PARSERS}.archive", 1),
}

CONTAINERS = {
    "message/rfc822": f"{_PARSERS}.attachments",
    "application/vnd.ms-outlook": f"{_PARSERS}.outlook_attachments",
    "application/zip": f"{_PARSERS}.archive",
}
"""Modules with `contained(path) -> Iterator[Packed]`: formats that hold files of their own."""


def format_of(media_type: str) -> Format:
    """Raises `Unreadable` (unsupported) where nothing reads the media type."""
    found = FORMATS.get(media_type) or _more().get(media_type)
    if found is None:
        raise Unreadable(f"nothing reads {media_type[:80]}", "unsupported")
    return found


def signs() -> tuple[Sign, ...]:
    """Of the formats in `adapters.parsers.more`, in the order of their modules' names."""
    return tuple(found.sign for found in _more().values() if found.sign)


@cache
def _more() -> dict[str, Format]:
    package = importlib.import_module(f"{_PARSERS}.more")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    found = [importlib.import_module(f"{package.__name__}.{name}").FORMAT for name in names]
    return {one.sign.media_type: one for one in found}


@cache
def fingerprint(media_type: str) -> str:
    """Such as `docx/1 unstructured/0.27.32 python-docx/1.2.0`. Raises `Unreadable`."""
    found = format_of(media_type)
    return " ".join([f"{found.name}/{found.revision}", *map(_versioned, found.distributions)])


def _versioned(distribution: str) -> str:
    try:
        return f"{distribution}/{version(distribution)}"
    except PackageNotFoundError:
        return f"{distribution}/none"
