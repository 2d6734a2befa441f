"""The encoder on CUDA: the vectors of the CPU, in bf16, at the speed of the device."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from adapters.encoder.gpus import visible_gpus
from adapters.encoder.sentence_transformer import (
    DEFAULT_TOKENS_PER_BATCH,
    SentenceTransformerEncoder,
)
from adapters.encoder.torch_model import TorchModel
from benchmarks.gpu.encoder import encoding
from benchmarks.gpu.texts import passages
from core.errors import Unavailable
from tests.adapters.encoder.test_bundled import TEXTS

SAMPLES = [*TEXTS, *passages(120)]


@pytest.fixture(scope="module")
def on_gpu(model_folder: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(str(model_folder), device="cuda")


@pytest.fixture(scope="module")
def expected(model_folder: Path) -> np.ndarray:
    return SentenceTransformerEncoder(str(model_folder), device="cpu").encode_passages(SAMPLES)


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.sum(left * right, axis=1)


def test_bf16_gives_the_vectors_of_float32(
    on_gpu: SentenceTransformerEncoder, expected: np.ndarray
) -> None:
    if not torch.cuda.is_bf16_supported(including_emulation=False):
        pytest.skip("this GPU computes in float32: it has no bf16")
    made = on_gpu.encode_passages(SAMPLES)
    assert made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)
    assert cosines(made, expected).min() >= 0.999


@pytest.mark.parametrize("tokens", [64, 2048])
def test_many_small_batches_under_way_mix_nothing_up(
    model_folder: Path, expected: np.ndarray, tokens: int
) -> None:
    small = SentenceTransformerEncoder(str(model_folder), device="cuda", tokens_per_batch=tokens)
    assert cosines(small.encode_passages(SAMPLES), expected).min() >= 0.999


def test_threads_get_the_vectors_of_their_own_texts(
    on_gpu: SentenceTransformerEncoder, expected: np.ndarray
) -> None:
    together = threading.Barrier(4)

    def part(number: int) -> np.ndarray:
        together.wait(60)
        return on_gpu.encode_passages(SAMPLES[number::4])

    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(part, range(4)))
    for number, made in enumerate(parts):
        assert cosines(made, expected[number::4]).min() >= 0.999


def test_padding_is_what_tensor_cores_take_whole(model_folder: Path) -> None:
    made = list(TorchModel(str(model_folder), "cuda").batches(SAMPLES, 2048))
    assert {batch.ids.shape[1] % 8 for batch in made} == {0}


def test_a_batch_that_its_memory_does_not_hold_is_told_and_survived(
    model_folder: Path, expected: np.ndarray
) -> None:
    encoder = SentenceTransformerEncoder(
        str(model_folder), device="cuda", tokens_per_batch=2**31 - 1
    )
    torch.cuda.empty_cache()
    allowed = 2 * torch.cuda.memory_reserved() + 2**30
    torch.cuda.set_per_process_memory_fraction(
        allowed / torch.cuda.get_device_properties(0).total_memory
    )
    try:
        with pytest.raises(Unavailable, match="no memory for batches"):
            encoder.encode_passages(["loyer " * 600] * 20_000)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert cosines(encoder.encode_passages(SAMPLES), expected).min() >= 0.999


def test_passages_go_in_at_nine_tenths_of_bare_forward_passes(model_folder: Path) -> None:
    row = encoding(model_folder, "cuda", DEFAULT_TOKENS_PER_BATCH, passages(8_000), repeats=3)
    assert row["ours / bare"] >= 0.9, row


def test_each_gpu_can_be_had_alone() -> None:
    assert len(visible_gpus()) == torch.cuda.device_count()
