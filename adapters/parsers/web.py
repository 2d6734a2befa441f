"""HTML and Markdown: one leaf of kind text."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.parsers import offline
from adapters.parsers.finish import finish, opening
from adapters.parsers.html_cleaning import clean
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.partitioned import add_elements
from adapters.parsers.plain import decode
from core.outcomes import Hidden
from core.readings import LeafKind, Parsed

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
_HEAD = 2_048


def read(path: Path) -> Parsed:
    """HTML. Headings are h1 to h6."""
    return _parsed("html", decode_html(path.read_bytes()))


def read_markdown(path: Path) -> Parsed:
    """Markdown with tables and fenced code, read as the HTML it stands for."""
    import markdown

    with opening("Markdown"):
        text = decode(path.read_bytes())
        html = markdown.markdown(text, extensions=["tables", "fenced_code"])
    return _parsed("markdown", html)


def decode_html(data: bytes, declared: str | None = None) -> str:
    found = _CHARSET.search(data[:_HEAD])
    return decode(data, declared or (found[1].decode("ascii") if found else None))


def _parsed(component: str, html: str) -> Parsed:
    builder = LeafBuilder(1, LeafKind.TEXT)
    hidden = add_html(builder, html)
    return finish(component, [builder.build()], (), hidden)


def add_html(builder: LeafBuilder, html: str, leaf: int = 1) -> list[Hidden]:
    """Append what a reader of the page sees; what is told was left out of leaf number `leaf`."""
    with opening("HTML"):
        cleaned = clean(html, leaf)
        if not cleaned.html:
            return cleaned.hidden
        offline.prepare()
        from unstructured.partition.html import partition_html

        elements = partition_html(text=cleaned.html, languages=[""])
    add_elements(builder, elements, outermost_list=1)
    return cleaned.hidden
