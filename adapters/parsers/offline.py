"""Makes `unstructured` work without a network.

As installed, its partitioners for text load a spaCy model and download it where it is missing. They
only use it to tell prose from titles, which we take from styles and tags instead: a blank pipeline
that splits sentences is enough, and several times faster.
"""

from __future__ import annotations

import os
from typing import Any

SWITCHES = {
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}

_LOADER = "_get_nlp"


def prepare() -> None:
    """Call before any partitioner. Replaces a private name, so `unstructured` is pinned."""
    os.environ.update(SWITCHES)
    import spacy
    from unstructured.nlp import tokenize

    loader = getattr(tokenize, _LOADER, None)
    if not callable(loader):
        raise RuntimeError("this version of unstructured loads spaCy in another way")
    if getattr(loader, "is_blank", False):
        return
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")

    def blank() -> Any:
        return pipeline

    blank.is_blank = True  # type: ignore[attr-defined]
    setattr(tokenize, _LOADER, blank)
