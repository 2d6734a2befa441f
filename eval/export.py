"""Gives a suite to other systems: its documents under their names, and its questions. No gold."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.errors import Conflict
from eval.cases import Asked, Case, Claimed
from eval.files import append
from eval.plan import Planned
from eval.runs import Json
from eval.store import on_disk

QUESTIONS = "questions.jsonl"


def export(planned: Planned, folder: Path) -> int:
    """Writes FOLDER/documents/ and FOLDER/questions.jsonl; the number of questions.

    Raises `Conflict` where the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty.", "Give a new folder.")
    for source in planned.dataset.documents:
        home = folder / "documents" / source.collection
        home.mkdir(parents=True, exist_ok=True)
        with on_disk(source) as path:
            shutil.copyfile(path, home / source.name)
    folder.mkdir(parents=True, exist_ok=True)
    for case in planned.dataset.cases:
        append(folder / QUESTIONS, _told(case))
    return len(planned.dataset.cases)


def _told(case: Case) -> Json:
    """What a system may know of a case."""
    match case:
        case Asked():
            told = {"question": case.question, "document": case.document}
            return {"id": case.id, **told, "collection": case.collection}
        case Claimed():
            return {"id": case.id, "claim": case.claim, "texts": list(case.texts)}
        case _:
            return {"id": case.id, "document": case.document}
