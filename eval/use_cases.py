"""Runs the suite of a use case, as the use case would answer, and holds it against its bars."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from core.errors import InvalidRequest
from core.settings import Settings
from core.use_cases import EvaluationRun, UseCase
from eval import bars, plan, runner
from eval.measures import parse
from eval.progress import Told
from eval.runs import Run
from eval.suite import Profile, Suite, find
from eval.workspace import open_workspace
from flows.bootstrap import made_with_hash


def suite_of(use_case: UseCase, folder: Path) -> Suite:
    """The suite that a use case names: a file beside its declaration, or one of ours.

    Raises `NotFound`; `InvalidRequest` also where a bar is of a measure that the suite lacks.
    """
    name = use_case.evaluation.suite
    suite = find(str(folder / name) if name.endswith(".toml") else name)
    known = {repr(measure) for measure in suite.measures}
    unknown = [bar for bar in use_case.evaluation.bars if repr(parse(bar)) not in known]
    if unknown:
        raise InvalidRequest(
            f"The suite {suite.name} has no measure {unknown[0]!r}, of which there is a bar.",
            f"Add it to `measures` there. It has: {', '.join(sorted(known))}.",
        )
    return suite


async def evaluate(
    settings: Settings, use_case: UseCase, folder: Path, by: str, told: Told
) -> tuple[EvaluationRun, Run]:
    """What comes of it, with the run's own folder. Raises `NotFound`, `InvalidRequest`."""
    suite = suite_of(use_case, folder)
    may_write = settings.chat_model in use_case.models
    governed = settings.model_copy(
        update={
            "verification_policy": use_case.verification,
            "chat_url": settings.chat_url if may_write else "",
        }
    )
    workspace = open_workspace(governed)
    planned = await plan.make(workspace, [suite], Profile.FULL)
    if planned.left_out:
        raise InvalidRequest(" ".join(planned.left_out.values()))
    moment = datetime.now(UTC)
    name = f"{use_case.id}-{moment:%Y%m%dT%H%M%SZ}-{uuid4().hex[:6]}"
    run = await runner.run(workspace, planned, name, told)
    values = run.summary(suite.name)["values"]
    judged = bars.judge(run, {suite.name: dict(use_case.evaluation.bars)}, parse)
    return (
        EvaluationRun(
            id=name,
            use_case=use_case.id,
            version=use_case.version,
            suite=suite.name,
            fingerprint=run.scores(suite.name).fingerprint,
            made_with=made_with_hash(settings),
            values={
                bar: values[bar]["value"]
                for bar in use_case.evaluation.bars
                if values.get(bar, {}).get("value") is not None
            },
            missed=(*judged.missed, *judged.unjudged),
            at=datetime.now(UTC),
            by=by,
        ),
        run,
    )
