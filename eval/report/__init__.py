"""The report of a run: one page of Markdown, and one self-contained page of HTML."""

from __future__ import annotations

from eval.report.write import write

__all__ = ["write"]
