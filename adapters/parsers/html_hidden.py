"""What is in an HTML page and not on it: elements styled away, and words about the page."""

from __future__ import annotations

import re
from typing import Any

from adapters.parsers.hidden_texts import HiddenTexts
from core.outcomes import HiddenReason

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_SIZE = re.compile(r"font-size\s*:\s*(\d*\.?\d+)\s*(px|pt)", re.IGNORECASE)
_SMALLEST = {"px": 4.0, "pt": 3.0}
"""3 points, as everywhere: a CSS pixel is 0.75 points."""
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:white\b|#fff(?:fff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(r"background", re.IGNORECASE)
_TOLD = ("title", "description", "keywords", "author", "subject", "abstract")


def tell_metadata(root: Any, hidden: HiddenTexts) -> None:
    """The title and the named words about a page are not in the page."""
    for title in root.iterfind("./head/title"):
        hidden.add(HiddenReason.METADATA, "".join(title.itertext()), None, "title")
    for meta in root.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        if name in _TOLD:
            hidden.add(HiddenReason.METADATA, meta.get("content") or "", None, name)


def take_out_unseen(root: Any, hidden: HiddenTexts, leaf: int) -> None:
    for node in list(root.iter()):
        if node.getparent() is None or (reason := _reason(node)) is None:
            continue
        hidden.add(reason, " ".join(node.itertext()), leaf)
        _remove(node)


def _reason(node: Any) -> HiddenReason | None:
    style = node.get("style") or ""
    if node.get("hidden") is not None or _HIDING.search(style):
        return HiddenReason.INVISIBLE
    size = _SIZE.search(style)
    if size and float(size[1]) < _SMALLEST[size[2].lower()]:
        return HiddenReason.TINY
    return HiddenReason.WHITE if _WHITE.search(style) and _is_on_white(node) else None


def _is_on_white(node: Any) -> bool:
    """Whether no style sheet and nothing around or in the element gives it another background."""
    if node.get("class") or any(_has_background(inner) for inner in node.iter()):
        return False
    return not any(_has_background(outer) or outer.get("class") for outer in node.iterancestors())


def _has_background(node: Any) -> bool:
    return node.get("bgcolor") is not None or bool(_BACKGROUND.search(node.get("style") or ""))


def _remove(node: Any) -> None:
    """Take out an element but not the text that follows it."""
    parent, before, tail = node.getparent(), node.getprevious(), node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)
