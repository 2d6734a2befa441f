"""What a reader is told of how an answer was written, in the language of the question."""

from __future__ import annotations

from dataclasses import dataclass

from core.chat import ChatFailure
from core.evidence import Writing
from retrieval.draft import Draft
from retrieval.sentence import Sentence

SILENT, UNPROVEN, TOO_LONG, BLOCKED = "silent", "unproven", "too_long", "blocked"
_CAUSES = {
    "fr": {
        SILENT: "Le modèle n'a trouvé aucune preuve dans les passages",
        UNPROVEN: "Rien de ce que le modèle a écrit n'est prouvé par les passages",
        BLOCKED: "Une phrase du modèle au moins n'est pas prouvée par les passages",
        TOO_LONG: "Aucun passage ne tient dans ce que le modèle peut lire",
        ChatFailure.UNREACHABLE: "Le serveur du modèle ne répond pas",
        ChatFailure.SLOW: "Le modèle a trop tardé à répondre",
        ChatFailure.RATE_LIMITED: "Le serveur du modèle a trop de demandes",
        ChatFailure.DENIED: "Le serveur du modèle a refusé la demande",
        ChatFailure.CUT: "La réponse du modèle a été interrompue",
        ChatFailure.GARBAGE: "Le serveur du modèle a envoyé ce qui n'est pas une réponse",
        ChatFailure.RESTING: "Le modèle, trop souvent en panne, n'a pas été interrogé",
    },
    "en": {
        SILENT: "The model found no evidence in the passages",
        UNPROVEN: "Nothing that the model wrote is proved by the passages",
        BLOCKED: "A sentence of the model at least is not proved by the passages",
        TOO_LONG: "No passage fits what the model may read",
        ChatFailure.UNREACHABLE: "The model's server does not answer",
        ChatFailure.SLOW: "The model took too long to answer",
        ChatFailure.RATE_LIMITED: "The model's server has too many requests",
        ChatFailure.DENIED: "The model's server turned the request down",
        ChatFailure.CUT: "The model's answer broke off",
        ChatFailure.GARBAGE: "The model's server sent what is no answer",
        ChatFailure.RESTING: "The model failed too often of late and was not asked",
    },
}
_QUOTED = {
    "fr": " : les preuves sont citées mot pour mot.",
    "en": ": the evidence is quoted word for word.",
}
_STOPPED = {
    "fr": " : ce qui était vérifié jusque-là est montré.",
    "en": ": what was verified until then is shown.",
}
_DROPPED = {
    "fr": "Phrases du modèle écartées, car leurs sources ne les prouvent pas : {}.",
    "en": "Sentences of the model left out, since their sources do not prove them: {}.",
}
_FLAGGED = {
    "fr": "Phrases que leurs sources ne prouvent pas, signalées comme telles : {}.",
    "en": "Sentences that their sources do not prove, marked as such: {}.",
}
_NOTE = {"fr": " (non prouvé{})", "en": " (not proven{})"}
_COLON = {"fr": " : ", "en": ": "}
_MOST_NOTED = 3
"""Reasons told behind a sentence; the verdict has them all."""
_LEFT_OUT = {
    "fr": "Passages que le modèle n'a pas lus, faute de place : {}.",
    "en": "Passages that the model did not read, for want of room: {}.",
}


@dataclass(slots=True)
class Notices:
    """Gathered while an answer is written; empty where there is no model."""

    language: str = "en"
    cause: str = ""
    """Why the model gave no answer, or not all of it: SILENT, UNPROVEN or a ChatFailure."""
    shown: int = 0
    """Sentences of the model that were let out."""
    flagged: int = 0
    """Those of them that their sources do not prove."""
    dropped: int = 0
    writing: Writing | None = None
    draft: Draft | None = None
    """What a model is writing, from when it is asked."""

    @property
    def proven(self) -> int:
        """Sentences of the model that hold."""
        return self.shown - self.flagged

    def count(self, sentence: Sentence) -> None:
        self.shown += 1
        self.flagged += not sentence.judgement.holds

    def note_on(self, sentence: Sentence) -> str:
        """Stands behind a sentence that is not proven, and says what of it; else empty."""
        if sentence.judgement.holds:
            return ""
        said = dict.fromkeys(reason.said for reason in sentence.judgement.reasons)
        what = ", ".join(one for one in [*said][:_MOST_NOTED] if one != sentence.text)
        return _NOTE[self.language].format(_COLON[self.language] + what if what else "")

    @property
    def is_silent(self) -> bool:
        """Whether the model said that there is no answer, and nothing besides."""
        return self.cause == SILENT and not self.shown

    @property
    def silence(self) -> str:
        return _CAUSES[self.language][SILENT] + "." if self.is_silent else ""

    @property
    def text(self) -> str:
        """For who reads the answer; empty where all went well."""
        told = []
        if self.cause:
            effect = _STOPPED if self.proven else _QUOTED
            told.append(_CAUSES[self.language][self.cause] + effect[self.language])
        if self.dropped and self.proven:
            told.append(_DROPPED[self.language].format(self.dropped))
        if self.flagged:
            told.append(_FLAGGED[self.language].format(self.flagged))
        if self.shown and self.writing and self.writing.left_out:
            told.append(_LEFT_OUT[self.language].format(self.writing.left_out))
        return " ".join(told)
