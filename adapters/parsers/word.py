"""DOCX: one leaf of kind text."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from adapters.parsers import offline
from adapters.parsers.docx_layers import clean
from adapters.parsers.finish import finish, opening
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.partitioned import add_elements, add_lines
from core.readings import ElementKind, LeafKind, Parsed


def read(path: Path) -> Parsed:
    """Headings are those of heading styles; notes stand at the end; what nobody sees is told."""
    builder = LeafBuilder(1, LeafKind.TEXT)
    with opening("DOCX"):
        offline.prepare()
        cleaned = clean(path)
        elements = _partition(path, cleaned.file)
    add_elements(builder, elements)
    for note in cleaned.notes:
        start = builder.mark
        add_lines(builder, note)
        builder.element(ElementKind.PARAGRAPH, start)
    return finish("docx", [builder.build()], (), cleaned.hidden)


def _partition(path: Path, file: IO[bytes] | None) -> list[Any]:
    from unstructured.partition.docx import partition_docx

    source: dict[str, Any] = {"file": file} if file else {"filename": str(path)}
    return list(partition_docx(**source, include_page_breaks=False, languages=[""]))
