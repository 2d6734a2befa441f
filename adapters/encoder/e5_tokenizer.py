"""The tokenizer of the packed file as an ordinary `tokenizers.Tokenizer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from adapters.encoder.model_file import damaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.encoder.model_file import ModelFile, Pieces

MASK = "<mask>"


def build_tokenizer(model: ModelFile) -> Tokenizer:
    """XLM-RoBERTa's Unigram tokenizer. Raises `Misconfigured` when it would not be faithful."""
    pieces = model.pieces
    vocabulary = list(zip(pieces.texts, pieces.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.unknown))
    tokenizer.normalizer = _normaliser(model.normalisation)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = _template(pieces)
    tokenizer.add_special_tokens(
        [AddedToken(text, special=True, normalized=False) for text in _special(pieces)]
    )
    return tokenizer


def _normaliser(table: Mapping[str, str]) -> normalizers.Normalizer:
    # The file's table, made one character at a time, is NMT's control characters followed by NFKC.
    # The pair also composes decomposed accents, as the model's own normaliser does and the table
    # cannot. It is checked against the table so that another version of the file cannot drift.
    per_character = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    for character, expected in table.items():
        if per_character.normalize_str(character) != expected:
            raise damaged(f"its normalisation of U+{ord(character):04X} is not the expected one")
    return normalizers.Sequence([per_character, normalizers.Replace(Regex(" {2,}"), " ")])


def _template(pieces: Pieces) -> processors.PostProcessor:
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    return processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, pieces.begin), (end, pieces.end)],
    )


def _special(pieces: Pieces) -> list[str]:
    ids = (pieces.begin, pieces.padding, pieces.end, pieces.unknown)
    mask = [MASK] if MASK in pieces.texts else []
    return [pieces.texts[one] for one in ids] + mask
