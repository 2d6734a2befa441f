"""Measures the answers to the samples' gold questions: `python -m eval.samples [--json]`."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.evidence import Answer, AnswerState
from core.ids import CollectionId
from core.settings import Settings
from core.words import words
from flows.ask import Question
from flows.bootstrap import Installation, build_direct_queue, open_installation
from governance.identity import local_user

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Result:
    """How one question fared. A missing answer is a miss."""

    id: str
    type: str
    expected: str
    state: str
    cited: bool
    """Whether a citation lies in the gold document, on a gold page where it has pages."""
    quoted: bool
    """Whether the quotes hold every figure of the expected answer, or half of its words."""
    answer: str
    ms: float


async def measure() -> list[Result]:
    """Ingest the samples into a fresh store and ask every gold question."""
    lines = (SAMPLES / "gold.jsonl").read_text("utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.read().model_copy(update={"data": Path(folder)})
        async with open_installation(settings, build_direct_queue()) as parts:
            await _ingest(parts)
            return [await _asked(parts, question) for question in gold]


async def _ingest(parts: Installation) -> None:
    user = local_user(parts.settings.local_entity)
    for path in sorted((SAMPLES / "documents").iterdir()):
        accepted = await parts.documents.add(user, path, path.name, CollectionId("samples"))
        if accepted.job:
            await parts.ingestor.run(accepted.job)


async def _asked(parts: Installation, gold: dict[str, Any]) -> Result:
    user = local_user(parts.settings.local_entity)
    answer = await parts.asker.ask(user, Question(gold["question"]))
    return Result(
        id=gold["id"],
        type=gold["type"],
        expected=gold["state"],
        state=answer.state.value,
        cited=_is_cited(answer, gold["evidence"]),
        quoted=_is_quoted(answer, gold["answer"] or ""),
        answer=answer.text,
        ms=answer.timings_ms["total"],
    )


def _is_cited(answer: Answer, evidence: Sequence[dict[str, Any]]) -> bool:
    places = {(e["document"], e.get("page")) for e in evidence}
    cited = {(c.document, getattr(c.place, "page", None)) for c in answer.citations}
    return bool(places & cited)


def _is_quoted(answer: Answer, expected: str) -> bool:
    wanted = set(words(expected))
    figures = {word for word in wanted if any(map(str.isdigit, word))}
    held = {word for citation in answer.citations for word in words(citation.quote)}
    if figures:
        return figures <= held
    return bool(wanted) and len(wanted & held) >= len(wanted) / 2


def summary(results: Sequence[Result]) -> dict[str, float | int]:
    """Shares over the questions that can be answered from text, and over those that can't."""
    asked = [r for r in results if r.expected == AnswerState.ANSWERED and r.type != "scanned"]
    absent = [r for r in results if r.expected == AnswerState.ABSTAINED]
    return {
        "answerable": len(asked),
        "answered": _share(asked, "state", "answered"),
        "cited": _share(asked, "cited", True),
        "quoted": _share(asked, "quoted", True),
        "unanswerable": len(absent),
        "abstained": _share(absent, "state", "abstained"),
        "ms_median": sorted(r.ms for r in results)[len(results) // 2],
    }


def _share(results: Sequence[Result], field: str, value: object) -> float:
    held = [r for r in results if getattr(r, field) == value]
    return len(held) / max(1, len(results))


def main() -> None:
    results = asyncio.run(measure())
    figures = summary(results)
    if "--json" in sys.argv[1:]:
        rows = [asdict(result) for result in results]
        sys.stdout.write(json.dumps({"summary": figures, "questions": rows}, ensure_ascii=False))
        return
    for name, value in figures.items():
        sys.stdout.write(f"{name:14} {value:.3f}\n" if value % 1 else f"{name:14} {value:.0f}\n")


if __name__ == "__main__":
    main()
