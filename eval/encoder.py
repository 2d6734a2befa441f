"""An encoder for asking: texts of documents are remembered, questions are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.encoding import Encoder

if TYPE_CHECKING:
    from core.indexing import Vectors


class NewQuestions:
    """The `Encoder` port. Each question is encoded as if nobody had ever asked it, so that a
    second run times what the first one did.
    """

    def __init__(self, bare: Encoder, remembering: Encoder) -> None:
        self._bare = bare
        self._remembering = remembering

    @property
    def fingerprint(self) -> str:
        return self._bare.fingerprint

    @property
    def dimension(self) -> int:
        return self._bare.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._bare.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._remembering.encode_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._bare.count_tokens(texts)
