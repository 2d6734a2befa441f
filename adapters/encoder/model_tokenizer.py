"""The tokenizer of a loaded model: texts to token ids to padded arrays."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    """Shape (texts, longest)."""


class ModelTokenizer:
    """Wraps a transformers tokenizer. Safe to call from several threads."""

    def __init__(self, tokenizer: Any, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        # Its own engine: what the wrapper makes of each text costs as much as tokenising it, and
        # holds the interpreter while a GPU waits for its next batch.
        self._engine = getattr(tokenizer, "backend_tokenizer", None)
        # Truncation settings are kept inside: two threads would borrow them at once and fail.
        self._lock = threading.Lock()

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, special ones included, cut at the model's maximum length."""
        with self._lock:
            if self._engine is None:
                return self._wrapped(texts, truncation=True, max_length=self._max_tokens)
            self._engine.no_padding()
            self._engine.enable_truncation(
                self._max_tokens, direction=self._tokenizer.truncation_side
            )
            encoded = self._engine.encode_batch_fast(list(texts), add_special_tokens=True)
        return [one.ids for one in encoded]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones excluded; nothing is cut."""
        with self._lock:
            found = self._wrapped(texts, add_special_tokens=False, verbose=False)
        return [len(ids) for ids in found]

    def _wrapped(self, texts: Sequence[str], **options: Any) -> list[list[int]]:
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), return_attention_mask=False, **options)
        return cast("list[list[int]]", encoded["input_ids"])

    def pad(self, batch: Sequence[Sequence[int]], multiple: int) -> tuple[Ids, Ids]:
        """Ids and attention mask, as wide as the longest, rounded up to a multiple of `multiple`.

        Never rounded beyond the model's maximum length.
        """
        longest = max(1, *map(len, batch))
        width = max(longest, min(-(-longest // multiple) * multiple, self._max_tokens))
        ids = np.full((len(batch), width), self._tokenizer.pad_token_id or 0, np.int64)
        mask = np.zeros((len(batch), width), np.int64)
        left = self._tokenizer.padding_side == "left"
        for row, tokens in enumerate(batch):
            here = slice(width - len(tokens), width) if left else slice(0, len(tokens))
            ids[row, here] = tokens
            mask[row, here] = 1
        return ids, mask
