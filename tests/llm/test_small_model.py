"""A real small model writes the answers: what it invents is caught, and shown as such or not at
all. Nothing is assumed of what it writes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mistralai.client import Mistral

from core.words import words
from tests.adapters.chat.real_model import RealModel
from tests.e2e.conftest import run_probant, serving

pytestmark = [pytest.mark.llm, pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = (
    "Quelle est la provision annuelle pour charges du bail commercial ?",
    "Quel est le taux fixe du prêt pendant la phase d'amortissement ?",
    "How much cash did Northfable's operating activities provide in 2023?",
)
DOCUMENTS = ("bail-commercial.pdf", "offre-de-pret.docx", "annual-report-extract.pdf")
HOLDS = ("supported", "derived")
_MARKERS = re.compile(r" \[\d+\]")


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[str, str]]:
    """URL and name: of the server that PROBANT_TEST_LLM_URL and PROBANT_TEST_LLM_MODEL name, else
    of one that is started here."""
    if url := os.environ.get("PROBANT_TEST_LLM_URL"):
        yield url, os.environ.get("PROBANT_TEST_LLM_MODEL", "")
        return
    if missing := RealModel.missing():
        pytest.skip(missing)
    with RealModel() as real:
        yield real.url, real.name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    folder = tmp_path_factory.mktemp("llm")
    run_probant(folder, "ingest", *(str(samples / name) for name in DOCUMENTS), "--json")
    return folder


def settings(model: tuple[str, str], policy: str) -> dict[str, str]:
    """Prompts of a thousand tokens: few passages, and quickly read by one core. A small model may
    never come to an end: half a minute is its time."""
    url, name = model
    return {
        "PROBANT_CHAT_URL": url,
        "PROBANT_CHAT_MODEL": name,
        "PROBANT_CHAT_TOKENS": "1000",
        "PROBANT_CHAT_SECONDS": "30",
        "PROBANT_CHAT_WHOLE_SECONDS": "30",
        "PROBANT_VERIFICATION_POLICY": policy,
    }


def answers(url: str) -> list[dict[str, Any]]:
    asked = [{"messages": [{"role": "user", "content": question}]} for question in QUESTIONS]
    replies = [httpx.post(f"{url}/v1/chat/completions", json=one, timeout=200) for one in asked]
    return [reply.json()["probant"] for reply in replies]


def figures(text: str) -> set[str]:
    """Whatever stands between the cells of a row."""
    return {word for word in words(" ".join(text.split())) if any(map(str.isdigit, word))}


def sentences(answer: dict[str, Any]) -> Iterator[tuple[str, set[str], dict[str, Any]]]:
    """Words, figures of the quotes that it cites, and verdict, of each sentence."""
    for sentence in answer["sentences"]:
        said = _MARKERS.sub("", answer["answer"][sentence["start"] : sentence["end"]])
        cited = [c for c in answer["citations"] if c["index"] in sentence["citations"]]
        yield said, {f for one in cited for f in figures(one["quote"])}, sentence


def test_what_it_invents_is_shown_as_such(model: tuple[str, str], folder: Path) -> None:
    with serving(folder, settings(model, "flag")) as url:
        told = answers(url)
        assert_quotes_are_at_their_spans(url, told)
        assert_streamed(url)
    invented = 0
    for answer in told:
        assert answer["state"] == "answered"
        assert answer["writing"]["passages"] > 0
        for said, proven, sentence in sentences(answer):
            if sentence["verdict"] in HOLDS:
                assert sentence["citations"], said
                assert sentence["verdict"] == "derived" or figures(said) <= proven
                continue
            assert sentence["reasons"], said
            assert answer["answer"][sentence["end"] :].startswith((" (non prouvé", " (not proven"))
            reasons = " ".join(reason["said"] for reason in sentence["reasons"])
            assert figures(said) - proven <= figures(reasons), said
            invented += 1
    if not any(answer["writing"]["usage"]["completion_tokens"] for answer in told):
        pytest.skip("this machine is too slow for the model: it wrote nothing in half a minute")
    if "PROBANT_TEST_LLM_URL" not in os.environ:  # a better model may invent nothing
        assert invented


def assert_quotes_are_at_their_spans(url: str, told: list[dict[str, Any]]) -> None:
    for citation in (one for answer in told for one in answer["citations"]):
        resolved = httpx.get(f"{url}/v1/citations/{citation['id']}", timeout=30).json()
        assert resolved["quote"] == citation["quote"]


def assert_streamed(url: str) -> None:
    """The stock client gets the same answer in pieces."""
    asked: list[Any] = [{"role": "user", "content": QUESTIONS[0]}]
    with Mistral(api_key="none", server_url=url) as client:
        pieces = list(client.chat.stream(model="probant", messages=asked))
    assert len(pieces) > 2
    assert pieces[-1].data.choices[0].finish_reason == "stop"
    assert pieces[-1].data.usage


def test_with_drop_no_figure_leaves_that_no_cited_quote_has(
    model: tuple[str, str], folder: Path
) -> None:
    with serving(folder, settings(model, "drop")) as url:
        told = answers(url)
    for answer in told:
        assert answer["citations"]
        for said, proven, sentence in sentences(answer):
            assert sentence["verdict"] in HOLDS
            assert sentence["verdict"] == "derived" or figures(said) <= proven
