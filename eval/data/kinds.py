"""Finds the adapter of a dataset by the kind that a suite names."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from core.errors import InvalidRequest
from eval.data.dataset import Dataset
from eval.data.workshop import Workshop

KINDS = (
    "cuad",
    "cuad_grid",
    "faithbench",
    "financebench",
    "folder",
    "injections",
    "parsing",
    "piaf",
    "rapports",
    "rasterised",
    "samples",
    "sec10q",
    "service_public",
    "statements",
    "wrong_facts",
)
"""Each is a module of this package with `Options`, a pydantic model, and
`async def load(workshop, options) -> Dataset`."""


async def load(kind: str, workshop: Workshop, options: Mapping[str, Any]) -> Dataset:
    """The dataset of a kind. Raises `InvalidRequest` for what is malformed, `NotFound` for what is
    missing; the message names the file and, where there is one, the line.
    """
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise InvalidRequest(f"There is no kind of data {kind!r}.", f"There are: {known}.")
    module = importlib.import_module(f"eval.data.{kind}")
    loader: Callable[[Workshop, BaseModel], Awaitable[Dataset]] = module.load
    try:
        chosen = module.Options(**options)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(f"data.{name} of kind {kind}: {first['msg']}.") from error
    return await loader(workshop, chosen)
