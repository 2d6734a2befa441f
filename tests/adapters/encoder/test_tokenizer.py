"""The converted tokenizer against a plain Viterbi over the file, and the engine's own counts."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from adapters.encoder.e5_folder import PASSAGE_PREFIX
from adapters.encoder.model_file import ModelFile
from tests.adapters.encoder.test_bundled import TEXTS

# Without combining marks (the file's table cannot compose them, the model's normaliser does) and
# without "<", which starts the special tokens that the engine leaves to chance.
PLAIN = st.text(
    st.characters(
        min_codepoint=1,
        max_codepoint=0x24FF,
        exclude_categories=["M", "Cs"],
        exclude_characters="<",
    ).filter(lambda one: not "\u1100" <= one <= "\u11ff"),
    max_size=60,
)
FRENCH = st.text("abcdeéèêàçœùïô «»\u2019'0123456789,.%€-()\n\t\u00a0\u202f", max_size=120)


@pytest.fixture(scope="session")
def tokenizer(bundled_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(bundled_folder / "tokenizer.json"))


@pytest.fixture(scope="session")
def scores(model_file: ModelFile) -> dict[str, tuple[int, float]]:
    pieces = zip(model_file.pieces.texts, model_file.pieces.scores, strict=True)
    return {text: (index, score) for index, (text, score) in enumerate(pieces)}


def viterbi(text: str, model: ModelFile, scores: dict[str, tuple[int, float]]) -> list[int]:
    """The best segmentation by the packed file alone, runs of unknown characters as one."""
    text = _normalised(text, model)
    unknown = min(model.pieces.scores) - 10
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
    for end in range(1, len(text) + 1):
        ways = [(best[end - 1][0] + unknown, end - 1, model.pieces.unknown)]
        for start in range(max(0, end - 16), end):
            index, score = scores.get(text[start:end], (model.pieces.unknown, 0.0))
            if index != model.pieces.unknown:
                ways.append((best[start][0] + score, start, index))
        best.append(max(ways))
    return _ids(best, model)


def _normalised(text: str, model: ModelFile) -> str:
    mapped = "".join(model.normalisation.get(one, one) for one in text)
    while "  " in mapped:
        mapped = mapped.replace("  ", " ")
    return "▁" + mapped.removeprefix(" ").replace(" ", "▁")


def _ids(best: list[tuple[float, int, int]], model: ModelFile) -> list[int]:
    ids, end = [], len(best) - 1
    while end:
        _, end, index = best[end]
        ids.append(index)
    unknown = model.pieces.unknown
    merged = [
        one
        for index, run in groupby(reversed(ids))
        for one in ([unknown] if index == unknown else run)
    ]
    return [model.pieces.begin, *merged, model.pieces.end]


def worth(ids: list[int], model: ModelFile) -> float:
    return sum(model.pieces.scores[index] for index in ids)


@pytest.mark.parametrize("text", TEXTS)
def test_ids_and_counts_on_real_sentences(
    text: str,
    tokenizer: Tokenizer,
    model_file: ModelFile,
    scores: dict[str, tuple[int, float]],
    engine: Any,
) -> None:
    ids = tokenizer.encode(PASSAGE_PREFIX + text).ids
    assert ids == viterbi(PASSAGE_PREFIX + text, model_file, scores)
    assert len(ids) == engine.token_count(text)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(text=PLAIN | FRENCH)
def test_ids_on_any_text(
    text: str,
    tokenizer: Tokenizer,
    model_file: ModelFile,
    scores: dict[str, tuple[int, float]],
    engine: Any,
) -> None:
    ids = tokenizer.encode(PASSAGE_PREFIX + text).ids
    best = viterbi(PASSAGE_PREFIX + text, model_file, scores)
    # "3333" is "333" and "3", or "3" and "333": which of two equals is taken is nobody's promise.
    assert ids == best or worth(ids, model_file) == pytest.approx(worth(best, model_file))
    if model_file.pieces.unknown not in ids:
        # The engine counts each unknown character, the tokenizer a run of them.
        assert len(ids) == engine.token_count(text)


def test_decomposed_accents_are_composed(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("e\u0301te\u0301").ids == tokenizer.encode("été").ids


def test_ids_decode_to_the_text(tokenizer: Tokenizer) -> None:
    assert tokenizer.decode(tokenizer.encode(TEXTS[0]).ids) == TEXTS[0]
