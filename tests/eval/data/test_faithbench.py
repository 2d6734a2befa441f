from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.errors import InvalidRequest
from eval.cases import Claimed
from eval.data.faithbench import Options, load
from tests.eval.data.corpus import workshop_at, write_lines


def sample(number: int, *labels: str) -> dict[str, object]:
    return {
        "source": "The shop opens at nine.",
        "summary": " It opens at nine.",
        "annotations": [{"label": [label]} for label in labels],
        "metadata": {"raw_sample_id": number},
    }


async def cases_of(folder: Path, *samples: dict[str, object]) -> list[Claimed]:
    write_lines(folder / "faithbench" / "samples.jsonl", *samples)
    dataset = await load(workshop_at(folder), Options())
    return [case for case in dataset.cases if isinstance(case, Claimed)]


@pytest.mark.parametrize(
    ("labels", "supported", "label"),
    [
        ([], True, "none"),
        (["Benign"], True, "benign"),
        (["Unwanted", "Unwanted.Intrinsic"], False, "intrinsic"),
        (["Questionable", "Unwanted", "Unwanted.Extrinsic"], False, "extrinsic"),
        (["Unwanted", "Unwanted.Extrinsic", "Unwanted.Intrinsic"], False, "both"),
        (["Unwanted", "Benign"], False, "unwanted"),
    ],
)
async def test_a_summary_with_an_unwanted_span_is_not_supported(
    tmp_path: Path, labels: list[str], supported: bool, label: str
) -> None:
    [case] = await cases_of(tmp_path, sample(1, *labels))
    assert (case.supported, case.slices["label"]) == (supported, label)
    assert case.claim == "It opens at nine."
    assert case.texts == ("The shop opens at nine.",)


async def test_what_the_annotators_did_not_settle_is_left_out(tmp_path: Path) -> None:
    samples = [sample(1, "Questionable"), sample(2, "Benign", "Questionable"), sample(3)]
    assert [case.id for case in await cases_of(tmp_path, *samples)] == ["3"]


async def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"samples\.jsonl:2: source"):
        await cases_of(tmp_path, sample(1), sample(2) | {"source": None})


@pytest.mark.corpora
async def test_the_corpus_holds_both_verdicts(corpora: Path) -> None:
    dataset = await load(workshop_at(corpora), Options())
    cases = [case for case in dataset.cases if isinstance(case, Claimed)]
    assert len({case.id for case in cases}) == len(cases) == 359
    assert Counter(case.supported for case in cases) == {True: 129, False: 230}
