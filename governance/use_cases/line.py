"""The factory line: which step a use case may take, and whose hand it needs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Conflict, Refused
from core.use_cases import EvaluationRun, Stage, Standing

NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.EVALUATED, Stage.RETIRED}),
    Stage.EVALUATED: frozenset({Stage.APPROVED, Stage.RETIRED}),
    Stage.APPROVED: frozenset({Stage.PILOT, Stage.RETIRED}),
    Stage.PILOT: frozenset({Stage.PRODUCTION, Stage.RETIRED}),
    Stage.PRODUCTION: frozenset({Stage.RETIRED}),
    Stage.RETIRED: frozenset(),
}
BY_HAND = frozenset({Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION})
"""What somebody has to answer for who did not write it."""
_NEEDS_RUN = BY_HAND | {Stage.EVALUATED}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a promotion rests on."""

    run: EvaluationRun | None
    """The last one of the use case, of whatever version."""
    first: EvaluationRun | None
    """The first one of this version."""
    made_with: str
    """What answers depend on now: compared with that of the run."""


def check_move(
    standing: Standing,
    to: Stage,
    hands: Collection[str],
    evidence: Evidence,
    now: datetime,
) -> None:
    """Whether a version may go on to a stage. `hands` are ids that are taken for the principal who
    asks for it: flows/lineage.py.

    Raises `Conflict` where the stage is not the next one, `Refused` with the rule otherwise.
    """
    if to not in NEXT[standing.stage]:
        following = ", ".join(sorted(stage.value for stage in NEXT[standing.stage])) or "nothing"
        raise Conflict(
            f"{standing.use_case.id} is {standing.stage}, and can't become {to}.",
            f"What follows is {following}.",
        )
    if to in BY_HAND and standing.author in hands:
        raise _refused(
            "author",
            "Who wrote a use case does not approve it, nor does a key that they gave.",
            "Ask somebody else who has the role `approver`.",
        )
    if to in _NEEDS_RUN:
        check_run(standing, evidence, now)
    if to in BY_HAND and now.date() > standing.use_case.review_date:
        raise _refused(
            "review-date",
            f"Its review was due on {standing.use_case.review_date}.",
            "Review it, and submit it with a later review_date.",
        )


def check_run(standing: Standing, evidence: Evidence, now: datetime) -> None:
    """Raises `Refused` unless the last run is of this version, of now, and above every bar."""
    run, wanted = evidence.run, standing.use_case.evaluation
    anew = f"Run `probant usecase evaluate {standing.use_case.id}`."
    if run is None:
        raise _refused("no-run", "It was never evaluated.", anew)
    if run.version != standing.use_case.version:
        raise _refused("run-of-another-version", "Its last run was of another version.", anew)
    if run.missed:
        told = " ".join(run.missed)
        raise _refused("below-bars", f"Its last run misses bars. {told}", "Improve it first.")
    if evidence.first and evidence.first.fingerprint != run.fingerprint:
        raise _refused(
            "suite-changed",
            "Its suite changed after its first run.",
            "Submit a new version: who approves it sees then what it is measured by.",
        )
    if run.made_with != evidence.made_with:
        raise _refused(
            "run-with-other-parts",
            "What answers depend on (version, model, settings) has changed since its last run.",
            anew,
        )
    if not timedelta(0) <= now - run.at <= timedelta(days=wanted.valid_days):
        raise _refused(
            "stale-run",
            f"Its last run is of {run.at.date()}; a run counts for {wanted.valid_days} days.",
            anew,
        )


def _refused(rule: str, detail: str, remedy: str) -> Refused:
    return Refused(detail, remedy, rule=f"promotion: {rule}")
