"""How texts become batches of the model's device."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from adapters.encoder.model_tokenizer import ModelTokenizer
from adapters.encoder.torch_model import CPU_TOKENS, TorchModel, failures_told
from core.errors import Unavailable
from tests.adapters.encoder.test_bundled import TEXTS

MANY = [f"{text} {number}" for number in range(80) for text in TEXTS]


@pytest.fixture(scope="module")
def model(bundled_folder: Path) -> TorchModel:
    return TorchModel(str(bundled_folder), "cpu")


@pytest.fixture(scope="module")
def tokenizer(bundled_folder: Path) -> Any:
    """Of transformers, as the model brings it."""
    return AutoTokenizer.from_pretrained(str(bundled_folder))


def test_every_text_is_in_one_batch_within_the_budget(model: TorchModel) -> None:
    made = list(model.batches(MANY, 10**6))
    assert sorted(row for batch in made for row in batch.rows) == list(range(len(MANY)))
    assert len(made) > 1
    for batch in made:
        assert batch.ids.shape == batch.mask.shape == (len(batch.rows), batch.ids.shape[1])
        assert batch.ids.size <= CPU_TOKENS


def test_texts_that_are_tokenised_apart_get_the_ids_of_their_own(
    model: TorchModel, tokenizer: Any
) -> None:
    """A budget this small takes many rounds, each made while the one before is used."""
    expected = tokenizer(MANY)["input_ids"]
    for batch in model.batches(MANY, 64):
        for row, ids, mask in zip(batch.rows, batch.ids, batch.mask, strict=True):
            assert ids[mask == 1].tolist() == expected[row]


@pytest.mark.parametrize("side", ["left", "right"])
def test_padding_is_the_tokenizers_own(tokenizer: Any, side: str) -> None:
    tokenizer.padding_side = side
    ours = ModelTokenizer(tokenizer, 512)
    tokens = ours.tokenize(TEXTS)
    ids, mask = ours.pad(tokens, 8)
    theirs = tokenizer.pad({"input_ids": tokens}, pad_to_multiple_of=8, return_tensors="np")
    assert np.array_equal(ids, theirs["input_ids"])
    assert np.array_equal(mask, theirs["attention_mask"])


def test_padding_never_goes_beyond_what_the_model_takes(tokenizer: Any) -> None:
    ours = ModelTokenizer(tokenizer, 13)
    ids, _ = ours.pad(ours.tokenize(["loyer " * 40, "bail"]), 8)
    assert ids.shape == (2, 13)


def test_a_tokenizer_without_an_engine_of_its_own_gives_the_same(tokenizer: Any) -> None:
    class Slow:
        padding_side = "right"
        pad_token_id = tokenizer.pad_token_id

        def __call__(self, *texts: Any, **options: Any) -> Any:
            return tokenizer(*texts, **options)

    long = [*TEXTS, "loyer " * 40]
    assert ModelTokenizer(Slow(), 16).tokenize(long) == ModelTokenizer(tokenizer, 16).tokenize(long)


def test_a_device_that_fails_is_no_fault_of_the_texts() -> None:
    for error in (torch.OutOfMemoryError("x"), torch.AcceleratorError("x")):
        with pytest.raises(Unavailable), failures_told(64):
            raise error
    with pytest.raises(ValueError, match="text"), failures_told(64):
        raise ValueError("text")
