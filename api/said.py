"""What requests say of a document beside its bytes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import File, UploadFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.days import Day
from core.documents import Validity
from core.errors import InvalidRequest
from core.jobs import Priority
from core.principals import Classification
from flows.documents import DEFAULT_COLLECTION, Change
from governance.readers import MOST_READERS


def _whole(text: str) -> str:
    """Left to itself, pydantic lets halves of surrogate pairs by, where a text has no limit."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a character") from None
    return text


Text = Annotated[str, AfterValidator(_whole)]
"""What is kept as it was said: what no reply can hold is refused."""
ClassificationName = Literal["public", "internal", "confidential", "restricted"]
Reader = Annotated[str, Field(max_length=300, description="entity:E, group:E/NAME or user:E/ID")]
Readers = Annotated[list[Reader], Field(min_length=1, max_length=MOST_READERS)]


def classification_of(name: str | None) -> Classification | None:
    return None if name is None else Classification[name.upper()]


class Sent(BaseModel):
    """What is said of a file beside its bytes."""

    collection: str = Field(DEFAULT_COLLECTION, max_length=200)
    supersedes: str | None = Field(None, max_length=64, description="The document it replaces.")
    valid_from: Day | None = None
    valid_until: Day | None = None
    source: Text | None = Field(None, description="Its path in a folder kept in step.")
    readers: Readers | None = Field(
        None, description="Who reads it, if others than its collection."
    )
    classification: ClassificationName | None = Field(None, description="Internal, if not said.")
    batch: str | None = Field(None, max_length=64)
    priority: Literal["person", "bulk"] | None = Field(
        None, description="Of a batch, bulk; else person."
    )
    file: UploadFile = File(description="The document.")

    def urgency(self) -> Priority:
        bulk = self.priority == "bulk" or (self.priority is None and self.batch is not None)
        return Priority.BULK if bulk else Priority.PERSON

    def validity(self) -> Validity:
        try:
            return Validity(self.valid_from, self.valid_until)
        except ValueError as error:
            raise InvalidRequest("The document would end before it begins.") from error


class ChangeBody(BaseModel):
    """Fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    collection: str = Field("", description="Move it there.")
    valid_from: Day | None = Field(None, description="null: since ever.")
    valid_until: Day | None = Field(None, description="null: for ever.")
    hold: Text | None = Field(None, description="Why it is held; null lifts the hold.")
    readers: Readers | None = Field(None, description="null: who reads its collection.")
    classification: ClassificationName = "internal"

    def change(self) -> Change:
        said = self.model_dump(exclude_unset=True)
        if "classification" in said:
            said["classification"] = classification_of(self.classification)
        return Change(**said)
