"""Counts tokens as Mistral's models do, offline: the vocabulary comes with mistral-common."""

from __future__ import annotations

from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

VOCABULARY = "tekken_240911.json"
"""Tekken, of Mistral's models since 2024. Those of other vocabularies count a little more or less:
what they may read is not meant to be filled to the last token."""


class Tekken:
    """Loads on first use: half a second, and about 120 MB."""

    def __init__(self) -> None:
        self._loaded: Tekkenizer | None = None
        self._loading = Lock()

    def count(self, text: str) -> int:
        """Tokens of a text, no special ones among them. May be called from several threads."""
        return len(self._tokenizer().encode(text, bos=False, eos=False))

    def _tokenizer(self) -> Tekkenizer:
        with self._loading:
            if self._loaded is None:
                from mistral_common.tokens.tokenizers.tekken import Tekkenizer

                path = files("mistral_common") / "data" / VOCABULARY
                self._loaded = Tekkenizer.from_file(str(path))
            return self._loaded
