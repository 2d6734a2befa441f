"""Which language a question wants its documents to be in."""

from __future__ import annotations

import re

from core.plain import plain

_CALLED = {"fr": r"french|francaise?s?", "en": r"english|anglaise?s?"}
_NAMES = "|".join(_CALLED.values())
# Not "the French report": that may be one about France.
_EDITION = r"versions?|texts?|textes?|wording|translations?|traductions?|editions?|originals?|copy"
_PAPER = (
    r"reports?|documents?|leases?|contracts?|agreements?|accounts|filings?|letters?"
    r"|rapports?|bail|baux|contrats?|conventions?|comptes|courriers?"
)
_WANTED = re.compile(
    rf"\b(?:(?P<before>{_NAMES})[ -](?:language )?(?:{_EDITION})"
    rf"|(?:{_EDITION}) (?:en |in )?(?P<after>{_NAMES})"
    rf"|(?:{_PAPER}) (?:written |rediges? |ecrits? )?(?:en|in) (?P<paper>{_NAMES}))\b"
)
_PATTERNS = {language: re.compile(called) for language, called in _CALLED.items()}


def languages_named(question: str) -> dict[str, str]:
    """Language of documents (`fr`, as `core.description.Field.LANGUAGE` has it) → the question's
    words for it. A language to answer in is none.
    """
    named: dict[str, str] = {}
    for found in _WANTED.finditer(plain(question)):
        name = found["before"] or found["after"] or found["paper"]
        language = next(one for one, called in _PATTERNS.items() if called.fullmatch(name))
        named.setdefault(language, question[slice(*found.span())])
    return named
