"""Why there is no answer, and what would make one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    NO_DOCUMENTS = "no_documents"
    """There is none that the caller may read."""
    NOTHING_FOUND = "nothing_found"
    OUTSIDE_SCOPE = "outside_scope"
    """Nothing was found where was looked, and not everything was looked at."""
    WEAK = "weak"
    """What was found is too unlikely to answer."""
    UNKNOWN_NAME = "unknown_name"
    """The question names somebody or something that nothing found is about."""
    UNKNOWN_PERIOD = "unknown_period"
    """It asks for a time that nothing found tells of."""
    UNCLEAR_WHOSE = "unclear_whose"
    """It asks for a figure of accounts without a name, and several issuers have one."""
    UNCLEAR = "unclear"
    """It has no word that says what is looked for."""
    UNPROVEN = "unproven"
    """What was found proves no sentence."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """Where was looked, and what came closest, is told beside it (`core.evidence.Searched`)."""

    why: Why
    text: str
    """For who reads, in the language of the question."""
    missing: tuple[str, ...] = ()
    """What nothing found is about, in the question's words: names, else periods; or those among
    whom the question does not choose."""
    would_help: str = ""
    """The document that would, in the language of the question: "An annual report of NORTHWIND for
    2021"; empty where the question does not tell."""

    def to_json(self) -> dict[str, Any]:
        return {
            "why": self.why.value,
            "text": self.text,
            "missing": list(self.missing),
            "would_help": self.would_help or None,
        }
