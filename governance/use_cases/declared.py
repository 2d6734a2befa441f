"""Declarations of use cases: YAML, read strictly, each mistake with its line and what to write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from core.ids import CollectionId, EntityId, UseCaseId
from core.marked_yaml import Marked
from core.principals import Classification, Role
from core.use_cases import (
    EVERY,
    EXTRACTIVE,
    Baseline,
    BaselineMethod,
    Evaluation,
    Oversight,
    RiskClass,
    Supervision,
    UseCase,
)
from core.verdicts import Policy
from governance.mistakes import LONGEST_SHOWN, Form, Strict, mistake
from governance.quotas.declared import FIXES as OF_QUOTAS
from governance.quotas.declared import UseCaseQuotas

SEE = "docs/use-cases.md says what each field is for."


def _folded(value: object) -> object:
    """How a text is broken into lines is not what it says."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _printable(value: str) -> str:
    odd = next((character for character in value if not character.isprintable()), None)
    if odd:
        raise mistake(f"it has a character that nobody sees, U+{ord(odd):04X}", "Take it out.")
    return value


_Lax = Field(strict=False)
"""Of what YAML and JSON have no type for, and is written as a text."""
_Name = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$"), AfterValidator(_printable)
]
_Title = Annotated[
    str,
    BeforeValidator(_folded),
    Field(min_length=1, max_length=100),
    AfterValidator(_printable),
]
_Text = Annotated[
    str,
    BeforeValidator(_folded),
    Field(min_length=10, max_length=4_000),
    AfterValidator(_printable),
]
_Minutes = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]


class _Risk(Strict):
    klass: RiskClass = Field(alias="class", strict=False)
    reason: _Text


class _Supervision(Strict):
    mode: Annotated[Supervision, _Lax]
    share: float | None = Field(None, gt=0, lt=1, validate_default=True)
    deadline_hours: int = Field(48, ge=1, le=8_760)
    reviewers: list[_Name] = Field([], max_length=200)

    @field_validator("share")
    @classmethod
    def _is_of_a_sample(cls, value: float | None, info: ValidationInfo) -> float | None:
        mode = info.data.get("mode")  # absent where it is mistaken itself
        if mode and (mode is Supervision.SAMPLED) != (value is not None):
            raise mistake(
                "a share is said where the mode is `sampled`, and only there",
                "Write `share: 0.1` with `mode: sampled`, and none with another mode.",
            )
        return value


class _Baseline(Strict):
    minutes: list[_Minutes] = Field(min_length=2, max_length=2)
    method: Annotated[BaselineMethod, _Lax]
    sample: int = Field(ge=1, le=1_000_000)
    how: _Text

    @field_validator("minutes", mode="before")
    @classmethod
    def _one_is_both(cls, value: object) -> object:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return [value, value] if is_number else value

    @field_validator("minutes")
    @classmethod
    def _low_first(cls, value: list[float]) -> list[float]:
        if value[0] > value[1]:
            raise mistake("the range is upside down", "Write the lower figure first.")
        return value


class _Evaluation(Strict):
    # The name of a suite, and no path: a declaration must not reach other files of the machine.
    suite: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\.toml)?$")
    bars: dict[_Name, Annotated[float, Field(allow_inf_nan=False)]] = Field(min_length=1)
    valid_days: int = Field(90, ge=1, le=366)


