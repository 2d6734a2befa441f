"""The vectors on disk: found again exactly, and never in the way."""

from __future__ import annotations

import hashlib
import multiprocessing
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from adapters.encoder import cached
from adapters.encoder.cache import CachedEncoder

if TYPE_CHECKING:
    from core.indexing import Vectors

DIMENSION = 16
TEXTS = ("loyer annuel", "dette nette", "loyer annuel", "éà\ud800", "")


class HashEncoder:
    """A fake of the port: a vector drawn from each text's hash, and a record of what it encoded."""

    def __init__(self, fingerprint: str = "hash") -> None:
        self.fingerprint = fingerprint
        self.dimension = DIMENSION
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("passage", texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def _encode(self, role: str, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        rows = [self._row(f"{self.fingerprint}/{role}/{text}") for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSION)

    def _row(self, seed: str) -> Vectors:
        digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
        row = np.random.default_rng(list(digest)).normal(size=DIMENSION)
        return (row / np.linalg.norm(row)).astype(np.float32)


@pytest.fixture
def inner() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "vectors.sqlite"


@pytest.fixture
def cache(inner: HashEncoder, path: Path) -> Iterator[CachedEncoder]:
    with closing(CachedEncoder(inner, path)) as made:
        yield made


def test_a_hit_gives_the_same_vector_and_asks_nobody(
    cache: CachedEncoder, inner: HashEncoder
) -> None:
    first = cache.encode_passages(TEXTS)
    asked = list(inner.encoded)
    assert np.array_equal(cache.encode_passages(TEXTS[::-1]), first[::-1])
    assert inner.encoded == asked == ["loyer annuel", "dette nette", "éà\ud800", ""]
    assert first.dtype == np.float32


def test_only_what_is_missing_is_encoded(cache: CachedEncoder, inner: HashEncoder) -> None:
    cache.encode_passages(["a", "b"])
    both = cache.encode_passages(["c", "a"])
    assert inner.encoded == ["a", "b", "c"]
    assert np.array_equal(both, HashEncoder().encode_passages(["c", "a"]))


def test_roles_and_models_do_not_mix(path: Path) -> None:
    for fingerprint in ("one", "two"):
        inner = HashEncoder(fingerprint)
        with closing(CachedEncoder(inner, path)) as cache:
            assert np.array_equal(cache.encode_queries(["a"]), inner.encode_queries(["a"]))
            assert np.array_equal(cache.encode_passages(["a"]), inner.encode_passages(["a"]))


def test_another_process_finds_what_was_kept(path: Path) -> None:
    with closing(CachedEncoder(HashEncoder(), path)) as first:
        kept = first.encode_queries(["a"])
    inner = HashEncoder()
    with closing(CachedEncoder(inner, path)) as second:
        assert np.array_equal(second.encode_queries(["a"]), kept)
    assert inner.encoded == []


def test_no_text_is_kept(cache: CachedEncoder, path: Path) -> None:
    cache.encode_passages(["UN SECRET BIEN GARDÉ"])
    cache.close()
    content = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"SECRET" not in content


def test_no_texts_make_no_rows(cache: CachedEncoder, inner: HashEncoder) -> None:
    assert cache.encode_passages([]).shape == (0, DIMENSION)
    assert inner.encoded == []


def test_more_texts_than_one_statement_takes(cache: CachedEncoder, inner: HashEncoder) -> None:
    texts = [str(number) for number in range(1300)]
    first = cache.encode_passages(texts)
    assert np.array_equal(cache.encode_passages(texts), first)
    assert len(inner.encoded) == 1300


@pytest.mark.parametrize("content", [b"not a database" * 99, b"SQLite format 3\0" + b"\xff" * 999])
def test_a_damaged_file_is_as_good_as_none(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "vectors.sqlite"
    path.write_bytes(content)
    with closing(CachedEncoder(HashEncoder(), path)) as cache:
        for _ in range(2):
            assert np.array_equal(
                cache.encode_passages(TEXTS), HashEncoder().encode_passages(TEXTS)
            )
    assert len(caplog.records) == 1
    assert path.read_bytes() == content


def test_pages_damaged_later_are_survived(path: Path) -> None:
    texts = [str(number) for number in range(400)]
    with closing(CachedEncoder(HashEncoder(), path)) as cache:
        cache.encode_passages(texts)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(data)
    with closing(CachedEncoder(HashEncoder(), path)) as cache:
        assert np.array_equal(cache.encode_passages(texts), HashEncoder().encode_passages(texts))


def test_a_locked_file_is_used_again_once_free(
    cache: CachedEncoder, inner: HashEncoder, path: Path
) -> None:
    cache.encode_passages(["a"])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert np.array_equal(
            cache.encode_passages(["a", "b"]), HashEncoder().encode_passages(["a", "b"])
        )
        other.execute("ROLLBACK")
    cache.encode_passages(["b"])
    cache.encode_passages(["b"])
    assert inner.encoded == ["a", "b", "b"]


def test_a_place_that_cannot_be_written_is_survived(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = CachedEncoder(HashEncoder(), tmp_path / "file" / "vectors.sqlite")
    for _ in range(3):
        assert cache.encode_queries(["a"]).shape == (1, DIMENSION)
    assert len(caplog.records) == 1


def test_a_vector_of_the_wrong_size_is_encoded_again(
    cache: CachedEncoder, inner: HashEncoder, path: Path
) -> None:
    expected = cache.encode_queries(["a"])
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE vectors SET vector = x'00'")
    assert np.array_equal(cache.encode_queries(["a"]), expected)
    cache.encode_queries(["a"])
    assert inner.encoded == ["a", "a"]


def test_threads_share_it(cache: CachedEncoder) -> None:
    texts = [str(number % 20) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: cache.encode_passages([text])[0], texts))
    assert np.array_equal(rows, HashEncoder().encode_passages(texts))


def _fill(path: Path, start: int) -> bool:
    texts = [str(number) for number in range(start, start + 60)]
    with closing(CachedEncoder(HashEncoder(), path)) as cache:
        made = [cache.encode_passages([text])[0] for text in texts]
    return np.array_equal(made, HashEncoder().encode_passages(texts))


def test_processes_share_it(path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        assert all(pool.map(_fill, [path, path], [0, 30]))


def test_the_cache_lies_under_the_data_folder(tmp_path: Path) -> None:
    cached(HashEncoder(), tmp_path).encode_queries(["a"])
    assert (tmp_path / "cache" / "vectors.sqlite").is_file()
