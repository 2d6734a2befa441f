"""Baselines: what a gate measures a run against. Numbers alone, in files that are read in diffs.

PROFILE/SUITE.json           one suite of one run, one case a line, sealed against editing
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import InvalidRequest, NotFound
from eval.files import write
from eval.runs import Json, Run, Scores
from eval.suite import Profile

BASELINES = Path(__file__).parent / "baselines"
DIGITS = 6
"""Of a contribution. Whoever compares with a baseline rounds likewise (`of`)."""

AGAIN = "Make it again with `probant eval baseline RUN`."


@dataclass(frozen=True, slots=True)
class Baseline:
    """The scores that a suite must not fall behind, and by which measures."""

    scores: Scores
    gated: tuple[str, ...]


def of(run: Run, suite: str) -> Baseline:
    """What a suite of a run is as a baseline: its scores by the gated measures, rounded."""
    scores = run.scores(suite)
    gated = tuple(run.configuration["suites"][suite]["gated"])
    rounded = {
        measure: {case: _rounded(c) for case, c in scores.contributions[measure].items()}
        for measure in gated
        if measure in scores.contributions  # those made of timings are in no record
    }
    return Baseline(replace(scores, contributions=rounded), gated)


def keep(run: Run, folder: Path | None = None) -> list[Path]:
    """Writes a file for each finished suite of a run, over those there are; other files stay.

    Raises `InvalidRequest` where no suite was finished, and for the profile smoke.
    """
    configuration = run.configuration
    if configuration["profile"] == Profile.SMOKE:
        raise InvalidRequest(f"{run.name} is a smoke run: its numbers are never compared.")
    if not run.suites():
        raise InvalidRequest(f"No suite of {run.name} was run to the end.")
    folder = folder or BASELINES / configuration["profile"]
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(run, suite, folder / f"{suite}.json") for suite in run.suites()]


def read(path: Path) -> Baseline:
    """Raises `NotFound`, and `InvalidRequest` where the file is not what `keep` wrote."""
    try:
        data: Json = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"There is no baseline {path}.", AGAIN) from error
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"The baseline {path} is damaged: {error}.", AGAIN) from error
    if not isinstance(data, dict) or data.pop("seal", None) != _seal(data):
        raise InvalidRequest(f"The baseline {path} was changed by hand.", AGAIN)
    try:
        return _baseline(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidRequest(f"{path} is no baseline: {error!r}.", AGAIN) from error


def _baseline(data: Json) -> Baseline:
    by_measure: dict[str, dict[str, tuple[float, ...] | None]] = {m: {} for m in data["measures"]}
    for case, measures in data["contributions"].items():
        for measure, contribution in measures.items():
            by_measure[measure][case] = None if contribution is None else tuple(contribution)
    # One without says of no measures that they made it, and so is made again.
    told = data["suite"], data["profile"], data["fingerprint"], data.get("scored_by", "")
    return Baseline(Scores(*told, by_measure), tuple(data["gated"]))


def read_all(folder: Path) -> list[Baseline]:
    """The baselines of a folder, by suite. Raises `NotFound` where there is none."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise NotFound(f"{folder} holds no baseline.", AGAIN)
    return [read(path) for path in paths]


def _write(run: Run, suite: str, path: Path) -> Path:
    data = _content(run, suite)
    write(path, _laid_out(data | {"seal": _seal(data)}))
    return path


def _content(run: Run, suite: str) -> Json:
    baseline, configuration = of(run, suite), run.configuration
    scores, values = baseline.scores, run.summary(suite)["values"]
    by_case: dict[str, Json] = {}
    for measure, contributions in scores.contributions.items():
        for case, contribution in contributions.items():
            kept = None if contribution is None else list(contribution)
            by_case.setdefault(case, {})[measure] = kept
    return {
        "suite": suite,
        "profile": scores.profile,
        "fingerprint": scores.fingerprint,
        "scored_by": scores.scored_by,
        "code": configuration.get("code"),
        "gated": list(baseline.gated),
        "measures": {measure: values.get(measure) for measure in scores.contributions},
        "contributions": by_case,
    }


def _rounded(contribution: tuple[float, ...] | None) -> tuple[float, ...] | None:
    # Adding 0.0 turns -0.0 into 0.0: they are equal, and must be written alike.
    return None if contribution is None else tuple(round(x, DIGITS) + 0.0 for x in contribution)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _seal(data: Json) -> str:
    return hashlib.sha256(_canonical(data).encode("utf-8", "replace")).hexdigest()


def _laid_out(data: Json) -> str:
    """One line for each field, and for each case and measure of those that have many."""
    fields = (f"{_canonical(name)}:{_field(data[name])}" for name in sorted(data))
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _field(value: object) -> str:
    if not isinstance(value, dict) or not value:
        return _canonical(value)
    lines = (f"{_canonical(key)}:{_canonical(value[key])}" for key in sorted(value))
    return "{\n" + ",\n".join(lines) + "\n}"
