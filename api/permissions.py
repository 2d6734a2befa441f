"""What requests say of who may see a document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.principals import Classification
from governance.readers import MOST_READERS

_LONGEST = 300
Level = Literal["public", "internal", "confidential", "restricted"]
ReaderText = Annotated[str, Field(min_length=1, max_length=_LONGEST)]
ReaderTexts = Annotated[list[ReaderText], Field(max_length=MOST_READERS)]
"""`entity:E`, `group:E/NAME`, `user:E/ID`."""


def classified(level: Level) -> Classification:
    return Classification[level.upper()]
