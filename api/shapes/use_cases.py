"""Use cases, as they are shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.shapes.shaped import Count, Day, Moment, Number, Shaped, may_lack
from core.principals import Role
from core.use_cases import BaselineMethod, RiskClass, Stage, Supervision
from core.verdicts import Policy


class Risk(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)

    klass: RiskClass = Field(alias="class")
    reason: str


class Oversight(BaseModel):
    mode: Supervision
    share: float | None
    deadline_hours: Count
    reviewers: list[str]


class Baseline(BaseModel):
    minutes: list[float]
    method: BaselineMethod
    sample: Count
    how: str


class Evaluation(BaseModel):
    suite: str
    bars: dict[str, float]
    valid_days: Count


class UseCase(BaseModel):
    id: str
    title: str
    purpose: str
    owner: str
    entity: str = Field(description="`*`: every entity.")
    roles: list[Role]
    groups: list[str]
    pilot_groups: list[str]
    collections: list[str] | str = Field(description="`*`: every collection.")
    classification: str
    models: list[str]
    retention_days: Count
    risk: Risk
    supervision: Oversight
    verification: Policy
    baseline: Baseline
    evaluation: Evaluation
    review_date: Day
    quotas: dict[str, dict[str, Number]] = may_lack("where it has any")
    version: str
    stage: Stage
    author: str
    submitted_at: Moment
    since: Moment
    overdue: bool


class EvaluationRun(BaseModel):
    id: str
    use_case: str
    version: str
    suite: str
    fingerprint: str
    made_with: str
    values: dict[str, float]
    missed: list[str]
    passed: bool
    at: Moment
    by: str


class UseCaseList(BaseModel):
    use_cases: list[UseCase]


class UseCaseVersions(BaseModel):
    versions: list[UseCase]
    runs: list[EvaluationRun]


class UndeclaredUse(BaseModel):
    model: str
    first: Day
    last: Day
    count: Count


class UndeclaredUses(BaseModel):
    undeclared: list[UndeclaredUse]


UseCaseReply = Annotated[dict[str, Any], Shaped(UseCase)]
UseCaseListReply = Annotated[dict[str, Any], Shaped(UseCaseList)]
UseCaseVersionsReply = Annotated[dict[str, Any], Shaped(UseCaseVersions)]
UndeclaredUsesReply = Annotated[dict[str, Any], Shaped(UndeclaredUses)]
