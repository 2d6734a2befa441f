"""Use cases: what the service may be used for, by whom, on which data, under whose eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.ids import CollectionId, EntityId, UseCaseId
from core.principals import Classification, Role
from core.quotas import Limits, limits_to_json
from core.verdicts import Policy


class Stage(StrEnum):
    """How far a version of a use case has come on the way into use, in this order."""

    DRAFT = "draft"
    EVALUATED = "evaluated"
    APPROVED = "approved"
    PILOT = "pilot"
    """Some of those whom it is for may use it."""
    PRODUCTION = "production"
    RETIRED = "retired"


class Askable(StrEnum):
    """What an installation lets people ask."""

    OPEN = "open"
    """Use cases, and the model of none."""
    DECLARED = "declared"
    """Use cases alone."""


IN_USE = frozenset({Stage.PILOT, Stage.PRODUCTION})


class Supervision(StrEnum):
    """Which answers wait for a human decision."""

    NONE = "none"
    SAMPLED = "sampled"
    """A share of them, chosen by what nobody can foresee."""
    REQUIRED = "required"
    FOUR_EYES = "four_eyes"
    """Every one, for two people."""


class RiskClass(StrEnum):
    """Of Regulation (EU) 2024/1689, articles 6 and 50. What article 5 prohibits has none here."""

    MINIMAL = "minimal"
    LIMITED = "limited"
    HIGH = "high"


class BaselineMethod(StrEnum):
    """How it is known what the work took before."""

    DECLARED = "declared"
    """Those who did it said so."""
    TIMED = "timed"
    """It was timed while it was done."""
    MODELLED = "modelled"
    """It was worked out from something else."""


@dataclass(frozen=True, slots=True)
class Oversight:
    mode: Supervision
    share: float | None
    """Of the answers that wait, in (0, 1), where it is `sampled`; else None."""
    deadline_hours: int
    """Within which a decision is due."""
    reviewers: frozenset[str] = frozenset()
    """Who decides has to be in one of these groups, if any are named."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What one completion took before, without the service."""

    minutes_low: float
    minutes_high: float
    method: BaselineMethod
    sample: int
    """Tasks, or people who said so, that it was taken from."""
    how: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    suite: str
    """A suite of `probant eval`, or a file beside the declaration."""
    bars: Mapping[str, float]
    """By measure: the least value, or the most where lower is better."""
    valid_days: int
    """How long a passing run counts."""


@dataclass(frozen=True, slots=True)
class UseCase:
    """One version, as it is declared."""

    id: UseCaseId
    title: str
    purpose: str
    owner: str
    entity: EntityId | None
    """None: every entity, each on its own documents."""
    roles: frozenset[Role]
    """Whoever has one of these may use it."""
    groups: frozenset[str]
    """Who has to be in one of these besides, if any are named."""
    pilot_groups: frozenset[str]
    """The same while it is in pilot."""
    collections: tuple[CollectionId, ...] | None
    """None: every collection."""
    classification: Classification
    """The highest of what it may read."""
    models: tuple[str, ...]
    """Chat models that may write its answers; `EXTRACTIVE`: quotes alone."""
    retention_days: int
    risk_class: RiskClass
    risk_reason: str
    oversight: Oversight
    verification: Policy
    baseline: Baseline
    evaluation: Evaluation
    review_date: date
    """The last day on which it may be used before somebody looks at it again."""
    version: str = ""
    """SHA-256 of the declaration in canonical form, in hexadecimal."""
    quotas: Limits = field(default_factory=dict)
    """How much may be asked for it: of each of its users, and of all of an entity together."""

    def to_reference(self) -> dict[str, str]:
        """What names it beside what was made under it."""
        return {"id": self.id, "title": self.title, "version": self.version}

    def to_json(self) -> dict[str, Any]:
        """As it is declared, with every default but quotas; without its version."""
        # Left out where there are none: versions of before there were any stay what they are.
        told = {"quotas": limits_to_json(self.quotas)} if self.quotas else {}
        return {
            "id": self.id,
            "title": self.title,
            "purpose": self.purpose,
            "owner": self.owner,
            "entity": self.entity or EVERY,
            "roles": sorted(role.value for role in self.roles),
            "groups": sorted(self.groups),
            "pilot_groups": sorted(self.pilot_groups),
            "collections": EVERY if self.collections is None else list(self.collections),
            "classification": self.classification.name.lower(),
            "models": list(self.models),
            "retention_days": self.retention_days,
            "risk": {"class": self.risk_class.value, "reason": self.risk_reason},
            "supervision": {
                "mode": self.oversight.mode.value,
                "share": self.oversight.share,
                "deadline_hours": self.oversight.deadline_hours,
                "reviewers": sorted(self.oversight.reviewers),
            },
            "verification": self.verification.value,
            "baseline": {
                "minutes": [self.baseline.minutes_low, self.baseline.minutes_high],
                "method": self.baseline.method.value,
                "sample": self.baseline.sample,
                "how": self.baseline.how,
            },
            "evaluation": {
                "suite": self.evaluation.suite,
                "bars": dict(sorted(self.evaluation.bars.items())),
                "valid_days": self.evaluation.valid_days,
            },
            "review_date": self.review_date.isoformat(),
            **told,
        }


EVERY = "*"
"""As entity or as collections: all of them."""
EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one version of a use case stands."""

    use_case: UseCase
    stage: Stage
    author: str
    """Id of the principal who submitted it."""
    submitted_at: datetime
    since: datetime
    """When it came to this stage."""


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """What came of running a use case's suite, as it is kept."""

    id: str
    use_case: UseCaseId
    version: str
    suite: str
    fingerprint: str
    """Of the suite: its task, cases and documents."""
    made_with: str
    """Hash of what answers depend on besides: code, encoder, models, settings."""
    values: Mapping[str, float]
    """By measure."""
    missed: tuple[str, ...]
    """Bars that were not reached, or of which nothing is known, in sentences."""
    at: datetime
    by: str

    @property
    def passed(self) -> bool:
        return not self.missed
