"""The shapes of an answer: what is a reference, and what only looks like one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from api import wire
from core.abstention import Abstention, Why
from core.chat import Usage
from core.contradiction import Claim, Contradiction
from core.evidence import Answer, AnswerState, Citation, Searched, Writing
from core.ids import CitationId, DocumentId, ReadingId, VersionId
from core.places import TextSpan
from core.verdicts import About, Judgement, Reason, Verdict
from retrieval.sentence import Part, Sentence, Shown, Transcript

PROVEN = Judgement(Verdict.SUPPORTED)
NOTE = "Le loyer [1] est de 12 000 € [1]."

MODEL, REFERENCES = "probant", "probant:references"
MODELS = (MODEL, REFERENCES)


def _citation(name: str) -> Citation:
    return Citation(
        id=CitationId(name),
        index=0,
        document_id=DocumentId("d"),
        document_version=VersionId("v"),
        reading_id=ReadingId("r"),
        document="bail.txt",
        place=TextSpan(0, 5),
        source_start=0,
        source_end=5,
        quote=NOTE,
        answer_start=0,
        answer_end=0,
        score=1.0,
        judgement=PROVEN,
    )


SENTENCES = (
    Sentence((Part(NOTE, (_citation("a"), _citation("b"))), Part("Loyer [2]", (_citation("c"),)))),
    Sentence((Part("Indexé [1] chaque année [3].", (_citation("a"),)),)),
    Sentence((Part("[2]", (_citation("c"), _citation("b"), _citation("a"))),)),
)


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _reference(number: int) -> dict[str, Any]:
    return {"type": "reference", "reference_ids": [number]}


EXPECTED = [
    [_text(NOTE), _reference(1), _reference(2), _text(" — Loyer [2]"), _reference(3)],
    [_text("\nIndexé [1] chaque année [3]."), _reference(1)],
    [_text("\n[2]"), _reference(3), _reference(2), _reference(1)],
]


@pytest.fixture
def transcript() -> Transcript:
    return Transcript()


@pytest.fixture
def shown(transcript: Transcript) -> list[Shown]:
    return [transcript.add(sentence) for sentence in SENTENCES]


def test_what_a_quote_holds_is_no_reference(shown: list[Shown], transcript: Transcript) -> None:
    answer = Answer(
        AnswerState.ANSWERED,
        transcript.text,
        tuple(transcript.citations),
        None,
        Searched((), 1, 1),
    )
    [choice] = wire.completion(answer, REFERENCES, "?")["choices"]
    assert choice["message"]["content"] == [chunk for chunks in EXPECTED for chunk in chunks]
    [choice] = wire.completion(answer, MODEL, "?")["choices"]
    assert choice["message"]["content"] == transcript.text


def test_neither_is_it_where_the_answer_is_streamed(shown: list[Shown]) -> None:
    chunks = wire.Chunks(REFERENCES, "?")
    events = [json.loads(chunks.of(one).removeprefix("data: ")) for one in shown]
    assert [event["choices"][0]["delta"]["content"] for event in events] == EXPECTED


NOTE_ON = " (non prouvé : 84 000 €)"


@pytest.mark.parametrize("model", MODELS)
def test_a_sentence_that_is_not_proven_says_so_and_why_streamed_and_whole(
    transcript: Transcript, model: str
) -> None:
    why = Judgement(Verdict.UNSUPPORTED, (Reason(About.FIGURE, "84 000 €"),))
    shown = [
        transcript.add(Sentence((Part("Il est de 12 000 €.", (_citation("a"),)).judged(PROVEN),))),
        transcript.add(
            Sentence((Part("Il est de 84 000 €.", (_citation("a"),)).judged(why),)), NOTE_ON
        ),
        transcript.add(Sentence((Part("Il est bas.", ()),))),
    ]
    chunks = [json.loads(wire.Chunks(model, "?").of(one).removeprefix("data: ")) for one in shown]
    verdicts = [chunk["probant"]["sentence"]["verdict"] for chunk in chunks]
    assert verdicts == ["supported", "unsupported", "unsupported"]
    [reason] = chunks[1]["probant"]["sentence"]["reasons"]
    assert reason == {"about": "figure", "said": "84 000 €", "told": ""}
    assert chunks[1]["probant"]["citations"][0]["reasons"] == [reason]
    streamed = [chunk["choices"][0]["delta"]["content"] for chunk in chunks]
    citations = tuple(transcript.citations)
    answer = Answer(AnswerState.ANSWERED, transcript.text, citations, None, Searched((), 1, 1))
    [choice] = wire.completion(answer, model, "?")["choices"]
    assert _said(choice["message"]["content"]) == "".join(map(_said, streamed))
    assert _said(streamed[1]) == f"\nIl est de 84 000 €. [1]{NOTE_ON}"


def _said(content: str | list[dict[str, Any]]) -> str:
    """The text of either shape, references as markers."""
    if isinstance(content, str):
        return content
    texts = [part["text"] if "text" in part else f" {part['reference_ids']}" for part in content]
    return "".join(texts)


def test_every_citation_leads_to_its_evidence(shown: list[Shown]) -> None:
    [first] = shown[1].citations
    assert first.to_json()["links"] == {"self": "/v1/citations/a", "page_image": None}


def test_an_abstention_says_why_and_what_would_help() -> None:
    told = Abstention(Why.UNKNOWN_NAME, "Rien sur « Zorblax ».", ("Zorblax",), "Un bail de Zorblax")
    answer = Answer(AnswerState.ABSTAINED, "", (), told.text, Searched((), 0, 0), abstention=told)
    reply = wire.completion(answer, MODEL, "Quel est le loyer de Zorblax ?")
    content = reply["choices"][0]["message"]["content"]
    assert "Rien sur « Zorblax »." in content
    assert content.endswith(" Aiderait : Un bail de Zorblax.")
    assert reply["probant"]["abstention"]["why"] == "unknown_name"


def test_an_abstention_has_the_shape_that_was_asked_for() -> None:
    answer = Answer(AnswerState.ABSTAINED, "", (), "nothing", Searched((), 0, 0))
    [choice] = wire.completion(answer, REFERENCES, "Quel loyer ?")["choices"]
    assert choice["message"]["content"] == [_text(wire.no_evidence("Quel loyer ?", answer))]


@pytest.fixture
def noted(shown: list[Shown], transcript: Transcript) -> Answer:
    """An answer that a model was to write, and that tells what became of it."""
    writing = Writing("small", "fr-1-abc", 9, 1, Usage(1200, 34))
    said, citations = transcript.text, tuple(transcript.citations)
    return Answer(
        AnswerState.ANSWERED,
        said,
        citations,
        "Le modèle est lent.",
        Searched((), 1, 1),
        writing=writing,
    )


@pytest.mark.parametrize("model", MODELS)
def test_a_notice_stands_behind_the_answer_and_is_no_part_of_it(noted: Answer, model: str) -> None:
    whole = wire.completion(noted, model, "?")
    bare = wire.content(noted.text, noted.citations, model)
    note = wire.content("\n\n(Le modèle est lent.)", (), model)
    assert whole["choices"][0]["message"]["content"] == bare + note  # type: ignore[operator]
    assert whole["probant"]["answer"] == noted.text
    last = json.loads(wire.Chunks(model, "?").of(noted).removeprefix("data: "))
    assert last["choices"][0]["delta"] == {"content": note}


def test_what_documents_disagree_on_is_referred_to_as_answers_are(noted: Answer) -> None:
    claims = (Claim(1, "a [2], b.pdf", "48 000 €"), Claim(2, "c.pdf", "84 000 €"))
    told = "Ils diffèrent : a [2], b.pdf dit 48 000 € [1], c.pdf dit 84 000 € [2]."
    answer = replace(noted, reason=told, contradictions=(Contradiction(claims),))
    expected = [
        _text("\n\n(Ils diffèrent : a [2], b.pdf dit 48 000 €"),
        _reference(1),
        _text(", c.pdf dit 84 000 €"),
        _reference(2),
        _text(".)"),
    ]
    whole = wire.completion(answer, REFERENCES, "?")["choices"][0]["message"]["content"]
    assert whole[-len(expected) :] == expected
    last = json.loads(wire.Chunks(REFERENCES, "?").of(answer).removeprefix("data: "))
    assert last["choices"][0]["delta"] == {"content": expected}
    assert _said(expected) == wire.content(f"\n\n({told})", (), MODEL)


def test_tokens_are_those_of_the_model_that_wrote(noted: Answer) -> None:
    told = {"prompt_tokens": 1200, "completion_tokens": 34, "total_tokens": 1234}
    assert wire.completion(noted, MODEL, "?")["usage"] == told
    last = json.loads(wire.Chunks(MODEL, "?").of(noted).removeprefix("data: "))
    assert last["usage"] == told
    assert last["probant"]["writing"] == {
        "model": "small",
        "prompt": "fr-1-abc",
        "passages": 9,
        "left_out": 1,
        "usage": told,
    }


def test_without_a_model_no_token_is_counted() -> None:
    answer = Answer(AnswerState.ABSTAINED, "", (), "nothing", Searched((), 0, 0))
    assert set(wire.completion(answer, MODEL, "?")["usage"].values()) == {0}
    assert "writing" not in answer.to_json()
