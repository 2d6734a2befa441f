"""Which parser reads which media type. Imports no parser: a fingerprint must cost nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from core.errors import Unreadable


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


_PARSERS = "adapters.parsers"
_OPENXML = "application/vnd.openxmlformats-officedocument"
_DOCX = Format("docx", f"{_PARSERS}.word", 1, ("unstructured", "python-docx"))
_PPTX = Format("pptx", f"{_PARSERS}.slides", 1, ("unstructured", "python-pptx"))
_SHEETS = Format("sheets", f"{_PARSERS}.sheets", 1, ("python-calamine",))
_HTML = Format("html", f"{_PARSERS}.web", 1, ("unstructured", "lxml"))
_MARKDOWN = Format(
    "markdown", f"{_PARSERS}.web:read_markdown", 1, ("unstructured", "lxml", "markdown")
)
_MSG = Format("msg", f"{_PARSERS}.outlook", 1, ("python-oxmsg", "unstructured", "lxml"))

FORMATS = {
    "application/pdf": Format("pdf", f"{_PARSERS}.pdf", 2, ("liteparse",)),
    f"{_OPENXML}.wordprocessingml.document": _DOCX,
    f"{_OPENXML}.presentationml.presentation": _PPTX,
    f"{_OPENXML}.spreadsheetml.sheet": _SHEETS,
    "application/vnd.ms-excel": _SHEETS,
    "application/vnd.oasis.opendocument.spreadsheet": _SHEETS,
    "text/csv": Format("csv", f"{_PARSERS}.delimited", 1),
    "text/html": _HTML,
    "text/markdown": _MARKDOWN,
    "text/plain": Format("text", f"{_PARSERS}.plain", 1),
    "message/rfc822": Format("mail", f"{_PARSERS}.mail", 1, ("unstructured", "lxml")),
    "application/vnd.ms-outlook": _MSG,
}


def format_of(media_type: str) -> Format:
    """Raises `Unreadable` (unsupported) where nothing reads the media type."""
    try:
        return FORMATS[media_type]
    except KeyError:
        raise Unreadable(f"nothing reads {media_type[:80]}", "unsupported") from None


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
