"""Takes the files out of a container: this half runs in the cage (the other is `unpacker`).

They are written under numbers into a folder of the parent's; a name is never a path.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.parsers.finish import safe_message


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in a container, before its bytes are read."""

    name: str
    blocks: Iterable[bytes]


@dataclass(slots=True)
class _Unpacking:
    folder: Path
    room: int
    names: list[str] = field(default_factory=list)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    """By category: a thousand files that are too many are one error."""

    def add(self, packed: Packed) -> None:
        target = self.folder / str(len(self.names))
        try:
            written = _write(target, packed.blocks, self.room)
        except Exception as error:
            target.unlink(missing_ok=True)
            kind = "encrypted" if "password" in str(error) else "malformed"
            self.fail(kind, f"“{packed.name[:100]}” can't be taken out: {error}")
            return
        if written is None:
            target.unlink()
            self.fail("too_large", f"“{packed.name[:100]}” and more: there is too much to take out")
            return
        self.room -= written
        self.names.append(packed.name)

    def fail(self, category: str, message: str) -> None:
        shown = safe_message(message).encode("utf-8", "replace").decode()
        self.errors.setdefault(category, {"category": category, "message": shown})


def unpack(arguments: dict[str, Any]) -> bytes:
    """Runs in the cage: {"names": [...], "errors": [...]}; file 0, 1 … of the folder are named."""
    module = importlib.import_module(arguments["module"])
    work = _Unpacking(Path(arguments["folder"]), arguments["most_bytes"])
    packed: Iterator[Packed] = module.contained(Path(arguments["path"]))
    for one in packed:
        if len(work.names) == arguments["most_files"]:
            work.fail("too_large", f"only the first {arguments['most_files']} files are read")
            break
        work.add(one)
    result = {"names": work.names, "errors": list(work.errors.values())}
    return json.dumps(result).encode()


def _write(target: Path, blocks: Iterable[bytes], room: int) -> int | None:
    """How many bytes there were; None where they are more than there is room for."""
    written = 0
    with target.open("xb") as file:
        for block in blocks:
            written += len(block)
            if written > room:
                return None
            file.write(block)
    return written
