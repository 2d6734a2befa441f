"""Quotas, as they are shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel

from api.shapes.shaped import Count, Moment, Number, Shaped
from core.quotas import Measure, Whose, Window


class Quota(BaseModel):
    whose: Whose
    use_case: str | None
    measure: Measure
    window: Window
    limit: Number
    used: Count
    left: Count
    resets_at: Moment


class QuotaList(BaseModel):
    quotas: list[Quota]


QuotaListReply = Annotated[dict[str, Any], Shaped(QuotaList)]
