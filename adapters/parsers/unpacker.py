"""Takes the files out of a container (a mail, an archive), in the cage.

The child writes them under numbers into a folder that it is given, and leaves their names and what
went wrong as data. Only regular files are taken over.
"""

from __future__ import annotations

import asyncio
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.parsers.cage import run_caged
from adapters.parsers.confine import Limits
from adapters.parsers.formats import CONTAINERS
from core.errors import Unreadable
from core.outcomes import ErrorItem
from core.ports import Contained, ContainedFile

_UNPACK = "adapters.parsers.contained:unpack"
MOST_FILES = 500
"""In one container: each is a document with a job of its own."""
_LONGEST_NAME = 500


class CagedUnpacker:
    """The `Unpacker` port. `most_bytes` holds for all files of a container together."""

    def __init__(self, most_bytes: int, limits: Limits | None = None) -> None:
        self._most_bytes = most_bytes
        self._limits = replace(limits or Limits(), result_bytes=most_bytes)

    async def unpack(self, path: Path, media_type: str, folder: Path) -> Contained:
        if media_type not in CONTAINERS:
            return Contained()
        arguments = self._arguments(path, media_type, folder)
        result = await run_caged(_UNPACK, arguments, self._limits)
        try:
            return await asyncio.to_thread(_taken, json.loads(result), folder)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Unreadable("the parser gave a broken result", "internal") from error

    def _arguments(self, path: Path, media_type: str, folder: Path) -> dict[str, Any]:
        """Absolute paths, because the child lives in another folder."""
        return {
            "path": str(path.absolute()),
            "module": CONTAINERS[media_type],
            "folder": str(folder.absolute()),
            "most_bytes": self._most_bytes,
            "most_files": MOST_FILES,
        }


def _taken(result: dict[str, Any], folder: Path) -> Contained:
    names = [str(name)[:_LONGEST_NAME] for name in result["names"][:MOST_FILES]]
    files = [ContainedFile(name, folder / str(rank)) for rank, name in enumerate(names)]
    for file in files:
        _check_regular(file.path)
    errors = [ErrorItem("contained", e["category"], e["message"]) for e in result["errors"]]
    return Contained(tuple(files), tuple(errors))


def _check_regular(path: Path) -> None:
    """The child is dead by now, so what is looked at is what will be read."""
    try:
        status = os.lstat(path)
    except OSError as error:
        raise ValueError("a file that was named is not there") from error
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        raise ValueError("what should be a file is none")
