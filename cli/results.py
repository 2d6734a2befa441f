"""What became of each file, as `probant ingest` and `probant sync` show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cli.backend import Json
from cli.files import name_of
from cli.output import note
from core.errors import ProbantError
from core.outcomes import Status

SOME_FAILED = 3
"""Exit status where a document failed."""
_ALL_SHOWN = 40
"""Files of which each is told; of more, only those that there is something to say of."""
_KEPT = ("id", "name", "status", "pages", "elements", "chunks", "errors", "hidden")


def of_document(document: Json) -> Json:
    return {field: document[field] for field in _KEPT}


def unchanged(document: Json) -> Json:
    return {**of_document(document), "status": Status.UNCHANGED.value}


def refused(path: Path, error: ProbantError) -> Json:
    """Of a file that was refused before it was recorded."""
    category = error.code.replace("-", "_")
    item = {"component": "accept", "page": None, "category": category, "message": str(error)}
    nothing = {"pages": 0, "elements": 0, "chunks": 0, "errors": [item], "hidden": []}
    return {"id": None, "name": name_of(path), "status": Status.FAILED.value, **nothing}


def any_failed(results: Sequence[Json]) -> bool:
    return any(result["status"] == Status.FAILED for result in results)


def counts(results: Sequence[Json]) -> str:
    """`3 indexed, 1 failed`"""
    found = Counter(result["status"] for result in results)
    return ", ".join(f"{count} {status}" for status, count in sorted(found.items()))


def report(results: Sequence[Json]) -> None:
    """A few lines a file, on stderr."""
    for result in results:
        if len(results) <= _ALL_SHOWN or result["errors"]:
            _report(result)


def _report(document: Json) -> None:
    pages = f"{document['pages']} page{'' if document['pages'] == 1 else 's'}"
    note(f"{document['status']:>9}  {document['name']}  {pages}")
    for error in document["errors"][:5]:
        where = f"page {error['page']}: " if error["page"] else ""
        note(f"           {error['category']}: {where}{error['message']}")
    if len(document["errors"]) > 5:
        note(f"           and {len(document['errors']) - 5} more")
    words = Counter[str]()
    for hidden in document["hidden"]:
        words[hidden["reason"]] += hidden["words"]
    # Every other file has properties: they are told by `probant inspect`.
    told = [f"{count} {reason}" for reason, count in sorted(words.items()) if reason != "metadata"]
    if told:
        note(f"           hidden words left out: {', '.join(told)}")
