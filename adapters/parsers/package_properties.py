"""Properties of Office files (title, author, keywords …): words about a document, not in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from adapters.parsers.hidden_texts import HiddenTexts
from core.outcomes import HiddenReason

# Parts that name properties: Open Packaging (ECMA-376 part 2) and OpenDocument.
_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
_MOST_BYTES = 1 << 20
_TOLD = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "initial-creator": "author",
    "lastModifiedBy": "last modified by",
    "keywords": "keywords",
    "keyword": "keywords",
    "description": "comments",
    "category": "category",
    "contentStatus": "status",
    "Company": "company",
    "Manager": "manager",
}
"""Local name of an element → its label. Custom properties have names of their own."""
_CUSTOM = ("property", "user-defined")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def tell_properties(path: Path, hidden: HiddenTexts) -> None:
    """Those with a text; a part that is damaged or too large has none."""
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        for part in _PARTS:
            if part in names:
                with package.open(part) as file:
                    data = file.read(_MOST_BYTES)
                for label, text in _properties(data):
                    hidden.add(HiddenReason.METADATA, text, None, label)


def _properties(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        return
    for node in root.iter("{*}*"):
        name = etree.QName(node).localname
        if name in _TOLD:
            yield _TOLD[name], node.text or ""
        elif name in _CUSTOM:
            yield _custom_name(node), "".join(node.itertext())


def _custom_name(node: Any) -> str:
    """`name` in one format, `meta:name` in the other."""
    names = [value for key, value in node.attrib.items() if etree.QName(key).localname == "name"]
    return f"custom: {names[0][:80]}" if names else "custom"
