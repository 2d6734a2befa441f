"""A sentence-transformers model on its device. Importing this module loads torch: seconds."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from sentence_transformers import SentenceTransformer
from torch.nn.functional import normalize
from transformers.utils.logging import (
    disable_progress_bar,
    enable_progress_bar,
    is_progress_bar_enabled,
)

from core.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.indexing import Vectors


CPU_BATCH_TOKENS = 1024
"""What a CPU's caches hold: measured a quarter to three quarters faster than batches of 8192."""


class TorchModel:
    """Tokenises and runs one loaded model. Safe to call from several threads."""

    def __init__(self, model: str, device: str) -> None:
        """Load `model`, a name or a folder. Raises `Misconfigured` when that fails."""
        self.device = choose_device(device)
        self._model = _load(model, self.device)
        self._tokenizer = self._model.tokenizer
        if not hasattr(self._tokenizer, "pad"):
            raise Misconfigured(f"The model {model!r} has no transformers tokenizer.")
        self._max_tokens = min(
            self._model.max_seq_length or self._tokenizer.model_max_length,
            self._tokenizer.model_max_length,
        )
        # Fast tokenizers keep their truncation settings inside: two threads would borrow them at
        # once and fail.
        self._tokenizing = threading.Lock()

    @property
    def dimension(self) -> int:
        width = self._model.get_embedding_dimension()
        if width is None:
            raise Misconfigured("The model does not tell the dimension of its vectors.")
        return int(width)

    def batch_tokens(self, allowed: int) -> int:
        """The padded tokens to put in a batch, at most `allowed`."""
        return min(allowed, CPU_BATCH_TOKENS) if self.device == "cpu" else allowed

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, special ones included, cut at the model's maximum length."""
        if not texts:
            return []
        with self._tokenizing:
            encoded = self._tokenizer(
                list(texts),
                truncation=True,
                max_length=self._max_tokens,
                return_attention_mask=False,
            )
        return cast("list[list[int]]", encoded["input_ids"])

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones excluded; nothing is cut."""
        if not texts:
            return []
        with self._tokenizing:
            encoded = self._tokenizer(
                list(texts), add_special_tokens=False, return_attention_mask=False, verbose=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    @torch.inference_mode()
    def forward(self, batch: Sequence[list[int]]) -> Vectors:
        """Shape (len(batch), dimension), float32, rows L2-normalised."""
        features: Any = self._tokenizer.pad({"input_ids": list(batch)}, return_tensors="pt")
        on_device = {name: tensor.to(self.device) for name, tensor in features.items()}
        vectors = self._model(on_device)["sentence_embedding"]
        # Normalised again in float32: rows that left the model in bf16 are not quite of length 1.
        return cast("Vectors", normalize(vectors.float(), dim=1).cpu().numpy())


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
                model_kwargs={"dtype": _precision(device)},
            )
    except Exception as error:
        # Loaders raise what they like (safetensors, missing extras): each means this model cannot.
        raise Misconfigured(
            f"The encoder's model {model!r} cannot be loaded on {device!r}: {error}",
            "Give a sentence-transformers folder, a name in the local cache, or 'bundled'.",
        ) from error
    return loaded.eval()


def _precision(device: str) -> torch.dtype:
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
