"""Suites: declared files that name data, slice, settings, measures and bars."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import InvalidRequest, NotFound
from eval import overrides
from eval.cases import Task
from eval.measures import parse
from eval.measures.protocol import Measure

SUITES = Path(__file__).parent / "suites"


class Profile(StrEnum):
    SMOKE = "smoke"
    """To see that everything runs, in minutes; its numbers are never compared."""
    QUICK = "quick"
    """For every day: minutes once parses and vectors are cached."""
    FULL = "full"
    """Everything, however long it takes."""


class Order(StrEnum):
    """Which documents a profile takes first."""

    SMALLEST = "smallest"
    """Fewest bytes first; those that no case needs come last."""
    HASH = "hash"
    """By the hash of their bytes: as good as any."""
    MOST_ASKED = "most_asked"
    """Most cases first; then the fewest bytes."""
    GIVEN = "given"
    """As the adapter gives them."""


class Selection(BaseModel):
    """What a profile takes of a dataset; the whole where nothing is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    documents: int | None = Field(None, ge=1)
    """How many documents at most, in `order`; the cases that need others are left out."""
    order: Order = Order.SMALLEST
    cases: int | None = Field(None, ge=1)
    """How many cases at most, chosen by the hash of their id."""
    data: dict[str, Any] = Field(default_factory=dict)
    """Options of the data that differ in this profile."""


Bar = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Relative(BaseModel):
    """A bar by what another suite of the same run reaches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: str
    """The other suite."""
    share: Bar
    """Of its value over the cases whose ids both have."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    kind: str


class _File(BaseModel):
    """A suite's file, as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = Field(min_length=1)
    group: str = Field("", pattern=r"^[a-z]{0,30}$")
    task: Task
    data: _Data
    settings: dict[str, Any] = Field(default_factory=dict)
    measures: list[str] = Field(min_length=1)
    gated: list[str] = Field(default_factory=list)
    bars: dict[str, Bar | Relative] = Field(default_factory=dict)
    profiles: dict[Profile, Selection] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suite:
    name: str
    about: str
    group: str
    """Suites of a group are run by its name."""
    task: Task
    kind: str
    """Which adapter gives the data."""
    options: Mapping[str, Any]
    """What the adapter is told."""
    settings: Mapping[str, Any]
    """Settings of Probant that differ from the installation's."""
    measures: tuple[Measure, ...]
    gated: tuple[str, ...]
    """Names of the measures whose loss fails a gate; the first measure where none is named."""
    bars: Mapping[str, float]
    """By measure: the least value, or the most where lower is better."""
    relative: Mapping[str, Relative]
    profiles: Mapping[Profile, Selection]
    folder: Path
    fingerprint: str
    """SHA-256 of the file's bytes."""

    def measured(self) -> dict[str, Any]:
        """What run.json says of how outputs are judged."""
        return {
            "about": self.about,
            "declared": self.fingerprint,
            "measures": [repr(measure) for measure in self.measures],
            "gated": list(self.gated),
            "bars": dict(self.bars),
            "relative": {name: bar.model_dump() for name, bar in self.relative.items()},
            "lower_is_better": [repr(m) for m in self.measures if not m.higher_is_better],
        }

    def selection(self, profile: Profile) -> Selection:
        return self.profiles.get(profile, Selection())


def names() -> list[str]:
    """The suites that come with Probant."""
    return sorted(path.stem for path in SUITES.glob("*.toml"))


def grouped() -> dict[str, list[str]]:
    """The names of the suites that come with Probant, by group."""
    groups: dict[str, list[str]] = {}
    for name in names():
        groups.setdefault(find(name).group, []).append(name)
    return groups


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def find(name: str) -> Suite:
    """A suite by name, or by the path of its file. Raises `NotFound`, `InvalidRequest`."""
    path = Path(name) if name.endswith(".toml") else SUITES / f"{name}.toml"
    if not path.is_file() or not (name.endswith(".toml") or _NAME.fullmatch(name)):
        raise NotFound(
            f"There is no suite {name!r}.",
            f"Give the path of a .toml file, or one of: {', '.join(names())}.",
        )
    return read(path)


def read(path: Path) -> Suite:
    """The suite that a file declares. Raises `InvalidRequest`, naming the file and the field."""
    if not _NAME.fullmatch(path.stem):
        raise InvalidRequest(
            f"{path.name[:80]!r} can't name a suite.",
            "Use up to 64 letters, digits, dashes and underscores, then .toml.",
        )
    raw = path.read_bytes()
    try:
        declared = _File(**tomllib.loads(raw.decode("utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        what = f"{path.name}: {field}: {first['msg']}."
        raise InvalidRequest(what, "See docs/eval.md.") from error
    # Besides what its own error says: numbers of thousands of digits, and very deep nesting.
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{path.name} is not TOML: {error}.") from error
    overrides.check(path.name, declared.settings)
    return Suite(
        name=path.stem,
        about=declared.about,
        group=declared.group,
        task=declared.task,
        kind=declared.data.kind,
        options=declared.data.model_extra or {},
        settings=declared.settings,
        measures=_measures(path, declared),
        gated=tuple(declared.gated) or (declared.measures[0],),
        bars={n: bar for n, bar in declared.bars.items() if isinstance(bar, float)},
        relative={n: bar for n, bar in declared.bars.items() if isinstance(bar, Relative)},
        profiles=declared.profiles,
        folder=path.parent,
        fingerprint=hashlib.sha256(raw).hexdigest(),
    )


def _measures(path: Path, declared: _File) -> tuple[Measure, ...]:
    named = {name: parse(name) for name in declared.measures}
    for name, measure in named.items():
        if declared.task not in measure.tasks:
            raise InvalidRequest(
                f"{path.name}: {name} can't score the task {declared.task}.",
                f"It scores: {', '.join(sorted(measure.tasks))}.",
            )
    if odd := [name for name in (*declared.gated, *declared.bars) if name not in named]:
        raise InvalidRequest(f"{path.name}: {odd[0]} is not among its measures.")
    return tuple(named.values())
