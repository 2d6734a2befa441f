"""The embedding model behind `core.encoding.Encoder`. Importing this package loads no model code.

`encoder_for` makes an encoder from settings; `cached`, for evaluation, keeps its vectors on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from core.encoding import Encoder

BUNDLED = "bundled"


def encoder_for(
    model: str,
    device: str,
    tokens_per_batch: int,
    query_prefix: str,
    passage_prefix: str,
    models: Path,
) -> Encoder:
    """The encoder that the settings ask for; its weights load at the first text.

    `bundled` is converted under `models` the first time (blocking, seconds) and always takes
    its own prefixes: the given ones are for other models. Raises `Misconfigured`.
    """
    from adapters.encoder.sentence_transformer import SentenceTransformerEncoder

    if model == BUNDLED:
        from adapters.encoder.bundled import convert
        from adapters.encoder.e5_folder import PASSAGE_PREFIX, QUERY_PREFIX

        model = str(convert(models))
        query_prefix, passage_prefix = QUERY_PREFIX, PASSAGE_PREFIX
    return SentenceTransformerEncoder(
        model,
        device=device,
        tokens_per_batch=tokens_per_batch,
        query_prefix=query_prefix,
        passage_prefix=passage_prefix,
    )


def cached(encoder: Encoder, data: Path) -> Encoder:
    """The same encoder, remembering its vectors in `data`/cache/vectors.sqlite. For evaluation."""
    from adapters.encoder.cache import CachedEncoder

    return CachedEncoder(encoder, data / "cache" / "vectors.sqlite")
