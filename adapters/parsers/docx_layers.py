"""What a reader of a Word document sees and `unstructured` does not, and the reverse.

unstructured reads the runs that stand directly in a paragraph of the body. Content controls (forms
and cover pages are made of them), accepted insertions, simple fields and anchored text boxes are
wrapped one level deeper and would be lost without a word; hidden runs would be read.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NS = {
    "w": _W[1:-1],
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
}
_WRAPPERS = ("ins", "moveTo", "fldSimple", "smartTag", "customXml")
_OFF = ("0", "false", "off")
# A text box is written twice, for new and for old versions of Word: once is enough. Inline boxes
# are read by unstructured itself.
_BOXES = etree.XPath(
    ".//w:txbxContent[not(ancestor::mc:Fallback) and not(ancestor::wp:inline)]"
    "[ancestor::wp:anchor or ancestor::v:shape or ancestor::v:rect]",
    namespaces=_NS,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    document: Any
    """python-docx's document."""
    file: IO[bytes] | None
    """The document as it should be partitioned; None where the original is fine."""
    hidden_words: int


def clean(path: Path) -> Cleaned:
    """Unwrap what is wrapped, take out what is hidden. The file itself is not touched."""
    import docx

    document = docx.Document(str(path))
    body = document.element.body
    hidden = _drop_hidden(body)
    changes = _unwrap(body) + _lift_boxes(body)
    if not hidden and not changes:
        return Cleaned(document, None, 0)
    file = BytesIO()
    document.save(file)
    file.seek(0)
    return Cleaned(document, file, hidden)


def _drop_hidden(body: Any) -> int:
    words = 0
    for mark in list(body.iter(f"{_W}vanish")):
        run = mark.getparent().getparent()
        if mark.get(f"{_W}val") in _OFF or run is None or run.tag != f"{_W}r":
            continue
        for text in list(run.iter(f"{_W}t")):
            words += len((text.text or "").split())
            text.getparent().remove(text)
    return words


def _unwrap(body: Any) -> int:
    changes = 0
    for control in list(body.iter(f"{_W}sdt")):
        content = control.find(f"{_W}sdtContent")
        _replace(control, [] if content is None else list(content))
        changes += 1
    for wrapper in [node for name in _WRAPPERS for node in body.iter(_W + name)]:
        # An empty `w:ins` in properties marks an inserted paragraph or row: nothing to unwrap.
        if len(wrapper):
            _replace(wrapper, list(wrapper))
            changes += 1
    return changes


def _replace(node: Any, children: list[Any]) -> None:
    parent = node.getparent()
    place = parent.index(node)
    parent.remove(node)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)


def _lift_boxes(body: Any) -> int:
    """Put the paragraphs of anchored text boxes after the paragraph that holds their anchor."""
    boxes = _BOXES(body)
    for box in reversed(boxes):
        holder = box
        while holder.getparent() is not body:
            holder = holder.getparent()
        for child in reversed(list(box)):
            holder.addnext(copy.deepcopy(child))
    return len(boxes)


def notes(document: Any) -> Iterator[str]:
    """Texts of the footnotes, then of the endnotes."""
    for kind in ("footnote", "endnote"):
        for relation in document.part.rels.values():
            if relation.reltype.endswith(f"/{kind}s") and not relation.is_external:
                yield from _notes(relation.target_part.blob, kind)


def _notes(xml: bytes, kind: str) -> Iterator[str]:
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return
    for note in root.iter(_W + kind):
        # Those with a type are the lines that separate notes from the text.
        if note.get(f"{_W}type") is None:
            yield "\n".join(_paragraph(paragraph) for paragraph in note.iter(f"{_W}p"))


def _paragraph(paragraph: Any) -> str:
    pieces = paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
    return "".join(piece.text or "" if piece.tag == f"{_W}t" else " " for piece in pieces)
