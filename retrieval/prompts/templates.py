"""The reviewed templates, one file a language, and which one an answer was asked with."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Template:
    """What is around passages and question; `{}` is where a text goes."""

    version: int
    no_evidence: str
    """What a model is told to reply where the passages do not answer."""
    system: str
    passages: str
    conversation: str
    asked: str
    replied: str
    question: str
    places: dict[str, str]
    """By kind of leaf, with its `{number}` or `{label}`."""
    fingerprint: str
    """Language, version and hash of the file: `fr-1-3f8a90b2c1d4`."""


@cache
def template(language: str) -> Template:
    """That of `fr` or `en`."""
    data = files("retrieval.prompts").joinpath(f"{language}.toml").read_bytes()
    told = tomllib.loads(data.decode("utf-8"))
    digest = hashlib.sha256(data).hexdigest()[:12]
    return Template(**told, fingerprint=f"{language}-{told['version']}-{digest}")


@cache
def silences() -> frozenset[str]:
    """A model may be silent in either language."""
    return frozenset(template(language).no_evidence for language in LANGUAGES)
