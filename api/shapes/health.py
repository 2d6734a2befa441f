"""How a process is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel

from api.shapes.shaped import Shaped


class Health(BaseModel):
    status: Literal["ok", "ready"]


HealthReply = Annotated[dict[str, Any], Shaped(Health)]
