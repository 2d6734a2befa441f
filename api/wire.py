"""Answers as chat tools read them: OpenAI's shape, and Mistral's references.

The content is a string with `[n]` markers. Under a model's name that ends in `:references` it is
Mistral's list of `text` and `reference` chunks, whose ids are the citations' `index`. The full
answer always travels in the field `probant`, which clients that don't know it ignore.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from time import time
from typing import Any
from uuid import uuid4

from core.chat import NO_USAGE
from core.evidence import Answer, AnswerState, Citation
from core.reviews import Supervised
from core.use_cases import Supervision
from ingest.language import language_of
from retrieval.sentence import Shown

REFERENCES = ":references"
DONE = "data: [DONE]\n\n"

_NO_EVIDENCE = {
    "fr": "Je n'ai pas trouvé de preuve dans les documents que vous pouvez lire.",
    "en": "I found no evidence in the documents you may read.",
}
_WOULD_HELP = {"fr": " Aiderait : {}.", "en": " What would help: {}."}
_DRAFT = {
    "fr": "**Brouillon** : cette réponse attend la décision {} avant tout usage.",
    "en": "**Draft**: this answer waits for the decision of {} before any use.",
}
_DECIDERS = {
    "fr": {True: "de deux personnes", False: "d'une personne"},
    "en": {True: "two people", False: "somebody"},
}
_UNDERSTOOD = {"fr": "Compris comme : {}", "en": "Understood as: {}"}
_LOOKED_IN = {"fr": " Cherché dans : {}.", "en": " Searched: {}."}
_MAY_MEAN = {"fr": " La question peut viser : {}.", "en": " The question may mean: {}."}


def _usage(answer: Answer) -> dict[str, int]:
    """Tokens of the model that wrote; none where the evidence alone was quoted."""
    return (answer.writing.usage if answer.writing else NO_USAGE).to_json()


def event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def content(
    text: str, citations: Sequence[Citation], model: str, start: int = 0
) -> str | list[dict[str, Any]]:
    """A text with markers in the shape that a model name asks for.

    `start` is where the text begins in the answer. Markers are found by where citations end, for a
    quote may hold `[1]` of its own: those of one stretch follow it, in the citations' order.
    """
    return _shaped(text, [(one.answer_end - start, one.index) for one in citations], model)


def _shaped(
    text: str, markers: Iterable[tuple[int, int]], model: str
) -> str | list[dict[str, Any]]:
    """The text in a model's shape, of markers by where what they stand behind ends."""
    if not model.endswith(REFERENCES):
        return text
    chunks: list[dict[str, Any]] = []
    done = 0
    for end, index in markers:
        # Behind the markers that are done, where this stretch has several.
        marker = max(done, end)
        chunks += _text(text[done:marker])
        chunks.append({"type": "reference", "reference_ids": [index]})
        done = marker + len(f" [{index}]")
    return chunks + _text(text[done:])


def _text(text: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text}] if text else []


def no_evidence(question: str, answer: Answer) -> str:
    """Says why, where was looked, where the question named that, what else it may mean, and which
    document would help."""
    language = language_of(question)
    scope = answer.searched.scope
    options = "; ".join(f"({n}) {option.label}" for n, option in enumerate(scope.options, start=1))
    looked = _LOOKED_IN[language].format(scope.label) if scope.label else ""
    meant = _MAY_MEAN[language].format(options) if options else ""
    why = f" {answer.reason}" if answer.reason else ""
    wanted = answer.abstention.would_help if answer.abstention else ""
    helpful = _WOULD_HELP[language].format(wanted) if wanted else ""
    understood = f" {_understood(answer)}" if answer.searched.scope.understood else ""
    return f"{_NO_EVIDENCE[language]}{why}{understood}{looked}{meant}{helpful}"


def _whole(answer: Answer, model: str, question: str) -> str | list[dict[str, Any]]:
    if answer.state is not AnswerState.ANSWERED:
        return content(no_evidence(question, answer), (), model)
    waits = _draft(answer.supervision, model, question)
    said, noted = content(answer.text, answer.citations, model), _noted(answer, model)
    if isinstance(said, str) or isinstance(noted, str) or isinstance(waits, str):
        return f"{waits}{said}{noted}"
    return waits + said + noted


def _draft(supervised: Supervised | None, model: str, question: str) -> str | list[dict[str, Any]]:
    """What is told before an answer that waits for people; empty where it does not."""
    if not (supervised and supervised.draft):
        return content("", (), model)
    language = language_of(question)
    deciders = _DECIDERS[language][supervised.mode is Supervision.FOUR_EYES]
    return content(f"{_DRAFT[language].format(deciders)}\n\n", (), model)


def _noted(answer: Answer, model: str) -> str | list[dict[str, Any]]:
    """The notice in the shape of a model: what documents disagree on has markers as well."""
    notice, done = _notice(answer), 0
    markers = []
    for claim in (claim for told in answer.contradictions for claim in told.values):
        at = notice.find(f"{claim.value} [{claim.citation}]", done)
        if at >= 0:
            done = at + len(claim.value)
            markers.append((done, claim.citation))
    return _shaped(notice, markers, model)


def _notice(answer: Answer) -> str:
    """How a follow-up was understood; why a model did not write the answer, or not all of it.
    Empty where there is nothing to tell."""
    told = [part for part in (_understood(answer), answer.reason) if part]
    return f"\n\n({' '.join(told)})" if told else ""


def _understood(answer: Answer) -> str:
    asked = answer.searched.scope.understood
    return _UNDERSTOOD[language_of(asked)].format(asked) if asked else ""


def completion(answer: Answer, model: str, question: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": _whole(answer, model, question)}
    return {
        **_envelope("chat.completion", model),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": _usage(answer),
        "probant": answer.to_json(),
    }


def _envelope(kind: str, model: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time()),
        "model": model,
    }


class Chunks:
    """The server-sent events of one streamed answer."""

    def __init__(self, model: str, question: str) -> None:
        self._question = question
        self._model = model
        self._envelope = _envelope("chat.completion.chunk", model)

    def opening(self) -> str:
        return self._event({"role": "assistant", "content": ""})

    def of(self, part: Supervised | Shown | Answer) -> str:
        """That it waits for people, a verified sentence with its citations, or the end with the
        whole answer."""
        if isinstance(part, Supervised):
            waits = {"content": _draft(part, self._model, self._question)}
            return self._event(waits, probant={"supervision": part.to_json()})
        if isinstance(part, Shown):
            citations = [citation.to_json() for citation in part.citations]
            shown = content(part.text, part.citations, self._model, part.start)
            delta: dict[str, Any] = {"content": shown}
            sentence = part.checked.to_json()
            return self._event(delta, probant={"citations": citations, "sentence": sentence})
        is_answer = part.state is AnswerState.ANSWERED
        said = _noted(part, self._model) if is_answer else _whole(part, self._model, self._question)
        delta = {"content": said} if said else {}
        return self._event(delta, "stop", usage=_usage(part), probant=part.to_json())

    def _event(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return event({**self._envelope, "choices": [choice], **more})
