"""Tasks that run in the cage: a dictionary of arguments in, bytes out."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from adapters.parsers.formats import format_of
from core.reading_json import parsed_to_json
from core.readings import Parsed


def parse(arguments: dict[str, Any]) -> bytes:
    """Read `path` as `media_type`; imports the one parser that this takes."""
    parsed = read(Path(arguments["path"]), arguments["media_type"])
    return json.dumps(parsed_to_json(parsed), separators=(",", ":"), allow_nan=False).encode()


def read(path: Path, media_type: str) -> Parsed:
    """The same in this process, without a cage: for tests and for files of ours."""
    module, _, function = format_of(media_type).module.partition(":")
    parsed: Parsed = getattr(importlib.import_module(module), function or "read")(path)
    return parsed


def network(arguments: dict[str, Any]) -> bytes:
    """Whether the network was cut: asked by `probant doctor`."""
    return b"cut" if arguments["network_cut"] else b"open"
