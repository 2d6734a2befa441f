"""Measures: one small file each. `parse` finds them by name."""

from __future__ import annotations

from eval.measures.names import parse

__all__ = ["parse"]
