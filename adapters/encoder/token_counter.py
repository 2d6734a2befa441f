"""Counts tokens with a model's own tokenizer, without loading the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

FILE = "tokenizer.json"


class TokenCounter:
    """Safe to call from several threads: the tokenizer is never set again."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        # Files carry the settings that a model was trained with: they would cut and fill.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones excluded; nothing is cut."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one.ids) for one in encoded]


def counter_of(folder: Path) -> TokenCounter | None:
    """The tokenizer in a model's folder; None where it holds none, or one that does not load.

    Takes half a second for the 250,000 pieces of a multilingual model.
    """
    from tokenizers import Tokenizer

    if not (folder / FILE).is_file():
        return None
    try:
        return TokenCounter(Tokenizer.from_file(str(folder / FILE)))
    except (
        Exception
    ):  # the binding raises bare `Exception`; the model itself then says what is wrong
        return None
