"""The rules and gazetteers that come with the package, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rules() -> dict[str, Any]:
    return _read("rules.toml")


@cache
def gazetteer() -> dict[str, Any]:
    return _read("gazetteer.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("ingest.describe").joinpath(name).read_text("utf-8"))