class _Declared(Strict):
    """A declaration as it is written."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    title: _Title
    purpose: _Text
    owner: _Title
    entity: str = Field(pattern=r"^([a-z0-9][a-z0-9-]{0,39}|\*)$")
    roles: list[Annotated[Role, _Lax]] = Field(min_length=1)
    groups: list[_Name] = Field([], max_length=200)
    pilot_groups: list[_Name] = Field([], max_length=200)
    collections: Annotated[list[_Name], Field(min_length=1, max_length=200)] | None
    classification: str
    models: list[_Name] = Field(min_length=1, max_length=50)
    retention_days: int = Field(ge=1, le=36_500)
    risk: _Risk
    supervision: _Supervision
    verification: Annotated[Policy, _Lax] = Policy.DROP
    baseline: _Baseline
    evaluation: _Evaluation
    quotas: UseCaseQuotas = UseCaseQuotas()
    review_date: Annotated[date, _Lax]

    @field_validator("id")
    @classmethod
    def _is_that_of_its_file(cls, value: str, info: ValidationInfo) -> str:
        stem = info.context and info.context["stem"]
        if value == "probant":
            raise mistake("`probant` is the model of no use case", "Choose another id.")
        if stem is not None and value != stem:
            raise mistake(
                f"the file is called {stem}, and declares {value}",
                f"Write `id: {stem}`, or call the file {value}.yaml.",
            )
        return value

    @field_validator("collections", mode="before")
    @classmethod
    def _all_or_named(cls, value: object) -> object:
        if value == EVERY:
            return None
        if not isinstance(value, list):
            raise mistake("this is no list of collections")
        if EVERY in value:
            raise mistake("'*' stands for all collections, and not in a list")
        return value

    @field_validator("classification")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value.upper() not in Classification.__members__ or value != value.lower():
            raise mistake(f"there is no classification {value[:LONGEST_SHOWN]!r}")
        return value

    @field_validator("review_date", mode="before")
    @classmethod
    def _is_a_day(cls, value: object) -> object:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return value
        raise mistake("this is no day")

    # Of one field, so that it is told whatever is wrong with those that have nothing to do with it.
    @field_validator("supervision")
    @classmethod
    def _high_risk_is_overseen(cls, value: _Supervision, info: ValidationInfo) -> _Supervision:
        overseen = {Supervision.REQUIRED, Supervision.FOUR_EYES}
        risk = info.data.get("risk")
        if risk and risk.klass is RiskClass.HIGH and value.mode not in overseen:
            raise mistake(
                "a use of high risk is overseen by people (Regulation (EU) 2024/1689, article 14)",
                "Write `mode: required` or `mode: four_eyes` under `supervision`.",
                "supervision.mode",
            )
        return value


def parse(raw: bytes, name: str, *, stem: str | None = None) -> UseCase:
    """The use case that a file declares. `stem` is what its id has to be, where it is given.

    Raises `Mistaken` with every mistake, its line and what to write. What two fields say together
    is judged once each of them can stand.
    """
    return versioned(_use_case(_FORM.read(raw, name, {"stem": stem})))


def from_json(told: Mapping[str, Any]) -> UseCase:
    """Inverse of `UseCase.to_json`. Raises `InvalidRequest` for anything else."""
    declared = _FORM.checked(Marked(told, None), "the declaration", {"stem": None})
    return versioned(_use_case(declared))


def versioned(use_case: UseCase) -> UseCase:
    """With its version, of all that it declares and nothing else."""
    told = json.dumps(use_case.to_json(), sort_keys=True, separators=(",", ":"))
    return replace(use_case, version=sha256(told.encode()).hexdigest())


def _use_case(declared: _Declared) -> UseCase:
    supervision, baseline, evaluation = declared.supervision, declared.baseline, declared.evaluation
    named, (low, high) = declared.collections, baseline.minutes
    return UseCase(
        id=UseCaseId(declared.id),
        title=declared.title,
        purpose=declared.purpose,
        owner=declared.owner,
        entity=None if declared.entity == EVERY else EntityId(declared.entity),
        roles=frozenset(declared.roles),
        groups=frozenset(declared.groups),
        pilot_groups=frozenset(declared.pilot_groups),
        collections=None
        if named is None
        else tuple(CollectionId(one) for one in sorted(set(named))),
        classification=Classification[declared.classification.upper()],
        models=tuple(dict.fromkeys(declared.models)),
        retention_days=declared.retention_days,
        risk_class=declared.risk.klass,
        risk_reason=declared.risk.reason,
        oversight=Oversight(
            supervision.mode,
            supervision.share,
            supervision.deadline_hours,
            frozenset(supervision.reviewers),
        ),
        verification=declared.verification,
        baseline=Baseline(low, high, baseline.method, baseline.sample, baseline.how),
        evaluation=Evaluation(evaluation.suite, evaluation.bars, evaluation.valid_days),
        review_date=declared.review_date,
        quotas=declared.quotas.limits,
    )


_FIXES = {
    "id": "Write 2 to 40 of a-z, 0-9 and -, a letter first.",
    "title": "Write 1 to 100 characters.",
    "purpose": "Write what it is for, and what it is not for, in 10 to 4000 characters.",
    "owner": "Write who answers for it, in 1 to 100 characters.",
    "entity": "Write the name of an entity, or '*' for all of them.",
    "roles": f"Write some of {', '.join(role.value for role in Role)}.",
    "groups": "Write a list of groups, or [] for whoever has one of the roles.",
    "pilot_groups": "Write a list of groups, or [] for whoever has one of the roles.",
    "collections": "Write a list of collections, or '*' for all of them.",
    "classification": "Write public, internal, confidential or restricted.",
    "models": f"Write a list of chat models, or [{EXTRACTIVE}] for quotes alone.",
    "retention_days": "Write a number of days, from 1 to 36500.",
    "risk.class": "Write minimal, limited or high. What article 5 prohibits is not declared.",
    "risk.reason": "Write why it has this class, in 10 to 4000 characters.",
    "supervision.mode": "Write none, sampled, required or four_eyes.",
    "supervision.share": "Write a share between 0 and 1, such as 0.1.",
    "supervision.deadline_hours": "Write a number of hours, from 1 to 8760.",
    "supervision.reviewers": "Write a list of groups, or [] for whoever has the role `reviewer`.",
    "verification": "Write drop, flag or block.",
    "baseline.minutes": "Write minutes, or the lowest and the highest: `[30, 60]`.",
    "baseline.method": "Write declared, timed or modelled.",
    "baseline.sample": "Write of how many tasks or people it is known, from 1.",
    "baseline.how": "Write how it is known, in 10 to 4000 characters.",
    "evaluation.suite": "Write the name of a suite, or of a .toml file beside the declaration.",
    "evaluation.bars": "Write each measure with the value to reach: `number: 0.8`.",
    "evaluation.valid_days": "Write a number of days, from 1 to 366.",
    "review_date": "Write a day, as 2027-06-30.",
    **OF_QUOTAS,
}
_FORM = Form(
    _Declared,
    _FIXES,
    "Write `id:` and what follows.",
    SEE,
    {"it is nested too deeply": "Write it as the examples in use_cases are written."},
)
