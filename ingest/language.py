"""The language of a text: French or English."""

from __future__ import annotations

from functools import cache
from typing import Any

LANGUAGES = ("fr", "en")
_ENOUGH = 20_000
"""Characters; more change nothing."""


def language_of(text: str) -> str:
    """`fr` or `en`, whichever is likelier; `fr` for a text without letters."""
    if not any(character.isalpha() for character in text):
        return "fr"
    language, _ = _identifier().classify(text[:_ENOUGH])
    return str(language)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
