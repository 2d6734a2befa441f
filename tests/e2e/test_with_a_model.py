"""A server with a chat model behind it: whatever the model says, what leaves is shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mistralai.client import Mistral

from core.words import words
from tests.adapters.chat.model_server import ModelServer, fails, says
from tests.adapters.chat.real_model import RealModel
from tests.e2e.conftest import run_probant, serving

pytestmark = pytest.mark.slow

QUESTION = "Quel est le montant du dépôt de garantie versé à la signature du bail ?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    folder = tmp_path_factory.mktemp("model")
    run_probant(folder, "ingest", str(samples / "bail-commercial.pdf"), "--json")
    return folder


def _settings(url: str, name: str) -> dict[str, str]:
    return {"PROBANT_CHAT_URL": url, "PROBANT_CHAT_MODEL": name, "PROBANT_CHAT_SECONDS": "30"}


def _ask(url: str) -> dict[str, Any]:
    said = {"messages": [{"role": "user", "content": QUESTION}]}
    reply = httpx.post(f"{url}/v1/chat/completions", json=said, timeout=120).json()
    answer: dict[str, Any] = reply["probant"]
    return answer


def _figures(text: str) -> set[str]:
    return {word for word in words(text) if any(map(str.isdigit, word))}


def _is_shown(answer: dict[str, Any]) -> bool:
    """Whether every line is cited, and every figure of it stands in a quote."""
    quoted = {figure for c in answer["citations"] for figure in _figures(c["quote"])}
    markers = {f"[{citation['index']}]" for citation in answer["citations"]}
    lines = answer["answer"].splitlines()
    said = answer["answer"]
    for marker in markers:
        said = said.replace(marker, "")
    return (
        bool(lines)
        and all(any(m in line for m in markers) for line in lines)
        and not (_figures(said) - quoted)
    )


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def url(folder: Path, model: ModelServer) -> Iterator[str]:
    with serving(folder, _settings(model.url, "fake")) as url:
        yield url


def test_a_supported_sentence_of_the_model_is_shown(url: str, model: ModelServer) -> None:
    model.answer = says("Le dépôt de garantie s'élève à ", "46 500 € [1].")
    answer = _ask(url)
    assert answer["answer"].startswith("Le dépôt de garantie s'élève à 46 500 €")
    assert _is_shown(answer)


def test_an_invented_figure_never_leaves(url: str, model: ModelServer) -> None:
    model.answer = says("Le dépôt est de 99 999 € [1]. Il est versé à la signature [1].")
    answer = _ask(url)
    assert "99 999" not in answer["answer"]
    assert _is_shown(answer)


@pytest.mark.parametrize("reply", [says("Aucune idée."), says("[9] [0] [1"), fails(500)])
def test_a_model_that_proves_nothing_leaves_the_word_to_the_evidence(
    url: str, model: ModelServer, reply: Any
) -> None:
    model.answer = reply
    answer = _ask(url)
    assert "46 500 €" in answer["answer"]
    assert _is_shown(answer)


def test_a_model_that_finds_no_evidence_is_heard(url: str, model: ModelServer) -> None:
    model.answer = says("AUCUNE", " PREUVE.")
    answer = _ask(url)
    assert (answer["state"], answer["citations"]) == ("abstained", [])
    assert "modèle" in answer["reason"]


def test_a_model_that_breaks_off_is_said_to(url: str, model: ModelServer) -> None:
    model.answer = fails(500)
    assert "ne répond pas" in _ask(url)["reason"]


@pytest.mark.parametrize(
    "lie",
    [
        "Le dépôt de garantie n'est pas de 46 500 € [1].",
        "Le dépôt de garantie est de 500 € [1].",
        "Le dépôt de garantie est de 46 500 millions de dollars [1].",
        "Le dépôt de garantie de 46 500 € est versé par Dupont Immobilier [1].",
    ],
)
def test_what_contradicts_its_quote_never_leaves(url: str, model: ModelServer, lie: str) -> None:
    model.answer = says(lie)
    answer = _ask(url)
    assert lie[:30] not in answer["answer"]
    assert _is_shown(answer)


@pytest.mark.llm
def test_a_real_model_server_behind_the_stock_client(folder: Path, tmp_path: Path) -> None:
    # The other server owns its own; the sockets of its queue are no files.
    sockets = shutil.ignore_patterns("queue")
    shutil.copytree(folder / "data", tmp_path / "data", ignore=sockets)
    if missing := RealModel.missing():
        pytest.skip(missing)
    with RealModel() as real, serving(tmp_path, _settings(real.url, real.name)) as url:
        assert _is_shown(_ask(url))
        with Mistral(api_key="none", server_url=url) as client:
            said: list[Any] = [{"role": "user", "content": QUESTION}]
            reply = client.chat.complete(model="probant", messages=said)
        assert reply.choices[0].message.content
