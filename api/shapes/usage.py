"""Usage, as it is shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.shapes.shaped import Count, Day, Moment, Shaped
from core.use_cases import BaselineMethod, Supervision


class FeedbackKept(BaseModel):
    record: str
    satisfaction: Annotated[int, Field(ge=1, le=5)]


class Task(BaseModel):
    id: str
    use_case: str
    started_at: Moment
    finished_at: Moment | None
    outcome: Literal["done", "abandoned"] | None
    seconds: Count | None = Field(description="Of what was done.")


FeedbackReply = Annotated[dict[str, Any], Shaped(FeedbackKept)]
TaskReply = Annotated[dict[str, Any], Shaped(Task)]


class Period(BaseModel):
    name: str
    first: Day
    last: Day
    weeks: Count
    counted: Count = Field(description="Of its weeks, those that have ended and were counted.")


Part = Annotated[float, Field(ge=0, le=1)]


class Activity(BaseModel):
    person_weeks: Count
    entitled_weeks: Count
    per_week: float | None
    entitled: float | None
    share: Part | None
    told: Count = Field(description="Weeks of parts or entities that are in these figures.")
    withheld: Count


class Questions(BaseModel):
    answered: Count
    abstained: Count
    answered_share: Part | None
    withheld: Count


class DepthClass(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)

    first: Count = Field(alias="from")
    last: Count | None = Field(alias="to")
    person_weeks: Count


class Depth(BaseModel):
    questions: Count
    person_weeks: Count
    mean: float | None
    turns: float | None
    classes: list[DepthClass]
    median_class: Count | None = Field(description="Of the classes, from 0.")
    withheld: Count
    classes_withheld: Count


class Citations(BaseModel):
    opened: Count
    answers: Count
    per_answer: float | None
    withheld: Count


class Stayed(BaseModel):
    after: Count = Field(description="Weeks after the first.")
    began: Count
    stayed: Count
    share: Part | None


class Reviews(BaseModel):
    reviewed: Count
    accepted: Count
    acceptance_share: Part | None
    acceptance_low: Part | None
    acceptance_high: Part | None
    corrected: Count
    rejected: Count
    of: Count
    reviewed_twice: Count
    agreed: Count
    agreement_share: Part | None
    agreement_low: Part | None
    agreement_high: Part | None
    kappa: float | None
    kappa_reviews: Count
    withheld: Count


class Satisfaction(BaseModel):
    ratings: Count
    satisfied: Count
    satisfied_share: Part | None
    satisfied_low: Part | None
    satisfied_high: Part | None
    mean: float | None
    mean_ratings: Count
    withheld: Count


class Tasks(BaseModel):
    done: Count
    given_up: Count
    minutes: float | None
    withheld: Count


class TimeSaved(BaseModel):
    completions: Count
    timed: Count
    hours_low: float
    hours_high: float
    hours_spent: float
    withheld: Count


class Figures(BaseModel):
    activity: Activity
    questions: Questions
    depth: Depth
    citations: Citations
    retention: list[Stayed]
    reviews: Reviews | None = Field(description="Of a whole quarter; so for the next three.")
    satisfaction: Satisfaction | None
    tasks: Tasks | None
    time_saved: TimeSaved | None


class OfEntity(Figures):
    entity: str


class OfUseCase(Figures):
    use_case: str | None = Field(description="null: the model of none.")


class OfPart(OfUseCase):
    entity: str


class Week(BaseModel):
    week: str
    first: Day
    active: Count | None
    entitled: Count | None
    share: Part | None
    withheld: Count


class Cohort(BaseModel):
    week: str
    first: Day
    after: list[Stayed]


class Baseline(TimeSaved):
    use_case: str
    version: str
    title: str
    supervision: Supervision
    share: float | None
    minutes_low: float
    minutes_high: float
    method: BaselineMethod
    sample: Count
    how: str


class Usage(BaseModel):
    period: Period
    entity: str | None = Field(description="null: all of them.")
    k: Count
    made_at: Moment
    whole: Figures
    weeks: list[Week]
    cohorts: list[Cohort]
    entities: list[OfEntity]
    use_cases: list[OfUseCase]
    parts: list[OfPart]
    baselines: list[Baseline]


UsageReply = Annotated[dict[str, Any], Shaped(Usage)]
