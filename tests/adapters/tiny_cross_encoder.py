"""A cross-encoder of a few kilobytes with random weights, written as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    PreTrainedTokenizerFast,
)

_WORDS = (
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
    *("rent", "loyer", "assets", "total", "the", "of", "is", "48", "000", "what"),
)
_MOST_TOKENS = 64


def written(folder: Path, *, labels: int = 1, head: bool = True) -> Path:
    """Without a `head` it is an embedding model. The same weights each time."""
    torch.manual_seed(7)
    config = BertConfig(  # type: ignore[call-arg]
        vocab_size=len(_WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=_MOST_TOKENS,
        num_labels=labels,
        initializer_range=1.0,  # large, so that scores lie well apart
    )
    model: Any = BertForSequenceClassification(config) if head else BertModel(config)
    model.eval().save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def _tokenizer() -> PreTrainedTokenizerFast:
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(_WORDS)}, "[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=made,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=_MOST_TOKENS,
    )
