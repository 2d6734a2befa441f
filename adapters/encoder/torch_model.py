"""A sentence-transformers model on its device. Importing this module loads torch: seconds."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn.functional import normalize
from transformers.utils.logging import (
    disable_progress_bar,
    enable_progress_bar,
    is_progress_bar_enabled,
)

from adapters.encoder.batching import batches
from adapters.encoder.model_tokenizer import ModelTokenizer
from adapters.encoder.overlap import made_ahead, overlapped
from adapters.encoder.transfers import Transfers
from core.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from adapters.encoder.model_tokenizer import Ids
    from core.indexing import Vectors

CPU_TOKENS = 1024
"""Most padded tokens in a batch on a CPU: what its caches hold, measured a quarter to three
quarters faster than batches of 8192."""
CUDA_PAD_MULTIPLE = 8
"""Lengths that bf16 tensor cores take whole (NVIDIA, "Matrix Multiplication Background")."""
BATCHES_AT_ONCE = 16
"""Batches whose texts are tokenised together: enough to sort and pack them well, and few enough
that the device is not kept waiting for the first, nor a question for the tokenizer."""
CHARS_PER_TOKEN = 4
"""Of European languages, roughly; only the above hangs on it."""


@dataclass(frozen=True, slots=True)
class Batch:
    rows: list[int]
    """Where its texts stand among those that were given."""
    ids: Ids
    mask: Ids
    """1 for a token, 0 for padding; shaped as `ids`."""


class TorchModel:
    """Tokenises and runs one loaded model. Safe to call from several threads."""

    def __init__(self, model: str, device: str) -> None:
        """Load `model`, a name or a folder. Raises `Misconfigured` when that fails."""
        self.device = choose_device(device)
        self._model = _load(model, self.device)
        tokenizer = self._model.tokenizer
        if not hasattr(tokenizer, "pad"):
            raise Misconfigured(f"The model {model!r} has no transformers tokenizer.")
        longest = min(
            self._model.max_seq_length or tokenizer.model_max_length, tokenizer.model_max_length
        )
        self._tokenizer = ModelTokenizer(tokenizer, longest)
        self._transfers = Transfers(self.device)
        self._multiple = CUDA_PAD_MULTIPLE if self.device.startswith("cuda") else 1

    @property
    def dimension(self) -> int:
        width = self._model.get_embedding_dimension()
        if width is None:
            raise Misconfigured("The model does not tell the dimension of its vectors.")
        return int(width)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones excluded; nothing is cut."""
        return self._tokenizer.count(texts)

    def encode(
        self, texts: Sequence[str], tokens_per_batch: int, *, alike: bool = False
    ) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised.

        On a GPU, texts are tokenised and padded and vectors fetched while it computes. Where they
        go with those `alike` in length alone, none is padded for another: on a CPU, a text's vector
        is then the same to the last bit whatever it is encoded with.
        Raises `Unavailable` where its memory does not hold a batch, or it failed.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        with failures_told(tokens_per_batch):
            padded = self.batches(texts, tokens_per_batch, alike=alike)
            for rows, made in overlapped(self._launch, padded, self._transfers.in_flight):
                vectors[rows] = made
        return vectors

    def batches(
        self, texts: Sequence[str], tokens_per_batch: int, *, alike: bool = False
    ) -> Iterator[Batch]:
        """The texts as the model gets them, each once, the longest first.

        A batch has at most `tokens_per_batch` padded tokens, on a CPU `CPU_TOKENS`, or one text;
        where `alike`, texts of one length, on CUDA to the next multiple.
        """
        is_cpu = self.device == "cpu"
        budget = min(tokens_per_batch, CPU_TOKENS) if is_cpu else tokens_per_batch
        slabs = list(batches(list(map(len, texts)), budget * BATCHES_AT_ONCE * CHARS_PER_TOKEN))
        tokenised = ((rows, self._tokenizer.tokenize([texts[r] for r in rows])) for rows in slabs)
        for rows, tokens in made_ahead(tokenised) if len(slabs) > 1 else tokenised:
            lengths = [-(-len(one) // self._multiple) * self._multiple for one in tokens]
            for chosen in batches(lengths, budget, alike=alike):
                padded = self._tokenizer.pad([tokens[one] for one in chosen], self._multiple)
                yield Batch([rows[one] for one in chosen], *padded)

    @torch.inference_mode()
    def _launch(self, batch: Batch) -> Callable[[], tuple[list[int], Vectors]]:
        features = {
            "input_ids": self._transfers.to_device(batch.ids),
            "attention_mask": self._transfers.to_device(batch.mask),
        }
        vectors = self._model(features)["sentence_embedding"]
        # Normalised again in float32: rows that left the model in bf16 are not quite of length 1.
        fetch = self._transfers.to_host(normalize(vectors.float(), dim=1))
        return lambda: (batch.rows, fetch())


@contextmanager
def failures_told(tokens_per_batch: int) -> Iterator[None]:
    """What befalls a GPU is no fault of the texts: raised as `Unavailable`, it is tried again."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise Unavailable(
            f"The encoder's device has no memory for batches of {tokens_per_batch} tokens.",
            "Lower PROBANT_ENCODER_TOKENS, or free memory on the device.",
        ) from error
    except torch.AcceleratorError as error:
        raise Unavailable(
            f"The encoder's device failed: {error}", "Start this process again; see its driver."
        ) from error


def choose_device(wanted: str) -> str:
    """`auto` is the best device there is; a forced one is checked."""
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return next(device for device, there in available.items() if there)
    # Other devices of torch, known to few, are left to it to judge.
    if not available.get(wanted.partition(":")[0], True):
        raise Misconfigured(
            f"The encoder's device is {wanted!r}, and torch sees none.", "Use 'auto' or 'cpu'."
        )
    return wanted


def _load(model: str, device: str) -> SentenceTransformer:
    folder = Path(model).expanduser()
    local = folder.is_dir()
    try:
        with _quiet():
            loaded = SentenceTransformer(
                str(folder) if local else model,
                device=device,
                local_files_only=local,
                model_kwargs={"dtype": precision_of(device)},
            )
    except Exception as error:
        # Loaders raise what they like (safetensors, missing extras): each means this model cannot.
        raise Misconfigured(
            f"The encoder's model {model!r} cannot be loaded on {device!r}: {error}",
            "Give a sentence-transformers folder, a name in the local cache, or 'bundled'.",
        ) from error
    return loaded.eval()


def precision_of(device: str) -> torch.dtype:
    """What a model computes in there."""
    # Only GPUs that have bf16 in hardware gain from it; on a CPU it was several times slower.
    if device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.bfloat16
    return torch.float32


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bar in a service's log while weights load."""
    shown = is_progress_bar_enabled()
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            enable_progress_bar()  # type: ignore[no-untyped-call]
