"""What `/openapi.json` says of every route alike: how errors look, and whether a key is wanted."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE
from api.shapes.problem import Problem

_TEMPLATE = "#/components/schemas/{model}"
_SECONDS = {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": {"required": True, **_SECONDS}},
    503: {"Retry-After": _SECONDS},
}
_STATUSES = (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 502, 503)
"""All that a route may answer with when it does not do what it is asked. Not 500: that is a fault
of ours, and no promise."""


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": _TEMPLATE.format(model=Problem.__name__)}
    described: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    return described | ({"headers": _HEADERS[status]} if status in _HEADERS else {})


PROBLEMS: dict[int | str, dict[str, Any]] = {status: _problem(status) for status in _STATUSES}
"""The responses that every route has besides its own."""


class Described(FastAPI):
    """An application whose description tells what it does."""

    wants_keys = True

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            document = super().openapi()
            _add_problems(document)
            if not self.wants_keys:
                _open(document)
        return self.openapi_schema or {}


def _add_problems(document: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template=_TEMPLATE, mode="serialization")
    parts = problem.pop("$defs")
    document["components"]["schemas"] |= {Problem.__name__: problem, **parts}


def _open(document: dict[str, Any]) -> None:
    """A key may be sent, and need not be."""
    for operations in document["paths"].values():
        for operation in operations.values():
            if "security" in operation:
                operation["security"] = [{}, *operation["security"]]
