"""Files of runs: whole or not at all, line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write(path: Path, text: str) -> None:
    """The whole file or nothing of it. Half a surrogate pair, which bad files hold, becomes "?"."""
    half = path.with_name(path.name + ".half")
    half.write_text(text, "utf-8", errors="replace")
    half.replace(path)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    write(path, pretty(data))


def pretty(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True)


def append(path: Path, data: Mapping[str, Any]) -> None:
    """One more line, in the file when this returns."""
    line = json.dumps(data, ensure_ascii=False, sort_keys=True)
    with path.open("a", encoding="utf-8", errors="replace") as file:
        file.write(line + "\n")


def whole_lines(path: Path) -> list[bytes]:
    """The lines that were written to their end, with it; none where there is no file."""
    if not path.exists():
        return []
    return [line + b"\n" for line in path.read_bytes().split(b"\n")[:-1]]
