"""Converting the bundled model: once, whole, from several processes, and faithfully."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adapters.encoder.bundled import convert
from adapters.encoder.sentence_transformer import SentenceTransformerEncoder
from core.errors import Misconfigured
from tests.adapters.encoder.tiny_model import HIDDEN, Recipe, packed

TEXTS = (
    "Le chiffre d'affaires consolidé s'élève à 1 234,5 M€ au 31 décembre 2023, en hausse de 7,2 %.",
    "Net sales were $394,328 million in fiscal 2022, up 8% from $365,817 million a year earlier.",
    "Article 12 : le preneur s'engage à payer le loyer par trimestre, d'avance, le 1er du mois.",
    "The lessee shall not assign this lease without the prior written consent of the lessor.",
    "Où sont les œuvres de l'artiste ? À Noël, l'été, le garçon naïf — « peut-être ».",
    "Covenant de levier : dette nette / EBITDA ≤ 3,50x (testé semestriellement).",
    "IFRS 16 right-of-use assets amounted to €2.1bn; see note 4.3.2 (page 187).",
    "Taux d'intérêt : Euribor 3 mois + 125 points de base.",
    "n°",
    "Risk factors, including foreign-exchange exposure, are described in Item 1A. " * 12,
)


def test_vectors_are_those_of_the_packages_own_engine(
    encoder: SentenceTransformerEncoder, engine: Any
) -> None:
    passages = (encoder.encode_passages(TEXTS) * engine.passage(list(TEXTS))).sum(axis=1)
    queries = (encoder.encode_queries(TEXTS) * engine.query(list(TEXTS))).sum(axis=1)
    assert min(passages.min(), queries.min()) >= 0.998


def test_a_second_conversion_writes_nothing(tmp_path: Path, tiny_source: Path) -> None:
    folder = convert(tmp_path / "models", tiny_source)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert convert(tmp_path / "models", tiny_source) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_an_incomplete_folder_is_written_again(tmp_path: Path, tiny_source: Path) -> None:
    weights = convert(tmp_path, tiny_source) / "model.safetensors"
    size = weights.stat().st_size
    weights.write_bytes(b"short")
    convert(tmp_path, tiny_source)
    assert weights.stat().st_size == size


def test_another_source_gets_another_folder(tmp_path: Path, tiny_source: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(packed(Recipe(scale=0.02)))
    assert convert(tmp_path, tiny_source) != convert(tmp_path, other)


def test_two_processes_convert_at_once(tmp_path: Path, tiny_source: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        futures = [pool.submit(convert, tmp_path / "models", tiny_source) for _ in range(4)]
        folders = {future.result() for future in futures}
    assert len(folders) == 1
    assert [one for one in (tmp_path / "models").iterdir() if one.is_dir()] == [*folders]


def test_everyone_may_read_the_weights_who_may_read_the_settings(
    tmp_path: Path, tiny_source: Path
) -> None:
    folder = convert(tmp_path, tiny_source)
    modes = {(folder / name).stat().st_mode for name in ("model.safetensors", "config.json")}
    assert len(modes) == 1


@pytest.mark.parametrize("content", [b"", b"E5S1", packed()[:-1], b"\0" * 4096])
def test_a_damaged_source_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "damaged.bin"
    source.write_bytes(content)
    with pytest.raises(Misconfigured, match="cannot be used"):
        convert(tmp_path / "models", source)
    assert [one for one in (tmp_path / "models").iterdir() if one.is_dir()] == []


def test_a_missing_source_and_a_file_in_the_way_say_so(tmp_path: Path, tiny_source: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        convert(tmp_path, tmp_path / "absent.bin")
    with pytest.raises(Misconfigured, match="cannot be written"):
        convert(tiny_source, tiny_source)


def test_the_written_folder_loads_and_encodes(tmp_path: Path, tiny_source: Path) -> None:
    encoder = SentenceTransformerEncoder(str(convert(tmp_path, tiny_source)), device="cpu")
    vectors = encoder.encode_passages(["a b", "ab " * 40])
    assert vectors.shape == (2, HIDDEN)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
