"""Conversations through the client that Mistral's users have: what a follow-up leaves out is said
by the questions before it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from mistralai.client import Mistral

from tests.e2e.conftest import run_probant

REFERENCES = "probant:references"
LEASE, LOAN = "bail-commercial.pdf", "offre-de-pret.docx"
AUDIT, REPORT = "rapport-audit.pdf", "annual-report-extract.pdf"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, and what its answer has to show."""

    question: str
    said: str = ""
    """In the answer; empty: it abstains."""
    document: str = ""
    page: int | None = None
    understood: str | None = None
    """What it was taken to ask, where it is a follow-up."""


FRENCH = (
    Turn(
        "Quel est le loyer annuel de base, hors taxes et hors charges, du bail commercial consenti"
        " à SAS Exemplarion Agencement ?",
        "186 000 €",
        LEASE,
        3,
    ),
    Turn(
        "Quelle est sa durée ?",
        "neuf années",
        LEASE,
        3,
        "Quelle est sa durée (bail commercial, SAS Exemplarion Agencement) ?",
    ),
    Turn(
        "Et pour le prêt, quel est le taux fixe pendant la phase d'amortissement ?",
        "3,90 %",
        LOAN,
    ),
    Turn(
        "Quel montant de loyers SAS Mirandelune Foncière a-t-elle comptabilisé en 2024 ?",
        "3 180",
        AUDIT,
        5,
    ),
    Turn(
        "Et en 2023 ?",
        "2 960",
        AUDIT,
        5,
        "Quel montant de loyers SAS Mirandelune Foncière a-t-elle comptabilisé en 2023 ?",
    ),
    Turn(
        "Non, je parlais du résultat net.",
        "480",
        AUDIT,
        5,
        "résultat net, 2023 (« SAS Mirandelune Foncière ») ?",
    ),
    Turn("Quel est le numéro de téléphone du commissaire aux comptes ?"),
    Turn(
        "Et ses honoraires ?",
        "38 500 €",
        AUDIT,
        7,
        "ses honoraires (« commissaire aux comptes ») ?",
    ),
)
ENGLISH = (
    Turn("What were Northfable Instruments' net sales in fiscal 2023?", "4,862", REPORT),
    Turn(
        "And in 2021?",
        "4,138",
        REPORT,
        None,
        "What were Northfable Instruments' net sales in fiscal 2021?",
    ),
    Turn(
        "No, I meant net income.",
        "386",
        REPORT,
        None,
        "net income, 2021 (“Northfable Instruments”)?",
    ),
    Turn(
        "And its CEO's total compensation?",
        understood="its CEO's total compensation, 2021 (“Northfable Instruments”)?",
    ),
    Turn("What were Northfable Instruments' capital expenditures in 2023?", "229", REPORT),
)


@dataclass(frozen=True, slots=True)
class Replied:
    content: str
    references: frozenset[int]
    is_referenced: bool
    """Whether references come apart from the text."""
    whole: dict[str, Any]
    """The field `probant` of the last event."""


def streamed(url: str, model: str, messages: list[Any]) -> Replied:
    """What the stock client shows of one streamed turn, and the last event as it is on the wire."""
    with Mistral(api_key="none", server_url=url) as client:
        pieces = list(client.chat.stream(model=model, messages=messages))
    assert pieces[-1].data.choices[0].finish_reason == "stop"
    text, references = "", set[int]()
    for piece in pieces:
        content = piece.data.choices[0].delta.content
        for part in content if isinstance(content, list) else [content or ""]:
            text += part if isinstance(part, str) else getattr(part, "text", "")
            references |= {int(one) for one in getattr(part, "reference_ids", ())}
    whole = last_event(url, model, messages)
    return Replied(text, frozenset(references), model == REFERENCES, whole)


def last_event(url: str, model: str, messages: list[Any]) -> dict[str, Any]:
    body = {"model": model, "messages": messages, "stream": True}
    reply = httpx.post(f"{url}/v1/chat/completions", json=body, timeout=120)
    events = [line[6:] for line in reply.text.splitlines() if line.startswith("data: {")]
    whole: dict[str, Any] = json.loads(events[-1])["probant"]
    return whole


def hold(url: str, model: str, turns: tuple[Turn, ...]) -> None:
    """A whole conversation, each turn with what was said before, as a chat tool sends it."""
    messages: list[Any] = []
    for turn in turns:
        messages.append({"role": "user", "content": turn.question})
        replied = streamed(url, model, messages)
        messages.append({"role": "assistant", "content": replied.content})
        assert_shown(turn, replied)


def assert_shown(turn: Turn, replied: Replied) -> None:
    whole, scope = replied.whole, replied.whole["searched"]["scope"]
    if turn.understood is not None:
        assert scope["understood"] == turn.understood
        assert turn.understood in replied.content
    if not turn.said:
        assert (whole["state"], whole["citations"]) == ("abstained", []), turn.question
        assert whole["searched"]["nearest"]
        assert scope["label"] in replied.content
        return
    assert whole["state"] == "answered", turn.question
    assert turn.said in replied.content, f"{turn.question}: {replied.content}"
    proof = [c for c in whole["citations"] if turn.said in c["quote"]]
    assert turn.document in {citation["document"] for citation in proof}
    assert turn.page is None or turn.page in {citation["page_start"] for citation in proof}
    if replied.is_referenced:
        assert {citation["index"] for citation in proof} <= replied.references


@pytest.mark.parametrize(("model", "turns"), [("probant", FRENCH), (REFERENCES, FRENCH[:3])])
def test_a_french_conversation_of_eight_turns(
    served: str, model: str, turns: tuple[Turn, ...]
) -> None:
    hold(served, model, turns)


def test_an_english_conversation_of_five_turns(served: str) -> None:
    hold(served, "probant", ENGLISH)


def test_the_command_line_understands_the_same(
    served: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("after")
    first, _, _, asked, year, *_ = FRENCH
    after = ["--after", first.question, "--after", asked.question]
    command = ["ask", year.question, *after, "--server", served]
    told = json.loads(run_probant(folder, *command, "--json"))
    assert told["searched"]["scope"]["understood"] == year.understood
    assert year.said in told["answer"]
    assert f"understood as: {year.understood}" in run_probant(folder, *command)
