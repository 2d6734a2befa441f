"""What a run will do: the suites that can run, with what a profile takes of their data."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InvalidRequest, NotFound
from eval import code
from eval.cases import CASES, MISSING, Case, to_json
from eval.data import kinds
from eval.data.dataset import Dataset
from eval.selection import selected
from eval.suite import Profile, Suite
from eval.workspace import Workspace

_APART = {
    *("data", "models", "corpora", "database_url", "queue_url", "index_url", "entity"),
    *("host", "port", "identity", "key", "index_key", "chat_key", "max_upload_mb"),
}
"""Settings that are secret, that say where things are, or that an evaluation does not use."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A suite, and what it will run on."""

    suite: Suite
    dataset: Dataset

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is asked of what. Bars and measures are not part of it."""
        asked = {
            "task": self.suite.task,
            "documents": sorted((d.collection, d.name) for d in self.dataset.documents),
            "cases": [to_json(case) for case in self.dataset.cases],
        }
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    profile: Profile
    suites: tuple[Planned, ...]
    left_out: Mapping[str, str]
    """Why, by suite: what of its data is missing."""


async def make(workspace: Workspace, suites: Sequence[Suite], profile: Profile) -> Plan:
    """Loads every suite's data. Raises `InvalidRequest` where a suite or its data is malformed."""
    twice = [name for name, count in Counter(suite.name for suite in suites).items() if count > 1]
    if twice:
        raise InvalidRequest(f"Two suites are named {twice[0]}.", "Rename the file of one.")
    planned: list[Planned] = []
    left_out: dict[str, str] = {}
    for suite in suites:
        try:
            planned.append(await load(workspace, suite, profile))
        except NotFound as error:
            left_out[suite.name] = str(error)
    return Plan(profile, tuple(planned), left_out)


async def load(workspace: Workspace, suite: Suite, profile: Profile) -> Planned:
    """One suite with its data. Raises `NotFound` for missing data, `InvalidRequest`."""
    selection = suite.selection(profile)
    options = {**suite.options, **selection.data}
    try:
        dataset = await kinds.load(suite.kind, workspace.workshop(suite), options)
    except InvalidRequest as error:
        raise InvalidRequest(f"The suite {suite.name}: {error.detail}", error.remedy) from error
    if dataset.cases:
        _check_kind(suite, dataset.cases)
        _check_gold(suite, dataset.cases)
    planned = Planned(suite, selected(dataset, selection))
    if not planned.dataset.cases:
        raise InvalidRequest(f"The suite {suite.name} is empty under the profile {profile}.")
    return planned


def _check_kind(suite: Suite, cases: Sequence[Case]) -> None:
    wanted = CASES[suite.task]
    odd = next((case for case in cases if not isinstance(case, wanted)), None)
    if odd is not None:
        raise InvalidRequest(
            f"The suite {suite.name}: the task {suite.task} takes {wanted.__name__} cases, "
            f"and data of kind {suite.kind} give {type(odd).__name__} cases."
        )
    twice = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise InvalidRequest(f"The suite {suite.name} has two cases with the id {twice[0]!r}.")


def _check_gold(suite: Suite, cases: Sequence[Case]) -> None:
    """Raises `InvalidRequest` where a gated measure has nothing to compare an output with."""
    if not any(case.has_gold for case in cases):
        raise InvalidRequest(
            f"The suite {suite.name} has no gold: none of its cases says what is right.",
            "See docs/eval.md.",
        )
    missing = MISSING[suite.task]
    gated = [m for m in suite.measures if repr(m) in suite.gated and not m.is_timed]
    for measure in gated:
        if all(measure.contribution(case, missing, {}) is None for case in cases):
            raise InvalidRequest(
                f"The suite {suite.name} has no gold for {measure!r}, which it is gated by.",
                "Gate it by another of its measures, or give its cases what this one needs.",
            )


def configuration(workspace: Workspace, plan: Plan) -> dict[str, Any]:
    """What run.json holds: all that decides the results, and nothing that changes by itself."""
    settings = workspace.settings.model_dump(mode="json", exclude=_APART)
    return {
        "profile": plan.profile.value,
        "code": {
            "commit": code.commit(),
            "fingerprint": code.fingerprint(code.EVERYTHING),
            "measures": code.fingerprint(code.MEASURES),
        },
        "environment": {
            "python": platform.python_version(),
            "platform": platform.platform(),
            "processors": os.cpu_count(),
            "packages": code.packages(),
        },
        "encoder": workspace.encoder.fingerprint,
        "settings": settings,
        "suites": {planned.suite.name: _described(planned) for planned in plan.suites},
        "left_out": dict(plan.left_out),
    }


def _described(planned: Planned) -> dict[str, Any]:
    suite = planned.suite
    return {
        "task": suite.task.value,
        "settings": dict(suite.settings),
        "fingerprint": planned.fingerprint,
        "documents": sorted(document.name for document in planned.dataset.documents),
        "cases": len(planned.dataset.cases),
        **suite.measured(),
    }
