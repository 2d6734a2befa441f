"""How a run of a Word document looks: whether a person sees it (ECMA-376 part 1, 17.3 and 17.7)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from core.outcomes import HiddenReason

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_OFF = ("0", "false", "off")
_SMALLEST = 6
"""Half-points: under 3 points nobody reads."""
_NEAR = 5
"""Of 255 in each of red, green and blue: no eye tells the two colours apart."""
_DEEPEST_STYLE = 20
_BOX = f"{W}txbxContent"


@dataclass(frozen=True, slots=True)
class Look:
    """What one place says; None where it says nothing."""

    is_hidden: bool | None = None
    color: str | None = None
    size: int | None = None
    """Half-points."""
    fill: str | None = None

    def over(self, other: Look) -> Look:
        """Itself where it says something, else the other."""
        merged = {}
        for field in fields(self):
            own = getattr(self, field.name)
            merged[field.name] = getattr(other, field.name) if own is None else own
        return Look(**merged)


class Looks:
    """The styles of a document, resolved."""

    def __init__(self, styles: Any, page_fill: str) -> None:
        """`styles` is the root of the styles part, or None."""
        self._page_fill = page_fill
        nodes = [] if styles is None else list(styles.iterchildren(f"{W}style"))
        self._nodes = {node.get(f"{W}styleId"): node for node in nodes}
        self._known: dict[str | None, Look] = {}
        defaults = None if styles is None else styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._defaults = _look(defaults)
        self._paragraph = next((_id(n) for n in nodes if _is_default_paragraph(n)), None)
        self._shaded_tables = {_id(n) for n in nodes if next(n.iter(f"{W}shd"), None) is not None}

    def why_unseen(self, run: Any) -> HiddenReason | None:
        """Why nobody sees the text of a run; None where they do."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        look = self._of(run, paragraph)
        if look.is_hidden:
            return HiddenReason.INVISIBLE
        if look.size is not None and look.size < _SMALLEST:
            return HiddenReason.TINY
        if look.color and self._is_on_its_color(look, run, paragraph):
            return HiddenReason.WHITE
        return None

    def _of(self, run: Any, paragraph: Any) -> Look:
        own = run.find(f"{W}rPr")
        look = _look(own)
        if own is not None and (style := own.find(f"{W}rStyle")) is not None:
            look = look.over(self._style(style.get(_VAL)))
        style = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        look = look.over(self._style(self._paragraph if style is None else style.get(_VAL)))
        return look.over(self._defaults)

    def _style(self, name: str | None) -> Look:
        if name not in self._known:
            look, at = Look(), name
            for _ in range(_DEEPEST_STYLE):  # a style may be based on itself
                node = self._nodes.get(at)
                if node is None:
                    break
                look = look.over(_look(node.find(f"{W}rPr"))).over(_fill(node.find(f"{W}pPr")))
                based = node.find(f"{W}basedOn")
                at = None if based is None else based.get(_VAL)
            self._known[name] = look
        return self._known[name]

    def _is_on_its_color(self, look: Look, run: Any, paragraph: Any) -> bool:
        """Text boxes and tables of a shaded style are not judged: their colour is elsewhere."""
        fill = look.fill
        if run.find(f"{W}rPr/{W}highlight") is not None:
            return False
        for node in run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl", _BOX):
            if fill is not None:
                break
            if node.tag == _BOX or self._is_shaded_table(node):
                return False
            fill = _fill(node.find(f"{node.tag}Pr")).fill
        return _is_near(look.color or "", fill or self._page_fill)

    def _is_shaded_table(self, node: Any) -> bool:
        style = node.find(f"{W}tblPr/{W}tblStyle") if node.tag == f"{W}tbl" else None
        return style is not None and style.get(_VAL) in self._shaded_tables


def _id(style: Any) -> str:
    return str(style.get(f"{W}styleId"))


def _is_default_paragraph(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") not in (None, *_OFF)


def _look(properties: Any) -> Look:
    if properties is None:
        return Look()
    vanish, color = properties.find(f"{W}vanish"), properties.find(f"{W}color")
    size = properties.find(f"{W}sz")
    said = "" if size is None else size.get(_VAL) or ""
    return Look(
        None if vanish is None else vanish.get(_VAL) not in _OFF,
        None if color is None else color.get(_VAL),
        int(said) if said.isascii() and said.isdigit() else None,
        _fill(properties).fill,
    )


def _fill(properties: Any) -> Look:
    shading = None if properties is None else properties.find(f"{W}shd")
    fill = None if shading is None else shading.get(f"{W}fill")
    return Look(fill=None if fill in (None, "auto") else fill)


def _is_near(one: str, other: str) -> bool:
    first, second = _rgb(one), _rgb(other)
    if first is None or second is None:
        return False
    return all(abs(a - b) <= _NEAR for a, b in zip(first, second, strict=True))


def _rgb(color: str) -> bytes | None:
    try:
        value = bytes.fromhex(color)
    except ValueError:
        return None
    return value if len(value) == 3 else None
