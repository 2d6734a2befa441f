"""The reranker port on a cross-encoder of sentence-transformers. Importing this loads no torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.encoder.model_folder import architectures_of, fingerprint_of
from adapters.encoder.threads import let_waiting_threads_sleep
from core.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

MOST_TOKENS = 512
"""Of a question and a text together, what is beyond is cut: what most cross-encoders were trained
on, and more than a passage has. The cost of a text grows with the square of it."""
_TOGETHER, _TOGETHER_ON_CPU = 32, 4
"""Texts in a batch; on a CPU what its caches hold, as for the encoder."""
_WHAT_TO_DO = (
    "Set PROBANT_RERANKER to a folder of a sentence-transformers cross-encoder, or to a name that "
    "is in the local cache; unset it to go without."
)
_MADE_TO_SCORE = "ForSequenceClassification"


class CrossEncoderReranker:
    """Implements `core.ports.Reranker`. Reads what is on this machine alone, and runs no code of a
    model's. Its weights load at the first question. One question is scored at a time.
    """

    def __init__(self, model: str, *, device: str = "auto") -> None:
        """`model` is a folder, or a name in the local cache; `device` as for the encoder.

        Raises `Misconfigured` where a folder is meant and none is there, or no cross-encoder in it.
        """
        self._folder = Path(model).expanduser()
        self._name = model
        if self._folder.is_dir():
            self._check(architectures_of(self._folder))
        elif self._folder.is_absolute() or model.startswith(("./", "../", "~")):
            raise Misconfigured(f"The reranker's folder {model!r} is not there.", _WHAT_TO_DO)
        self._device = device
        self._lock = threading.Lock()
        self._loaded: CrossEncoder | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The model's name, or what its folder holds wherever it lies."""
        if self._folder.is_dir():
            return f"folder-{fingerprint_of(self._folder)}"
        return self._name

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        pairs = [(_encodable(question), _encodable(text)) for text in texts]
        with self._lock:  # its tokenizer is changed by each call, and can't be by two at once
            if self._loaded is None:
                self._loaded = self._load()
            return _scored(self._loaded, pairs)

    def _load(self) -> CrossEncoder:
        let_waiting_threads_sleep()
        # Late, as importing torch takes seconds and hundreds of megabytes.
        from sentence_transformers import CrossEncoder

        from adapters.encoder.torch_model import choose_device, precision_of

        device = choose_device(self._device)
        try:
            loaded: CrossEncoder = CrossEncoder(
                str(self._folder) if self._folder.is_dir() else self._name,
                device=device,
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"dtype": precision_of(device)},
            )
        except Exception as error:
            # Loaders raise what they like: each means that this model can't be used.
            raise Misconfigured(
                f"The reranker {self._name!r} cannot be loaded on {device!r}: {error}", _WHAT_TO_DO
            ) from error
        self._check(getattr(loaded.config, "architectures", None) or [], loaded.num_labels)
        loaded.max_seq_length = min(loaded.max_seq_length or MOST_TOKENS, MOST_TOKENS)
        loaded.eval()
        return loaded

    def _check(self, architectures: Sequence[str], scores: int = 1) -> None:
        """An embedding model would load too, and get a head of random numbers."""
        if scores != 1 or not any(_MADE_TO_SCORE in one for one in architectures):
            raise Misconfigured(
                f"The reranker {self._name!r} is no cross-encoder with one score.", _WHAT_TO_DO
            )


def _scored(model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> list[float]:
    import torch

    is_cpu = model.device.type == "cpu"
    try:
        scores = model.predict(
            list(pairs),
            batch_size=_TOGETHER_ON_CPU if is_cpu else _TOGETHER,
            show_progress_bar=False,
            activation_fn=torch.nn.Sigmoid(),
        )
    except (torch.OutOfMemoryError, torch.AcceleratorError) as error:
        raise Unavailable(
            f"The reranker's device failed: {error}",
            "Free memory on it, or unset PROBANT_RERANKER.",
        ) from error
    return [float(score) for score in scores]


def _encodable(text: str) -> str:
    """Parsers of damaged files yield lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
