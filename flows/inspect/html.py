"""What was read in a file as one self-contained page of HTML, that asks nothing of anybody.

All that comes from the file is hostile: it is escaped where it enters the page, and the policy lets
no style, no script and no request in but the page's own two.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from core.readings import Leaf, LeafKind
from flows.inspect.blocks import blocks
from flows.inspect.draw import Drawing
from flows.inspect.overlay import picture
from flows.inspect.read import is_named
from flows.inspect.report import banner, hidden_list
from flows.inspect.texts import excerpt, safe, say, titled

_HERE = Path(__file__).parent
_WIDE = 1.2
"""Width by height from which half a screen is too narrow for a page."""
_LAYERS = (
    ("boxes", "Boxes", True),
    ("order", "Order", True),
    ("cells", "Cells", True),
    ("words", "Words", False),
    ("doubtful", "Doubtful", True),
    ("picture", "Picture", True),
)
"""Name, label, and whether it is shown at first."""


def html(drawing: Drawing) -> str:
    """The whole page."""
    style, script = (_HERE / "page.css").read_text("utf-8"), (_HERE / "page.js").read_text("utf-8")
    leaves = "".join(_section(drawing, leaf) for leaf in drawing.leaves)
    return (
        f'<!DOCTYPE html>\n<html lang="en">{_head(drawing.found.name, style, script)}<body>'
        f'<a class="skip" href="#read">{say("To what was read")}</a>'
        f'{banner(drawing)}{_bar(drawing)}<main id="read">{leaves}</main>'
        f"<script>{script}</script></body></html>\n"
    )


def _head(name: str, style: str, script: str) -> str:
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    return (
        '<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{excerpt(name, 80)} – Probant</title><style>{style}</style></head>"
    )


def _hash(text: str) -> str:
    """How a policy names the one text that it lets in (CSP level 2, section 4.2.5)."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _bar(drawing: Drawing) -> str:
    """Stays in sight: the layers, and a way to each leaf."""
    layers = "".join(
        f'<label><input type="checkbox" id="layer-{name}"'
        f"{' checked' if is_shown else ''}> {say(label)}</label>"
        for name, label, is_shown in _LAYERS
    )
    is_paged = any(leaf.kind is LeafKind.PAGE for leaf in drawing.leaves)
    shown = f"<fieldset><legend>{say('Show')}</legend>{layers}</fieldset>" if is_paged else ""
    links = "".join(_chip(drawing, leaf) for leaf in drawing.leaves)
    return (
        f'<div class="bar">{shown}<nav {titled("Pages")}>{links if len(drawing.leaves) > 1 else ""}'
        '</nav><button id="language" type="button" lang="fr" hidden>Français</button></div>'
    )


def _chip(drawing: Drawing, leaf: Leaf) -> str:
    reading = drawing.found.reading
    is_flagged = any(error.page == leaf.number for error in reading.errors) or any(
        hidden.leaf == leaf.number for hidden in reading.hidden
    )
    label = excerpt(leaf.label, 30) if leaf.label else str(leaf.number)
    flag = f' class="flagged" {titled("Warnings")}' if is_flagged else ""
    return f'<a href="#leaf-{leaf.number}"{flag}>{label}</a>'


def _section(drawing: Drawing, leaf: Leaf) -> str:
    is_paged = leaf.kind is LeafKind.PAGE
    figure = picture(leaf, drawing.pictures.get(leaf.number)) if is_paged else ""
    hidden = [item for item in drawing.found.reading.hidden if item.leaf == leaf.number]
    label = f" <span>{safe(leaf.label)}</span>" if is_named(leaf) else ""
    return (
        f'<section class="leaf {_shape(leaf)}" id="leaf-{leaf.number}">'
        f"<h2>{say(leaf.kind.value)} {leaf.number}{label}</h2>"
        f'<p class="meta">{" · ".join(_meta(leaf))}</p>{_errors(drawing, leaf)}'
        f'<div class="body">{figure}<div class="read">{blocks(leaf)}'
        f"{hidden_list(hidden)}</div></div></section>"
    )


def _shape(leaf: Leaf) -> str:
    """How it is laid out: its picture beside its text, or above it where it is wide."""
    if leaf.kind is not LeafKind.PAGE:
        return "alone"
    return "stacked" if (leaf.width_pt or 0) > _WIDE * (leaf.height_pt or 1) else "sides"


def _meta(leaf: Leaf) -> Iterator[str]:
    if leaf.width_pt and leaf.height_pt:
        yield f"{leaf.width_pt:g} × {leaf.height_pt:g} pt"
    yield f"{say('Words')} {len(leaf.words):,}"
    yield f"{say('Elements')} {len(leaf.elements):,}"
    if leaf.read_by:
        yield f"{say('Read by')} {safe(', '.join(leaf.read_by))}"


def _errors(drawing: Drawing, leaf: Leaf) -> str:
    return "".join(
        f'<p class="warning">{safe(error.category)}: {safe(error.message)}</p>'
        for error in drawing.found.reading.errors
        if error.page == leaf.number
    )
