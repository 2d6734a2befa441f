"""Writes the golden readings anew: `python -m tests.golden.regenerate`, from the repository's root.

Do so after a parser was changed on purpose, read the difference as a reviewer would, and raise the
format's revision in `adapters.parsers.formats`: the same bytes now give another reading.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from adapters.parsers.formats import fingerprint
from adapters.parsers.task import read
from core.readings import Element, Leaf
from ingest.sniff import sniff

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples" / "documents"
LEAVES = {"rapport-audit.pdf": (3, 4), "etat-locatif.xlsx": (1, 2, 3)}
"""What is kept of each document: leaf numbers."""


def reading_of(name: str) -> dict[str, Any]:
    """The reading of a sample as plain values, short enough to be read by a person."""
    path = SAMPLES / name
    media_type = sniff(path, name)
    leaves = read(path, media_type).leaves
    return {
        "parser": fingerprint(media_type).split()[0],
        "leaves": [_leaf(leaf) for leaf in leaves if leaf.number in LEAVES[name]],
    }


def _leaf(leaf: Leaf) -> dict[str, Any]:
    return {
        "number": leaf.number,
        "kind": leaf.kind.value,
        "label": leaf.label,
        "size_pt": [leaf.width_pt, leaf.height_pt],
        "words": len(leaf.words),
        "elements": [_element(leaf, element) for element in leaf.elements],
    }


def _element(leaf: Leaf, element: Element) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "kind": element.kind.value,
        "level": element.level,
        "under": list(element.heading_path),
        "locator": leaf.place(element.words).locator,
    }
    if element.table is None:
        return shown | {"text": leaf.quote(element.words)}
    return shown | {
        "header": leaf.quote(element.table.header) if element.table.header else None,
        "rows": ["\t".join(leaf.quote(c.words) for c in row) for row in element.table.rows()],
    }


def golden(name: str) -> Path:
    return HERE / f"{name}.json"


def main() -> None:
    for name in LEAVES:
        text = json.dumps(reading_of(name), ensure_ascii=False, indent=1)
        golden(name).write_text(f"{text}\n", "utf-8")
        sys.stdout.write(f"{golden(name).name}\n")


if __name__ == "__main__":
    main()
