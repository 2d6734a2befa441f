"""HTML as its reader sees it, in the shape that `unstructured` reads without loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from adapters.parsers.hidden_texts import HiddenTexts
from adapters.parsers.html_hidden import take_out_unseen, tell_metadata
from core.outcomes import Hidden

# Not in this list, an element with one of these names would be dropped with all that is in it:
# forms wrap whole pages, figures wrap tables, details hold the answers of FAQ pages.
_RENAMED = {
    "form": "div",
    "figure": "div",
    "figcaption": "div",
    "details": "div",
    "summary": "div",
    "fieldset": "div",
    "label": "span",
    "button": "span",
}
_LAYOUT = ("thead", "tbody", "tfoot", "tr", "td", "th", "caption")
# ix:header is what iXBRL filings keep for machines.
_UNSEEN = ("script", "style", "noscript", "template", "head", "ix:header")
_MOST_ADDED_CELLS = 200_000
"""In all tables of a page: two attributes of a few bytes must not make millions of cells."""


@dataclass(frozen=True, slots=True)
class CleanedPage:
    html: str
    hidden: list[Hidden]


def clean(html: str, leaf: int) -> CleanedPage:
    """Hidden parts out, layout tables undone, merged cells spread out over the grid."""
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    root = etree.fromstring(html.encode("utf-8", "replace"), parser) if html.strip() else None
    if root is None:
        return CleanedPage("", [])
    hidden = HiddenTexts()
    tell_metadata(root, hidden)
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    take_out_unseen(root, hidden, leaf)
    _rename(root)
    _undo_layout_tables(root)
    _spread_merged_cells(root)
    return CleanedPage(etree.tostring(root, encoding="unicode", method="html"), hidden.items())


def _rename(root: Any) -> None:
    for node in root.iter(*_RENAMED):
        node.tag = _RENAMED[node.tag]


def _undo_layout_tables(root: Any) -> None:
    """A table around tables, or of one cell a row, lays out a page: it has no rows to speak of."""
    for table in [node for node in root.iter("table") if _is_layout(node)]:
        for node in [node for node in table.iter(*_LAYOUT) if _own_table(node) is table]:
            node.tag = "div"
        table.tag = "div"


def _is_layout(table: Any) -> bool:
    if table.find(".//table") is not None:
        return True
    return all(_filled(row) < 2 for row in table.iter("tr"))


def _filled(row: Any) -> int:
    return sum(1 for cell in row.iterchildren("td", "th") if "".join(cell.itertext()).strip())


def _own_table(node: Any) -> Any:
    return next((parent for parent in node.iterancestors() if parent.tag == "table"), None)


def _spread_merged_cells(root: Any) -> None:
    """unstructured forgets spans: empty cells in their place keep the columns aligned."""
    added = 0
    for table in root.iter("table"):
        rows = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
        taken: dict[int, int] = {}
        for rank, row in enumerate(rows):
            added += _spread_row(row, rank, len(rows), taken)
            if added > _MOST_ADDED_CELLS:
                return


def _spread_row(row: Any, rank: int, height: int, taken: dict[int, int]) -> int:
    """`taken` maps a column to the first row where it is free again."""
    column = added = 0
    for cell in list(row.iterchildren("td", "th")):
        while taken.get(column, 0) > rank:
            cell.addprevious(etree.Element("td"))
            column, added = column + 1, added + 1
        wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), height - rank)
        for _ in range(wide - 1):
            cell.addnext(etree.Element(cell.tag))
        if high > 1:
            taken.update(dict.fromkeys(range(column, column + wide), rank + high))
        column, added = column + wide, added + wide - 1
    return added


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text[:6]), 1_000)) if text.isascii() and text.isdigit() else 1
