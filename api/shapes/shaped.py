"""Says how a reply looks, in the API's description alone: the reply is what the route returns."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Shaped:
    """Beside `dict[str, Any]`: the description shows this model.

    A reply is neither checked nor copied for it: that it is true, tests/api/test_schema.py shows.
    """

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self._model.__pydantic_core_schema__)


def _formatted(name: str) -> Any:
    return Field(json_schema_extra={"format": name})


def may_lack(when: str) -> Any:
    """A field that is left out where it says nothing, rather than null; `when` it is there."""
    return Field(default_factory=lambda: None, description=when)


Uuid = Annotated[str, _formatted("uuid")]
Moment = Annotated[str, _formatted("date-time")]
"""UTC."""
Day = Annotated[str, _formatted("date")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]
"""Of a page, a version, a citation: from 1."""
Share = Annotated[float, Field(ge=0, le=1)]
TimingsMs = dict[str, Annotated[float, Field(ge=0)]]
"""By stage."""
