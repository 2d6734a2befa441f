"""Shared page layout of the PDF samples: styles, header, footer, ruled tables, two-pass numbering.

The total page count is found by a first pass rather than by a canvas subclass, because the
second pass then needs nothing more than a number.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from samples.generators.numbers import typeset

# Without this, reportlab writes the current time and a random identifier.
rl_config.invariant = 1

Block = tuple[str, str]
Styles = dict[str, Any]
Story = list[Any]
Overlay = Callable[[Any], None]
GRID = colors.HexColor("#9aa3ad")
SHADE = colors.HexColor("#eef1f4")


@dataclass(frozen=True)
class Look:
    """What distinguishes one document's pages from another's."""

    title: str
    author: str
    header_left: str
    header_right: str
    mark: str
    page_label: str = "Page {page} / {total}"
    footer_middle: str = ""
    serif: bool = True
    accent: str = "#1f3a5f"
    cover: bool = True
    french: bool = True
    pagesize: tuple[float, float] = A4

    @property
    def fonts(self) -> tuple[str, str, str]:
        """Return the regular, bold and italic font names."""
        if self.serif:
            return "Times-Roman", "Times-Bold", "Times-Italic"
        return "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"


def make_styles(look: Look) -> Styles:
    """Build the paragraph styles of one look."""
    regular, bold, italic = look.fonts
    size = 10.5 if look.serif else 9.5
    base = {"fontName": regular, "fontSize": size, "leading": size * 1.36, "allowWidows": 0}
    accent = {"textColor": colors.HexColor(look.accent), "fontName": bold, "keepWithNext": 1}
    specs: dict[str, dict[str, Any]] = {
        "p": {"alignment": TA_JUSTIFY, "spaceAfter": 6},
        "left": {"spaceAfter": 6},
        "li": {"leftIndent": 14, "bulletIndent": 4, "spaceAfter": 3, "alignment": TA_JUSTIFY},
        "note": {
            "fontName": italic,
            "fontSize": size - 1.3,
            "leading": size * 1.2,
            "spaceBefore": 3,
            "spaceAfter": 8,
        },
        "right": {"alignment": TA_RIGHT, "spaceAfter": 4},
        "center": {"alignment": TA_CENTER, "spaceAfter": 4},
        "cell": {"fontSize": size - 1.3, "leading": size * 1.14},
        "kicker": {"alignment": TA_CENTER, "fontSize": size + 1, "leading": size * 2},
        "title": {**accent, "alignment": TA_CENTER, "fontSize": 23, "leading": 29, "spaceAfter": 8},
        "h1": {
            "fontSize": size + 3.5,
            "leading": size * 1.8,
            "spaceBefore": 12,
            "spaceAfter": 6,
            **accent,
        },
        "h2": {
            "fontSize": size + 1,
            "leading": size * 1.5,
            "spaceBefore": 8,
            "spaceAfter": 4,
            **accent,
        },
    }
    return {name: ParagraphStyle(name, **{**base, **spec}) for name, spec in specs.items()}


def flow(kind: str, text: str, styles: Styles, tables: Mapping[str, Any]) -> Any:
    """Turn one block into a flowable."""
    if kind == "table":
        return tables[text]
    if kind == "break":
        return PageBreak()
    if kind == "space":
        return Spacer(1, float(text) * mm)
    if kind == "rule":
        return HRFlowable(width="100%", thickness=0.8, color=GRID, spaceBefore=4, spaceAfter=8)
    if kind == "li":
        return Paragraph(text, styles["li"], bulletText="–")
    return Paragraph(text, styles[kind])


def story(
    blocks: Sequence[Block],
    facts: Mapping[str, str],
    styles: Styles,
    tables: Mapping[str, Any],
    french: bool = True,
) -> Story:
    """Fill the blocks with the facts and turn them into flowables."""
    polish: Callable[[str], str] = typeset if french else str
    return [
        flow(kind, polish(text.format_map(facts)) if kind != "table" else text, styles, tables)
        for kind, text in blocks
    ]


def ruled_table(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    styles: Styles,
    look: Look,
    *,
    bold: Sequence[int] = (),
    numeric_from: int = 1,
) -> Any:
    """Build a table with a coloured header row, ruled lines and right-aligned figures."""
    _, strong, _ = look.fonts
    cell = styles["cell"]
    body = [
        [
            _cell(text, column, numeric_from, cell, row == 0 or row in bold, strong)
            for column, text in enumerate(line)
        ]
        for row, line in enumerate(rows)
    ]
    table = Table(body, colWidths=[width * mm for width in widths], repeatRows=1)
    table.setStyle(TableStyle(_rules(look, cell, bold, numeric_from)))
    table.spaceBefore, table.spaceAfter = 4, 10
    return table


def _cell(text: str, column: int, numeric_from: int, cell: Any, strong: bool, font: str) -> Any:
    """Wrap text columns; leave figures as plain strings, which tables align by themselves."""
    if column >= numeric_from or not text:
        return text
    style = ParagraphStyle("cell-strong", parent=cell, fontName=font) if strong else cell
    return Paragraph(text, style)


def _rules(look: Look, cell: Any, bold: Sequence[int], numeric_from: int) -> list[tuple[Any, ...]]:
    """List the style commands of a ruled table."""
    _, strong, _ = look.fonts
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), cell.fontName, cell.fontSize, cell.leading),
        ("FONT", (0, 0), (-1, 0), strong, cell.fontSize, cell.leading),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dfe6ee")),
        ("ALIGN", (numeric_from, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, GRID),
        ("BOX", (0, 0), (-1, -1), 0.7, GRID),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, colors.HexColor(look.accent)),
        ("TOPPADDING", (0, 0), (-1, -1), 2.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
    ]
    for row in bold:
        commands.append(("FONT", (0, row), (-1, row), strong, cell.fontSize, cell.leading))
        commands.append(("BACKGROUND", (0, row), (-1, row), SHADE))
    return commands


def boxed(content: Story, width: float, look: Look) -> Any:
    """Put flowables in a framed box, as on a cover page."""
    table = Table([[content]], colWidths=[width * mm])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.9, colors.HexColor(look.accent)),
                ("BACKGROUND", (0, 0), (-1, -1), colors.HexColor("#f7f9fb")),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("RIGHTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 9),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return table


def draw_header(look: Look, canvas: Any, doc: Any) -> None:
    """Draw the running header, which a cover page does without."""
    if doc.page == 1 and look.cover:
        return
    width, height = look.pagesize
    with_rule(look, canvas, height - 17 * mm)
    canvas.drawString(22 * mm, height - 15 * mm, look.header_left)
    canvas.drawRightString(width - 22 * mm, height - 15 * mm, look.header_right)


def draw_footer(look: Look, total: int, canvas: Any, doc: Any) -> None:
    """Draw the footer: the mark of a synthetic document and the page number."""
    width, _ = look.pagesize
    with_rule(look, canvas, 17 * mm)
    canvas.drawCentredString(width / 2, 12.5 * mm, look.footer_middle)
    label = look.page_label.format(page=doc.page, total=total)
    canvas.drawRightString(width - 22 * mm, 12.5 * mm, label)
    canvas.setFont(look.fonts[2], 8)
    canvas.drawString(22 * mm, 12.5 * mm, look.mark)


def draw_end(look: Look, total: int, overlay: Overlay | None, canvas: Any, doc: Any) -> None:
    """Draw what comes last on a page: the footer, and a stamp where there is one."""
    draw_footer(look, total, canvas, doc)
    if overlay:
        overlay(canvas)


def with_rule(look: Look, canvas: Any, height: float) -> None:
    """Draw a rule across the text width and set the small grey type that goes with it."""
    canvas.setStrokeColor(GRID)
    canvas.setFillColor(colors.HexColor("#5a6470"))
    canvas.setLineWidth(0.5)
    canvas.line(22 * mm, height, look.pagesize[0] - 22 * mm, height)
    canvas.setFont(look.fonts[0], 8)


def render(
    look: Look, flowables: Story, target: Any, total: int, overlay: Overlay | None = None
) -> int:
    """Lay the flowables out once and return the number of pages."""
    width, height = look.pagesize
    doc = BaseDocTemplate(
        target,
        pagesize=look.pagesize,
        title=look.title,
        author=look.author,
        subject=look.mark,
        creator="samples/make.py",
        lang="fr" if look.french else "en",
    )
    frame = Frame(
        22 * mm,
        20 * mm,
        width - 44 * mm,
        height - 42 * mm,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    # The footer is drawn last so that extracted text reads in page order.
    doc.addPageTemplates(
        PageTemplate(
            "page",
            [frame],
            onPage=lambda canvas, page: draw_header(look, canvas, page),
            onPageEnd=lambda canvas, page: draw_end(look, total, overlay, canvas, page),
        )
    )
    doc.build(flowables)
    return int(doc.page)


def build_pdf(look: Look, make_story: Callable[[Styles], Story], path: Path) -> None:
    """Write the document, twice: the first pass only counts the pages."""
    styles = make_styles(look)
    total = render(look, make_story(styles), io.BytesIO(), 0)
    render(look, make_story(styles), str(path), total)
