"""The steps of `reader` as tasks of the cage: each a process of its own, over some pages.

What one leaves for another rests as files in a folder that the worker gives them and never reads;
what the worker is told crosses as data. See docs/decisions/0013-reading-in-parts.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adapters.parsers.pdf import reader
from adapters.parsers.pdf.first_pass import count_pages
from adapters.parsers.pdf.outline import outline_of
from adapters.parsers.pdf.page import Page, read_page, write_page
from adapters.parsers.pdf.parts import SMALL
from adapters.parsers.pdf.properties import hidden_in_file
from adapters.parsers.pdf.reader import Read
from core.reading_json import leaf_to_json, parsed_to_json
from core.readings import ElementKind


def begin(arguments: dict[str, Any]) -> bytes:
    """How many pages there are; if `beside` asks for them, the outline and what is hidden in the
    file; and the whole reading where `whole` asks for it and the document is small.
    """
    path = Path(arguments["path"])
    count = count_pages(path)
    parsed = None
    if count <= SMALL and arguments["whole"]:
        found = list(reader.first_pass(path, range(1, count + 1)))
        if not any(told.is_scan for _, told in found):
            parsed = parsed_to_json(reader.assembled(found, outline_of(path), hidden_in_file(path)))
    told = {"pages": count, "outline": [], "hidden": [], "parsed": parsed}
    if parsed is None and arguments["beside"]:
        told["outline"] = [list(title) for title in outline_of(path)]
        told["hidden"] = [hidden.to_json() for hidden in hidden_in_file(path)]
    return _json(told)


def first_pass(arguments: dict[str, Any]) -> bytes:
    """Read `pages`, leave them in `folder`, tell of them."""
    path = Path(arguments["path"])
    return leave(arguments, reader.first_pass(path, arguments["pages"], arguments["failed"]))


def second_pass(arguments: dict[str, Any]) -> bytes:
    """Recognise what is on `pages`; they take the place of those in `folder`."""
    folder = Path(arguments["folder"])
    pages = [read_page(folder, number) for number in arguments["pages"]]
    return leave(arguments, reader.second_pass(Path(arguments["path"]), pages))


def leave(arguments: dict[str, Any], found: Iterable[Read]) -> bytes:
    """Leave the pages when all are read: of a process that dies none is there, or what reads them
    next would find pages of which nothing was told."""
    pages: list[Page] = []
    told: list[Any] = []
    for page, of_page in found:
        pages.append(page)
        told.append(of_page.to_json())
    result = _json(told)
    for page in pages:
        write_page(Path(arguments["folder"]), page)
    return result


def leaves(arguments: dict[str, Any]) -> bytes:
    """The leaves of the pages in `folder`, their blocks being what was decided."""
    folder = Path(arguments["folder"])
    made = []
    for number, decisions in arguments["pages"]:
        known = [(ElementKind(kind), level) for kind, level in decisions]
        made.append(leaf_to_json(reader.leaf_of(read_page(folder, number), known)))
    return _json(made)


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
