"""FaithBench: summaries in which people marked what does not follow from the source."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from eval.cases import Claimed
from eval.data.dataset import Dataset
from eval.data.jsonl import read_lines
from eval.data.workshop import Workshop


class Options(BaseModel):
    """None."""

    model_config = ConfigDict(extra="forbid")


class _Annotation(BaseModel):
    label: list[str]


class _Metadata(BaseModel):
    raw_sample_id: int
    """Of the summary. `sample_id` says nothing by itself: it starts anew in each batch."""


class _Sample(BaseModel):
    source: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    annotations: list[_Annotation]
    metadata: _Metadata

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(label for mark in self.annotations for label in mark.label)


async def load(workshop: Workshop, options: Options) -> Dataset:
    """A case a summary: not supported where a span of it is marked Unwanted.

    Benign spans add what anyone knows, so a summary with those alone counts as supported. Where
    spans are Questionable and none is Unwanted the annotators did not settle it: left out.
    Raises `NotFound`, `InvalidRequest`.
    """
    path = workshop.corpus("faithbench", "samples.jsonl") / "samples.jsonl"
    samples = read_lines(path, _Sample)
    return Dataset((), tuple(_case(sample) for sample in samples if _is_settled(sample)))


def _is_settled(sample: _Sample) -> bool:
    return "Unwanted" in sample.labels or "Questionable" not in sample.labels


def _case(sample: _Sample) -> Claimed:
    return Claimed(
        id=str(sample.metadata.raw_sample_id),
        claim=sample.summary.strip(),
        texts=(sample.source,),
        supported="Unwanted" not in sample.labels,
        slices={"label": _slice(sample.labels), "language": "en"},
    )


def _slice(labels: frozenset[str]) -> str:
    """none | benign | intrinsic (contradicts the source) | extrinsic (adds to it) | both."""
    if "Unwanted" not in labels:
        return "benign" if labels else "none"
    sorts = sorted(label.removeprefix("Unwanted.").lower() for label in labels if "." in label)
    return "both" if len(sorts) > 1 else (sorts[0] if sorts else "unwanted")
