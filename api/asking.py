"""What requests say of a question besides its words: where to look, and whether to tell why."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field, StrictBool

from api.days import Day
from core.ids import CollectionId
from core.scoping import Wanted
from core.use_cases import Standing
from flows.question import MOST_SCOPE_CHARS, Question
from flows.use_cases.uses import OPEN


class ScopeRequest(BaseModel):
    """The search scope as whoever asks corrects it; what is empty is read from the question."""

    issuer: str = Field("", max_length=MOST_SCOPE_CHARS, description="A name, or a part of it.")
    period: str = Field("", max_length=MOST_SCOPE_CHARS, description="2018, 2022-Q3, or in words.")
    kind: str = Field("", max_length=MOST_SCOPE_CHARS, description="annual_report, or in words.")
    everywhere: StrictBool = Field(
        default=False, description="Read nothing from the question: only what is said here narrows."
    )

    def wanted(self) -> Wanted:
        return Wanted(self.issuer, self.period, self.kind, self.everywhere)


class Asking(BaseModel):
    """The fields of ours in a request that asks something."""

    model: str = Field(OPEN, max_length=200, description="A use case: `GET /v1/models` lists them.")
    collection: str | None = Field(None, max_length=200, description="Collection to look in.")
    document: str | None = Field(None, max_length=300, description="Name or id of one document.")
    as_of: Day | None = Field(None, description="Documents valid on this day; today if absent.")
    scope: ScopeRequest | None = Field(None, description="Corrects what the question names.")
    explain: StrictBool = Field(default=False, description="Tell how the passages were chosen.")

    def asked(
        self,
        text: str,
        before: Sequence[str],
        replies: Sequence[str] = (),
        use_case: Standing | None = None,
    ) -> Question:
        return Question(
            text,
            CollectionId(self.collection) if self.collection else None,
            self.document,
            self.as_of,
            self.scope.wanted() if self.scope else Wanted(),
            tuple(before),
            self.explain,
            tuple(replies),
            use_case,
        )
