"""The contract of `core.ports.Reranker`, on a real cross-encoder with random weights."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.reranker import CrossEncoderReranker
from core.errors import Misconfigured
from core.ports import Reranker
from tests.adapters.tiny_cross_encoder import written

QUESTION = "what is the rent"
TEXTS = ["the rent is 48 000", "total assets", "loyer " * 400, "", "\ud800 rent", "of the of"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("cross-encoder"))


@pytest.fixture(scope="module")
def reranker(folder: Path) -> Reranker:
    return CrossEncoderReranker(str(folder), device="cpu")


def test_each_text_has_a_score_of_its_own(reranker: Reranker) -> None:
    scores = reranker.score(QUESTION, TEXTS)
    assert len(scores) == len(TEXTS)
    assert all(0 <= score <= 1 for score in scores)
    assert len({round(score, 6) for score in scores}) == len(TEXTS)
    assert reranker.score("total assets", TEXTS) != scores
    assert reranker.score(QUESTION, []) == []


def test_scores_follow_their_texts(reranker: Reranker) -> None:
    forwards, backwards = reranker.score(QUESTION, TEXTS), reranker.score(QUESTION, TEXTS[::-1])
    assert backwards[::-1] == pytest.approx(forwards, abs=1e-5)


def test_the_same_input_gives_the_same_scores_also_from_several_threads(
    reranker: Reranker, folder: Path
) -> None:
    expected = reranker.score(QUESTION, TEXTS)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: reranker.score(QUESTION, TEXTS), range(8)))
    assert found == [expected] * 8
    assert CrossEncoderReranker(str(folder), device="cpu").score(QUESTION, TEXTS) == expected


def test_a_folder_is_the_same_model_wherever_it_lies(reranker: Reranker, tmp_path: Path) -> None:
    moved = written(tmp_path / "moved")
    assert CrossEncoderReranker(str(moved)).fingerprint == reranker.fingerprint
    (moved / "config.json").write_text((moved / "config.json").read_text("utf-8") + " ", "utf-8")
    assert CrossEncoderReranker(str(moved)).fingerprint != reranker.fingerprint


@pytest.mark.parametrize("kind", ["missing", "empty", "embedding model", "no JSON"])
def test_a_folder_without_a_cross_encoder_is_told_at_once(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    if kind != "missing":
        folder.mkdir()
    if kind == "embedding model":
        written(folder, head=False)
    if kind == "no JSON":
        (folder / "config.json").write_bytes(b"\xff\x00[")
    with pytest.raises(Misconfigured, match="PROBANT_RERANKER"):
        CrossEncoderReranker(str(folder))


def test_what_shows_only_when_it_loads_is_told_at_the_first_question(tmp_path: Path) -> None:
    three = CrossEncoderReranker(str(written(tmp_path / "three", labels=3)), device="cpu")
    with pytest.raises(Misconfigured, match="one score"):
        three.score(QUESTION, TEXTS)
    damaged = written(tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(Misconfigured, match="PROBANT_RERANKER"):
        CrossEncoderReranker(str(damaged), device="cpu").score(QUESTION, TEXTS)


def test_a_model_brings_no_code(tmp_path: Path) -> None:
    """A folder that asks for its own classes is refused; they are not run."""
    folder = written(tmp_path / "model")
    config = (folder / "config.json").read_text("utf-8")
    own = '{"auto_map": {"AutoModelForSequenceClassification": "own.Own", "AutoConfig": "own.C"},'
    (folder / "config.json").write_text(
        own + config.replace('"bert"', '"own"').lstrip()[1:], "utf-8"
    )
    ran = tmp_path / "ran"
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w')\n", "utf-8")
    with pytest.raises(Misconfigured):
        CrossEncoderReranker(str(folder), device="cpu").score(QUESTION, TEXTS)
    assert not ran.exists()


def test_torch_is_loaded_at_the_first_question_alone(folder: Path) -> None:
    code = (
        "import sys; from core.settings import Settings\n"
        "from retrieval.bootstrap import build_reranking\n"
        f"made = build_reranking(Settings(reranker={str(folder)!r}, _env_file=None))\n"
        "made.reranker.fingerprint; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
