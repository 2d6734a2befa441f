from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.encoder.model_folder import SMALL_FILE_BYTES, dimension_of, fingerprint_of

POOLING = {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}
DENSE = {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}


def write(folder: Path, modules: object, pooling: object) -> Path:
    (folder / "1_Pooling").mkdir()
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    return folder


@pytest.mark.parametrize(
    ("modules", "pooling", "expected"),
    [
        ([POOLING], {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True}, 384),
        ([POOLING], {"embedding_dimension": 768, "pooling_mode": "cls"}, 768),
        ([POOLING], {"embedding_dimension": 768, "pooling_mode": ["cls", "mean"]}, None),
        ([POOLING, DENSE], {"word_embedding_dimension": 384}, None),
        ([POOLING], {}, None),
        ([], {}, None),
    ],
)
def test_the_dimension_is_told_only_when_plain(
    tmp_path: Path, modules: object, pooling: object, expected: int | None
) -> None:
    assert dimension_of(write(tmp_path, modules, pooling)) == expected


def test_a_folder_without_modules_tells_no_dimension(tmp_path: Path) -> None:
    assert dimension_of(tmp_path) is None


def test_large_weights_are_sampled_at_both_ends(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    seen = set()
    for position in (None, 0, 3 * SMALL_FILE_BYTES - 1):
        data = bytearray(3 * SMALL_FILE_BYTES)
        if position is not None:
            data[position] = 1
        weights.write_bytes(data)
        seen.add(fingerprint_of(tmp_path))
    assert len(seen) == 3


def test_notes_and_hidden_files_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    before = fingerprint_of(tmp_path)
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / ".lock").write_text("")
    assert fingerprint_of(tmp_path) == before
