"""Make the zip-based formats reproducible: fixed times, fixed core properties."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

FIXED = (2025, 1, 1, 0, 0, 0)
# The libraries stamp the moment of saving, which no option turns off.
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def normalise(path: Path) -> None:
    """Rewrite an office file with fixed entry times and fixed creation and change dates."""
    with zipfile.ZipFile(path) as source:
        entries = [(name, source.read(name)) for name in source.namelist()]
    with zipfile.ZipFile(path, "w") as target:
        for name, data in entries:
            _add(target, name, STAMP.sub(rb"\g<1>2025-01-01T00:00:00Z\g<2>", data))


def _add(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add one entry whose header does not depend on the machine or the moment."""
    info = zipfile.ZipInfo(name, FIXED)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    target.writestr(info, data)
