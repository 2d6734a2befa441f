"""Which encoder is meant, in words that mean the same in every process and folder."""

from __future__ import annotations

from pathlib import Path

from adapters.encoder import BUNDLED, encoder_for
from core.encoding import Encoder
from core.generations import EncoderSpec
from core.settings import Settings


def spec_of(model: str, query_prefix: str, passage_prefix: str) -> EncoderSpec:
    """The same words for the same encoder: folders are absolute, the bundled model's prefixes
    its own."""
    if model == BUNDLED:
        from adapters.encoder.e5_folder import PASSAGE_PREFIX, QUERY_PREFIX

        return EncoderSpec(BUNDLED, QUERY_PREFIX, PASSAGE_PREFIX)
    folder = Path(model).expanduser()
    return EncoderSpec(
        str(folder.absolute()) if folder.is_dir() else model, query_prefix, passage_prefix
    )


def spec_of_settings(settings: Settings) -> EncoderSpec:
    return spec_of(settings.encoder, settings.encoder_query_prefix, settings.encoder_passage_prefix)


def open_encoder(settings: Settings, spec: EncoderSpec) -> Encoder:
    """On the device of the settings. Raises Misconfigured."""
    return encoder_for(
        spec.model,
        settings.encoder_device,
        settings.encoder_tokens,
        spec.query_prefix,
        spec.passage_prefix,
        settings.models,
    )
