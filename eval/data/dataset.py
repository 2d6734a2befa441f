"""Documents and cases, as every adapter gives them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Source:
    """A document of a dataset. It is handed in under `name`, which says nothing about it."""

    name: str
    """First 16 digits of the SHA-256 of its bytes, then its suffix."""
    content: Path | bytes
    """A file that is read in place, or bytes that an adapter made."""
    collection: str = DEFAULT

    @property
    def size(self) -> int:
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.stat().st_size


def source_of(content: Path | bytes, suffix: str = "", collection: str = DEFAULT) -> Source:
    """The document under the name of its hash. `suffix` (".pdf") is the path's where not given."""
    if isinstance(content, bytes):
        digest = hashlib.sha256(content).hexdigest()
    else:
        with content.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        suffix = suffix or content.suffix.lower()
    return Source(f"{digest[:16]}{suffix}", content, collection)


@dataclass(frozen=True, slots=True)
class Dataset:
    documents: tuple[Source, ...]
    cases: tuple[Case, ...]
