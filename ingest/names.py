"""Names of documents, from names that others gave to files."""

from __future__ import annotations

from pathlib import PurePosixPath

_LONGEST_NAME = 200


def safe_name(name: str) -> str:
    """The last part of a path, without what could mislead a reader or a file system."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(c for c in last if c.isprintable()).strip()
    short = printable[-_LONGEST_NAME:].strip()
    return short if short.strip(". ") else "document"
