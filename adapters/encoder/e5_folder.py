"""Writes a packed E5 model as a folder that sentence-transformers loads without a network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from safetensors.numpy import save_file

from adapters.encoder.e5_tensors import bert_tensors
from adapters.encoder.e5_tokenizer import MASK, build_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.encoder.model_file import ModelFile, Pieces

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
_MODULES = (
    ("", "sentence_transformers.models.Transformer"),
    ("1_Pooling", "sentence_transformers.models.Pooling"),
    ("2_Normalize", "sentence_transformers.models.Normalize"),
)


def write_folder(model: ModelFile, folder: Path) -> None:
    """Fill the existing `folder`. Raises `Misconfigured` when the model is inconsistent."""
    tokenizer = build_tokenizer(model)
    weights = folder / "model.safetensors"
    save_file(bert_tensors(model), weights, metadata={"format": "pt"})
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _settings(model).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    # safetensors makes a file that only its owner reads; the service may run as another user.
    weights.chmod((folder / "config.json").stat().st_mode)


def _settings(model: ModelFile) -> dict[str, Any]:
    hidden, positions = model.sizes.hidden, model.sizes.positions
    return {
        "config.json": _bert_config(model),
        "tokenizer_config.json": _tokenizer_config(model.pieces, positions),
        "modules.json": _modules(),
        "sentence_bert_config.json": {"max_seq_length": positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _bert_config(model: ModelFile) -> dict[str, Any]:
    sizes = model.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "hidden_act": "gelu",
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": sizes.layer_norm_epsilon,
        "pad_token_id": model.pieces.padding,
        "dtype": "float32",
    }


def _tokenizer_config(pieces: Pieces, positions: int) -> dict[str, Any]:
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": positions,
        "bos_token": begin,
        "cls_token": begin,
        "eos_token": end,
        "sep_token": end,
        "pad_token": pieces.texts[pieces.padding],
        "unk_token": pieces.texts[pieces.unknown],
        "mask_token": MASK if MASK in pieces.texts else None,
        "clean_up_tokenization_spaces": False,
    }


def _modules() -> list[dict[str, Any]]:
    return [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate(_MODULES)
    ]
