"""What `/openapi.json` says of every route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from core.identity import Identity
from core.settings import Settings
from flows.bootstrap import Installation
from governance.use_cases.declared import from_json
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts

pytestmark = pytest.mark.asyncio

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


async def test_every_reply_has_a_shape(parts: Installation) -> None:
    """A new route says what its reply holds: api/shapes."""
    bare = [
        f"{name}: {status}"
        for name, operation in operations(create_app(parts).openapi())
        for status, response in operation["responses"].items()
        if status.startswith("2")
        for schema in [response.get("content", {}).get("application/json", {}).get("schema")]
        if schema is not None and "$ref" not in schema and not schema.get("properties")
    ]
    assert bare == []


async def test_every_error_of_every_route_is_a_problem(parts: Installation) -> None:
    document = create_app(parts).openapi()
    for name, operation in operations(document):
        errors = {s: r for s, r in operation["responses"].items() if not s.startswith("2")}
        assert {"400", "401", "403", "404", "409", "410", "413", "422", "429", "503"} <= set(errors)
        assert all(response["content"] == PROBLEM for response in errors.values()), name
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_a_key_is_wanted_where_there_are_keys(parts: Installation, tmp_path: Path) -> None:
    async with open_parts(tmp_path / "keys", FakeEncoder(), identity=Identity.REQUIRED) as keyed:
        wanted = dict(operations(create_app(keyed).openapi()))
    for name, operation in operations(create_app(parts).openapi()):
        key = wanted[name].get("security", [])
        assert key == ([{"HTTPBearer": []}] if "/v1/" in name else []), name
        assert operation.get("security", []) == ([{}, *key] if key else []), name


async def test_declarations_that_are_shown_are_whole_and_can_be_submitted(
    parts: Installation,
) -> None:
    """By the entity that a service has where nobody named one, and by any other."""
    shown = create_app(parts).openapi()["components"]["schemas"]["Declaration"]["examples"]
    declared = [from_json(example["declaration"]) for example in shown]
    assert [one.entity for one in declared] == [Settings.model_fields["entity"].default, None]
    for example, use_case in zip(shown, declared, strict=True):
        assert set(example["declaration"]) == set(use_case.to_json())
