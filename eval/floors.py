"""Plain floors: BM25 alone and vectors alone over fixed windows, to see what the rest is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from core.encoding import Encoder
from core.errors import InvalidRequest
from core.words import words as words_of
from eval.cases import Asked, Cited, Found, Reply, Task
from eval.run_files import MAX_FILE_BYTES
from eval.run_lines import reply_line
from eval.texts import Texts

WINDOW_WORDS = 280
HITS = 50
"""As many as Probant is asked for."""

_K1, _B = 1.5, 0.75
"""The package's defaults (Lucene's own k1 is 1.2)."""
_HALF = 10.0
"""The BM25 score that gives a confidence of one half: scores have no upper end."""
_BATCH = 64
_DIGITS = 6
"""Scores are rounded, so that the last bits of a sum decide no rank."""

Scores = NDArray[np.float64]
"""Of shape (windows,)."""


@dataclass(frozen=True, slots=True)
class Window:
    document: str
    page: int
    """The leaf it was cut from (see `eval.texts.Texts`)."""
    text: str


@dataclass(frozen=True, slots=True)
class Floor:
    """A way to score windows by a question."""

    windows: Sequence[Window]
    scores: Callable[[Sequence[str]], Iterator[Scores]]
    """From questions to the scores of all windows, question by question."""
    confidence: Callable[[float], float]
    """From a score to a number in [0, 1]."""


def windows(texts: Texts, words: int = WINDOW_WORDS) -> list[Window]:
    """Consecutive runs of `words` white-space separated words, none across two leaves.

    By document, page and position. The last one of a leaf may be shorter.
    """
    cut: list[Window] = []
    for document, leaves in sorted(texts.items()):
        for page, text in sorted(leaves.items()):
            parts = text.split()
            cut += [
                Window(document, page, " ".join(parts[start : start + words]))
                for start in range(0, len(parts), words)
            ]
    return cut


def bm25(windows: Sequence[Window]) -> Floor:
    """Lucene's BM25 (Kamphuis et al. 2020) with k1 1.5 and b 0.75, by the package bm25s.

    Words are those of `core.words`: folded and not stemmed; it drops stop words itself. Their
    frequencies are those of all windows, also for a question that is put to one document.
    """
    vocabulary = {"": 0}
    ids = [
        [vocabulary.setdefault(word, len(vocabulary)) for word in words_of(window.text)]
        for window in windows
    ]
    index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    if len(vocabulary) > 1:
        index.index((ids, vocabulary), show_progress=False)

    def scores(questions: Sequence[str]) -> Iterator[Scores]:
        for question in questions:
            known = [vocabulary[word] for word in words_of(question) if word in vocabulary]
            if known:
                yield _rounded(index.get_scores_from_ids(known))
            else:
                yield np.zeros(len(windows))

    return Floor(windows, scores, lambda score: score / (score + _HALF))


def dense(windows: Sequence[Window], encoder: Encoder) -> Floor:
    """Cosines by exact search: nothing is approximated. Encodes the windows at once."""
    vectors = np.zeros((len(windows), encoder.dimension), np.float32)
    for start in range(0, len(windows), _BATCH):
        texts = [window.text for window in windows[start : start + _BATCH]]
        vectors[start : start + len(texts)] = encoder.encode_passages(texts)

    def scores(questions: Sequence[str]) -> Iterator[Scores]:
        for start in range(0, len(questions), _BATCH):
            for query in encoder.encode_queries(questions[start : start + _BATCH]):
                yield _rounded(vectors @ query)

    return Floor(windows, scores, lambda cosine: min(max(cosine, 0.0), 1.0))


def _rounded(scores: NDArray[np.float32]) -> Scores:
    return scores.astype(np.float64).round(_DIGITS)


def check(task: Task) -> None:
    """Raises `InvalidRequest` for a task that asks no questions."""
    if task not in {Task.SEARCH, Task.ANSWER}:
        what = f"The task {task} has no floors."
        raise InvalidRequest(what, "Suites that search or answer have.")


def replies(
    floor: Floor,
    task: Task,
    cases: Sequence[Asked],
    collections: Mapping[str, str],
    depth: int = HITS,
) -> Iterator[tuple[str, Reply]]:
    """(case id, reply) a case, in order. A floor never abstains: the best window is its answer.

    `collections` are the documents' collections, by document; `depth` is the number of hits, one
    where no measure looks at more. Raises `InvalidRequest` as `check`.
    """
    check(task)
    return _replies(floor, cases, collections, depth)


def _replies(
    floor: Floor, cases: Sequence[Asked], collections: Mapping[str, str], depth: int
) -> Iterator[tuple[str, Reply]]:
    documents = np.array([window.document for window in floor.windows], dtype=np.str_)
    homes = np.array([collections.get(name, "") for name in documents.tolist()], dtype=np.str_)
    rows = floor.scores([case.question for case in cases])
    for case, scores in zip(cases, rows, strict=True):
        asked = np.ones(len(floor.windows), dtype=np.bool_)
        if case.document is not None:
            asked &= documents == case.document
        if case.collection is not None:
            asked &= homes == case.collection
        yield case.id, _reply(floor, scores, np.flatnonzero(asked), depth)


def _reply(floor: Floor, scores: Scores, asked: NDArray[np.intp], depth: int) -> Reply:
    # Stable, so ties keep the windows' order: document, page, position.
    best = asked[np.argsort(-scores[asked], kind="stable")[:depth]]
    hits = tuple(_hit(floor.windows[at], float(scores[at])) for at in best)
    if not hits:
        return Reply("answered", confidence=0.0)
    first = hits[0]
    cited = Cited(first.document, first.page, first.text, in_source=True)
    confidence = round(floor.confidence(first.score), _DIGITS)
    return Reply("answered", hits, first.text, (cited,), confidence)


def _hit(window: Window, score: float) -> Found:
    return Found(window.document, window.page, window.text, score)


def write(path: Path, replies: Iterable[tuple[str, Reply]]) -> None:
    """A run file in JSON Lines, whole or not at all.

    Raises `InvalidRequest` where it would be larger than a run file may be.
    """
    if path.exists() and not path.is_file():
        raise InvalidRequest(f"{path} is not a file.", "Give the name of a file to write.")
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            for case, reply in replies:
                # A lone half of a surrogate pair, which bad files hold, has no UTF-8.
                file.write(reply_line(case, reply).encode("utf-8", "replace") + b"\n")
                if file.tell() > MAX_FILE_BYTES:
                    raise InvalidRequest(
                        f"{path.name} would be over {MAX_FILE_BYTES // 1_000_000} MB.",
                        "Take a smaller profile of the suite.",
                    )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
