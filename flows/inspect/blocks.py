"""The elements of a leaf as HTML: its text in reading order, its tables as tables, its grid."""

from __future__ import annotations

from collections.abc import Iterator

from core.places import a1
from core.readings import CellValue, Element, ElementKind, Leaf, LeafKind, WordSpan
from flows.inspect.grid import EMPTY, Grid, Slot, is_figure, sheet_grid, table_grid
from flows.inspect.read import is_doubtful
from flows.inspect.texts import safe, say, titled

_MOST_VALUES = 300
"""Rows of the list of what is behind the cells of a sheet."""
_LOWEST_HEADING = 6


def blocks(leaf: Leaf) -> str:
    """Everything that was read on a leaf, in order."""
    if not leaf.elements:
        return f'<p class="nothing">{say("Nothing was read here.")}</p>'
    if leaf.kind is LeafKind.SHEET:
        return sheet(leaf)
    return "".join(_block(leaf, element, rank) for rank, element in enumerate(leaf.elements, 1))


def _block(leaf: Leaf, element: Element, rank: int) -> str:
    name, kind = f"{leaf.number}-{rank}", element.kind.value
    level = f" {element.level}" if element.level else ""
    number = f'<span class="no">{rank}</span>'
    if leaf.kind is LeafKind.PAGE:
        number = f'<a class="no" href="#b{name}" {titled("Where it stands")}>{rank}</a>'
    return (
        f'<div class="block {kind}" id="e{name}" data-e="{name}">{number}'
        f'<span class="kind">{say(kind)}{level}</span>{_content(leaf, element)}</div>'
    )


def _content(leaf: Leaf, element: Element) -> str:
    if element.table:
        above = element.table.header
        caption = ""
        if above and above.start < element.words.start:
            caption = f"<caption>{say('Column headers above')}: {marked(leaf, above)}</caption>"
        return table(leaf, table_grid(element.table), caption)
    text = marked(leaf, element.words)
    if element.kind is ElementKind.HEADING:
        # The leaf has a heading of level 2.
        level = min(_LOWEST_HEADING, 2 + max(1, element.level))
        return f'<p role="heading" aria-level="{level}">{text}</p>'
    depth = min(element.level, _LOWEST_HEADING) if element.kind is ElementKind.LIST_ITEM else 0
    return f'<p class="depth{depth}">{text}</p>' if depth else f"<p>{text}</p>"


def marked(leaf: Leaf, words: WordSpan) -> str:
    """The text at some words, the doubtful ones marked."""
    run = leaf.words[words.start : words.end]
    if not any(map(is_doubtful, run)):
        return safe(leaf.quote(words))
    parts, at = [], run[0].start
    for word in run:
        text = safe(leaf.text[word.start : word.end])
        tip = f'<mark title="{word.confidence:.2f}">{text}</mark>' if is_doubtful(word) else text
        parts += [safe(leaf.text[at : word.start]), tip]
        at = word.end
    return "".join(parts)


def table(leaf: Leaf, grid: Grid, caption: str = "") -> str:
    """A table's grid as a table; rows that begin with headers are its head."""
    rows = [_row(leaf, row) for row in grid.rows]
    heads = 0
    while heads < len(rows) and any(slot.is_header for _, slot in grid.rows[heads]):
        heads += 1
    head = f"<thead>{''.join(rows[:heads])}</thead>" if heads else ""
    body = f"<tbody>{''.join(rows[heads:])}</tbody>"
    return f'<div class="wide"><table>{caption}{head}{body}</table></div>{_rest(grid)}'


def _row(leaf: Leaf, row: tuple[tuple[int, Slot], ...]) -> str:
    return f"<tr>{''.join(_cell(leaf, slot) for _, slot in row)}</tr>"


def _cell(leaf: Leaf, slot: Slot, more: str = "", look: str = "") -> str:
    tag = 'th scope="col"' if slot.is_header else "td"
    down = f' rowspan="{slot.row_span}"' if slot.row_span > 1 else ""
    across = f' colspan="{slot.column_span}"' if slot.column_span > 1 else ""
    look = "n" if is_figure(leaf.quote(slot.words)) else look
    styled = f' class="{look}"' if look else ""
    return f"<{tag}{styled}{down}{across}{more}>{marked(leaf, slot.words)}</{tag[:2]}>"


def _rest(grid: Grid) -> str:
    rows, columns = grid.left_out
    return "".join(
        f'<p class="nothing">+ {count:,} {say(what)}</p>'
        for count, what in ((rows, "rows more"), (columns, "columns more"))
        if count
    )


def sheet(leaf: Leaf) -> str:
    """A sheet as a grid under its letters and numbers, then what is behind its cells."""
    grid, values = sheet_grid(leaf), {value.address: value for value in leaf.values}
    letters = "".join(f'<th scope="col">{a1(1, c).rstrip("1")}</th>' for c in grid.column_names)
    rows = "".join(
        f'<tr><th scope="row">{number}</th>{"".join(_of_sheet(leaf, row, values))}</tr>'
        for number, row in zip(grid.row_names, grid.rows, strict=True)
    )
    return (
        f'<div class="wide"><table class="sheet"><thead><tr><td></td>{letters}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_rest(grid)}{_behind(leaf)}"
    )


def _of_sheet(
    leaf: Leaf, row: tuple[tuple[int, Slot], ...], values: dict[str, CellValue]
) -> Iterator[str]:
    is_alone = sum(slot is not EMPTY for _, slot in row) == 1
    for _, slot in row:
        tip = _tip(values.get(slot.address))
        behind = f' data-behind title="{safe(tip)}"' if tip else ""
        # As a spreadsheet shows it: a title flows over the empty cells beside it.
        yield _cell(leaf, slot, behind, "spill" if is_alone and slot is not EMPTY else "")


def _tip(value: CellValue | None) -> str:
    if value is None:
        return ""
    formula = f"={value.formula}" if value.formula else ""
    return " · ".join(text for text in (value.raw, value.number_format, formula) if text)


def _behind(leaf: Leaf) -> str:
    """The same as a list: nobody can hover with a finger or a keyboard."""
    if not leaf.values:
        return ""
    names = ("Cell", "Raw value", "Format", "Formula")
    heads = "".join(f'<th scope="col">{say(name)}</th>' for name in names)
    rows = "".join(
        f"<tr><th scope=row>{safe(value.address)}</th><td>{safe(value.raw)}</td>"
        f"<td>{safe(value.number_format)}</td><td>{safe(value.formula)}</td></tr>"
        for value in leaf.values[:_MOST_VALUES]
    )
    more = len(leaf.values) - _MOST_VALUES
    rest = f'<p class="nothing">+ {more:,} {say("rows more")}</p>' if more > 0 else ""
    return (
        f"<details><summary>{say('Behind the cells')} ({len(leaf.values):,})</summary>"
        f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{rest}</details>"
    )
