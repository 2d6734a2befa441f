"""What a reader of a Word document sees and `unstructured` does not, and the reverse.

unstructured reads the runs that stand directly in a paragraph of the body. Content controls (forms
and cover pages are made of them), accepted insertions, simple fields and anchored text boxes are
wrapped one level deeper and would be lost without a word; hidden runs would be read. Comments,
deleted text and properties are told as hidden.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from lxml import etree

from adapters.parsers.docx_looks import Looks, W
from adapters.parsers.hidden_texts import HiddenTexts
from adapters.parsers.package_properties import tell_properties
from core.outcomes import Hidden, HiddenReason

_NS = {
    "w": W[1:-1],
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
}
_WRAPPERS = ("ins", "moveTo", "fldSimple", "smartTag", "customXml")
# A text box is written twice, for new and for old versions of Word: once is enough. Inline boxes
# are read by unstructured itself.
_BOXES = etree.XPath(
    ".//w:txbxContent[not(ancestor::mc:Fallback) and not(ancestor::wp:inline)]"
    "[ancestor::wp:anchor or ancestor::v:shape or ancestor::v:rect]",
    namespaces=_NS,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    file: IO[bytes] | None
    """The document as it should be partitioned; None where the original is fine."""
    notes: list[str]
    """Texts of the footnotes, then of the endnotes."""
    hidden: list[Hidden]


def clean(path: Path) -> Cleaned:
    """Unwrap what is wrapped, take out what is hidden. The file itself is not touched."""
    import docx

    document = docx.Document(str(path))
    body = document.element.body
    hidden = HiddenTexts()
    looks = Looks(_styles(document), _page_fill(document))
    dropped = _drop_unseen(body, looks, hidden, "")
    for margin in _margins(document):
        dropped += _drop_unseen(margin, looks, hidden, "header or footer")
    notes = list(_notes(document, looks, hidden))
    for comment in _comments(document):
        hidden.add(HiddenReason.COMMENT, comment, 1, "comments")
    tell_properties(path, hidden)
    if not dropped + _unwrap(body) + _lift_boxes(body):
        return Cleaned(None, notes, hidden.items())
    file = BytesIO()
    document.save(file)
    file.seek(0)
    return Cleaned(file, notes, hidden.items())


def _styles(document: Any) -> Any:
    return next((part.element for part in _parts(document, "styles")), None)


def _page_fill(document: Any) -> str:
    background = document.element.find(f"{W}background")
    fill = None if background is None else background.get(f"{W}color")
    return fill if fill and fill != "auto" else "FFFFFF"


def _margins(document: Any) -> Iterator[Any]:
    for kind in ("header", "footer"):
        for part in _parts(document, kind):
            yield part.element


def _parts(document: Any, kind: str) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            yield relation.target_part


def _drop_unseen(root: Any, looks: Looks, hidden: HiddenTexts, label: str) -> int:
    """How many runs lost their text. Deleted text is told; nothing reads it."""
    for deleted in root.iter(f"{W}delText"):
        hidden.add(HiddenReason.INVISIBLE, deleted.text or "", 1, "deleted")
    dropped = 0
    for run in list(root.iter(f"{W}r")):
        texts = list(run.iterchildren(f"{W}t"))
        if not texts or (reason := looks.why_unseen(run)) is None:
            continue
        hidden.add(reason, " ".join(text.text or "" for text in texts), 1, label)
        for text in texts:
            run.remove(text)
        dropped += 1
    return dropped


def _unwrap(body: Any) -> int:
    changes = 0
    for control in list(body.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        _replace(control, [] if content is None else list(content))
        changes += 1
    for wrapper in [node for name in _WRAPPERS for node in body.iter(W + name)]:
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


def _notes(document: Any, looks: Looks, hidden: HiddenTexts) -> Iterator[str]:
    for kind in ("footnote", "endnote"):
        for part in _parts(document, f"{kind}s"):
            root = _xml(part.blob)
            if root is None:
                continue
            _drop_unseen(root, looks, hidden, f"{kind}s")
            for note in root.iter(W + kind):
                # Those with a type are the lines that separate notes from the text.
                if note.get(f"{W}type") is None:
                    yield _paragraphs(note)


def _comments(document: Any) -> Iterator[str]:
    for part in _parts(document, "comments"):
        root = _xml(part.blob)
        if root is not None:
            yield from map(_paragraphs, root.iter(f"{W}comment"))


def _xml(data: bytes) -> Any:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _paragraphs(node: Any) -> str:
    return "\n".join(_paragraph(paragraph) for paragraph in node.iter(f"{W}p"))


def _paragraph(paragraph: Any) -> str:
    pieces = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
    return "".join(piece.text or "" if piece.tag == f"{W}t" else " " for piece in pieces)
