"""Our encoder against bare forward passes of the same batches, already on the device."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil
import torch
from sentence_transformers import SentenceTransformer

from adapters.encoder.sentence_transformer import SentenceTransformerEncoder
from adapters.encoder.torch_model import TorchModel, precision_of
from benchmarks.report import Row

Features = dict[str, torch.Tensor]


def encoding(folder: Path, device: str, tokens: int, texts: Sequence[str], repeats: int) -> Row:
    """Passages a second of both, in turns, medians; and their ratio: 1 is all the device can do."""
    ours = SentenceTransformerEncoder(str(folder), device=device, tokens_per_batch=tokens)
    bare = SentenceTransformer(
        str(folder),
        device=device,
        local_files_only=True,
        model_kwargs={"dtype": precision_of(device)},
    ).eval()
    batches = _on_device(TorchModel(str(folder), device), texts, tokens)
    works: dict[str, Callable[[], object]] = {
        "bare": lambda: _forward(bare, batches, device),
        "ours": lambda: ours.encode_passages(texts),
    }
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # loads, and lets the device choose its kernels
    for _ in range(repeats):
        for name, work in works.items():
            seconds[name].append(_timed(work))
    bare_s, ours_s = statistics.median(seconds["bare"]), statistics.median(seconds["ours"])
    real = sum(int(batch["attention_mask"].sum()) for batch in batches)
    return {
        "tokens a batch": tokens,
        "batches": len(batches),
        "passages": len(texts),
        "bare passages/s": len(texts) / bare_s,
        "ours passages/s": len(texts) / ours_s,
        "ours tokens/s": real / ours_s,
        "ours / bare": bare_s / ours_s,
        "process MB": psutil.Process().memory_info().rss / 1_000_000,
        "padding": 1 - real / sum(batch["input_ids"].numel() for batch in batches),
    }


def _on_device(model: TorchModel, texts: Sequence[str], tokens: int) -> list[Features]:
    return [
        {
            "input_ids": torch.from_numpy(batch.ids).to(model.device),
            "attention_mask": torch.from_numpy(batch.mask).to(model.device),
        }
        for batch in model.batches(texts, tokens)
    ]


@torch.inference_mode()
def _forward(model: Any, batches: Sequence[Features], device: str) -> None:
    for batch in batches:
        # A copy: the model's modules add to what they are given.
        model(dict(batch))
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
