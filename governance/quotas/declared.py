"""Quotas as people declare them: those of a use case, and those of the installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.ids import EntityId
from core.quotas import LIMIT_NAMES, Limit, Limits, Measure, Whose, Window
from governance.mistakes import Form, Strict, mistake

SEE = "docs/quotas.md says what each limit is."
_MOST = 1_000_000_000_000
_Most = Annotated[int, Field(ge=1, le=_MOST)]
_Entity = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class _Limits(Strict):
    """Of one of `Whose`; 0, which nobody can write, is no limit."""

    requests_per_minute: _Most = 0
    requests_per_hour: _Most = 0
    requests_per_day: _Most = 0
    requests_per_month: _Most = 0
    tokens_per_day: _Most = 0
    tokens_per_month: _Most = 0

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.limits:
            raise mistake("nothing is limited here", f"Write some of {', '.join(LIMIT_NAMES)}.")
        return self

    @property
    def limits(self) -> tuple[Limit, ...]:
        return tuple(
            Limit(Measure(measure), Window(window), most)
            for name in LIMIT_NAMES
            for measure, _, window in [name.partition("_per_")]
            if (most := getattr(self, name))
        )


_NONE = _Limits.model_construct()


class UseCaseQuotas(Strict):
    """A section of the declaration of a use case."""

    user: _Limits = _NONE
    use_case: _Limits = _NONE

    @property
    def limits(self) -> Limits:
        return _given({Whose.USER: self.user, Whose.USE_CASE: self.use_case})


class _Shares(UseCaseQuotas):
    entity: _Limits = _NONE

    @property
    def limits(self) -> Limits:
        of_entity = {Whose.ENTITY: self.entity}
        return {**super().limits, **_given(of_entity)}


class _Installation(Strict):
    every: _Shares = _Shares()
    entities: dict[_Entity, _Shares] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstallationQuotas:
    """Of every entity, each on its own, and of some in their place."""

    every: Limits = field(default_factory=dict)
    entities: Mapping[EntityId, Limits] = field(default_factory=dict)

    def of(self, entity: EntityId) -> Limits:
        """What an entity has for itself takes the place of what every one has: all limits of the
        same `Whose`."""
        return {**self.every, **self.entities.get(entity, {})}


def parse_quotas(raw: bytes, name: str) -> InstallationQuotas:
    """The quotas in a file. Raises `Mistaken` with every mistake, its line and what to write."""
    declared = _FORM.read(raw, name)
    entities = {EntityId(entity): one.limits for entity, one in declared.entities.items()}
    return InstallationQuotas(declared.every.limits, entities)


def _given(limits: Mapping[Whose, _Limits]) -> Limits:
    return {whose: of.limits for whose, of in limits.items() if of.limits}


_LIMIT = f"Write a whole number, from 1 to {_MOST}; leave it out for no limit."
_SHARE = f"Write limits below it, some of {', '.join(LIMIT_NAMES)}."
FIXES = {
    **dict.fromkeys(LIMIT_NAMES, _LIMIT),
    "quotas": f"Write limits below `user` or `use_case`. {SEE}",
    **{f"quotas.{whose}": _SHARE for whose in (Whose.USER, Whose.USE_CASE)},
}
_FORM = Form(
    _Installation,
    {
        **dict.fromkeys(LIMIT_NAMES, _LIMIT),
        **{whose.value: _SHARE for whose in Whose},
        "every": "Write limits below `user`, `use_case` or `entity`.",
        "entities": "Write the name of an entity, 1 to 40 of a-z, 0-9 and -, and below it the same "
        "as below `every`.",
    },
    "Write `every:` or `entities:`, and what follows.",
    SEE,
)
