"""The tensors of the packed file under the names that a BERT checkpoint gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from adapters.encoder.model_file import ModelFile, Sizes

Shape = tuple[int, ...]


def bert_tensors(model: ModelFile) -> dict[str, NDArray[np.float32]]:
    """Every tensor of `BertModel`, float32. Raises `Misconfigured` when one does not fit."""
    tensors = {name: model.tensor(packed, shape) for name, packed, shape in _names(model.sizes)}
    return tensors | _unused_pooler(model.sizes.hidden)


def _names(sizes: Sizes) -> Iterator[tuple[str, str, Shape]]:
    hidden = sizes.hidden
    yield "embeddings.word_embeddings.weight", "emb.word", (sizes.vocabulary, hidden)
    yield "embeddings.position_embeddings.weight", "emb.pos", (sizes.positions, hidden)
    yield "embeddings.token_type_embeddings.weight", "emb.type", (sizes.token_types, hidden)
    yield from _pair("embeddings.LayerNorm", "emb.ln", (hidden,))
    for layer in range(sizes.layers):
        yield from _layer(f"encoder.layer.{layer}", f"l{layer}", hidden, sizes.feed_forward)


def _layer(name: str, packed: str, hidden: int, inner: int) -> Iterator[tuple[str, str, Shape]]:
    square = (hidden, hidden)
    yield from _pair(f"{name}.attention.self.query", f"{packed}.q", square)
    yield from _pair(f"{name}.attention.self.key", f"{packed}.k", square)
    yield from _pair(f"{name}.attention.self.value", f"{packed}.v", square)
    yield from _pair(f"{name}.attention.output.dense", f"{packed}.ao", square)
    yield from _pair(f"{name}.attention.output.LayerNorm", f"{packed}.aln", (hidden,))
    yield from _pair(f"{name}.intermediate.dense", f"{packed}.fi", (inner, hidden))
    yield from _pair(f"{name}.output.dense", f"{packed}.fo", (hidden, inner))
    yield from _pair(f"{name}.output.LayerNorm", f"{packed}.oln", (hidden,))


def _pair(name: str, packed: str, shape: Shape) -> Iterator[tuple[str, str, Shape]]:
    yield f"{name}.weight", f"{packed}.w", shape
    yield f"{name}.bias", f"{packed}.b", shape[:1]


def _unused_pooler(hidden: int) -> dict[str, NDArray[np.float32]]:
    # Mean pooling never reads BERT's pooler and the file leaves it out; zeros keep the loader from
    # drawing random weights and warning about them.
    return {
        "pooler.dense.weight": np.zeros((hidden, hidden), dtype=np.float32),
        "pooler.dense.bias": np.zeros(hidden, dtype=np.float32),
    }
