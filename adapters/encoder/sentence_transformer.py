"""The encoder port on sentence-transformers, on whatever device there is."""

from __future__ import annotations

import gc
import hashlib
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from adapters.encoder.model_folder import dimension_of, fingerprint_of
from adapters.encoder.threads import let_waiting_threads_sleep
from adapters.encoder.token_counter import TokenCounter, counter_of
from core.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.encoder.torch_model import TorchModel
    from core.indexing import Vectors

DEFAULT_TOKENS_PER_BATCH = 32_768
"""For a GPU: some milliseconds of work, over against the one or two that launching takes."""
_YOUNG_OBJECTS = 50_000
"""Made, and not yet gone, before cycles are looked for: some megabytes."""


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model. Texts beyond its maximum length are cut there.

    Nothing is loaded before the first text, or the first look at a dimension that the model's
    folder does not tell. Safe to call from several threads.
    """

    def __init__(
        self,
        model: str,
        *,
        device: str = "auto",
        tokens_per_batch: int = DEFAULT_TOKENS_PER_BATCH,
        query_prefix: str = "",
        passage_prefix: str = "",
    ) -> None:
        """`model` is a folder, never looked up elsewhere, or a name on the hub or in its cache.

        `device` is `auto` (cuda, else mps, else cpu) or a torch device; cuda computes in bf16.
        `tokens_per_batch` bounds a batch's padded tokens; a CPU takes fewer at a time.
        Raises `Misconfigured` when the folder is not there; a model that does not load says so at
        its first use.
        """
        if tokens_per_batch < 1:
            raise Misconfigured("The encoder's tokens per batch must be at least 1.")
        self._name = model
        self._folder = _folder(model)
        self._device = device
        self._tokens_per_batch = tokens_per_batch
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._lock = threading.Lock()
        self._loaded: TorchModel | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The model's name, or what its folder holds wherever it lies, then the prefixes' hash.

        The device is not part of it: vectors made in bf16 serve queries made in float32.
        """
        model = f"folder-{fingerprint_of(self._folder)}" if self._folder else self._name
        prefixes = f"{self._query_prefix}\0{self._passage_prefix}".encode()
        return f"{model}/prefixes-{hashlib.sha256(prefixes).hexdigest()[:8]}"

    @cached_property
    def dimension(self) -> int:
        known = dimension_of(self._folder) if self._folder else None
        return known or self._model().dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised.

        On a CPU each row is, to the last bit, that of its text encoded alone.
        """
        return self._encode(self._query_prefix, texts, alike=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        return self._encode(self._passage_prefix, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without special tokens and prefix; nothing is cut.

        Loads no weights where the model's folder holds a `tokenizer.json`.
        """
        counted = [_encodable(text) for text in texts]
        if self._counter:
            return self._counter.count(counted)
        return self._model().count(counted)

    @cached_property
    def _counter(self) -> TokenCounter | None:
        return counter_of(self._folder) if self._folder else None

    def _encode(self, prefix: str, texts: Sequence[str], *, alike: bool = False) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        prefixed = [prefix + _encodable(text) for text in texts]
        return self._model().encode(prefixed, self._tokens_per_batch, alike=alike)

    def _model(self) -> TorchModel:
        with self._lock:
            if self._loaded is None:
                let_waiting_threads_sleep()
                # Late, as importing torch takes seconds and hundreds of megabytes.
                from adapters.encoder.torch_model import TorchModel

                self._loaded = TorchModel(self._name, self._device)
                _spare_garbage_collections()
            return self._loaded


def _spare_garbage_collections() -> None:
    """For a process that serves, once what lives as long as it does is loaded.

    Without this each full collection goes through all that came with torch; and a search makes
    thousands of objects that are gone with their last reference, so that looking for cycles every
    700 of them takes a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def _encodable(text: str) -> str:
    """Parsers of damaged files yield lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _folder(model: str) -> Path | None:
    """The folder that `model` means, None when it is a name on the hub."""
    path = Path(model).expanduser()
    if path.is_dir():
        return path
    if path.is_absolute() or model.startswith(("./", "../", "~")):
        raise Misconfigured(f"The encoder's model folder {model!r} is not there.")
    return None
