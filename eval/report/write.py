"""Writes the reports beside what they report on."""

from __future__ import annotations

from pathlib import Path

from eval.report.html import html
from eval.report.markdown import markdown
from eval.runs import Run


def write(run: Run) -> tuple[Path, Path]:
    """Writes report.md and report.html into the run's folder; a reader sees the old or the new.

    Raises `NotFound` and `InvalidRequest` for a run that is incomplete or damaged.
    """
    return (
        _replace(run.folder / "report.md", markdown(run)),
        _replace(run.folder / "report.html", html(run)),
    )


def _replace(path: Path, text: str) -> Path:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, "utf-8", newline="\n")
    return part.replace(path)
