"""The plain floors find what is plain to find, in the scope they were asked in."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.errors import InvalidRequest
from eval.cases import Asked, Reply, Task
from eval.floors import Floor, Window, bm25, dense, replies, windows, write
from eval.run_files import read
from eval.scoring import grounded


class Letters:
    """An encoder that counts letters; questions and passages alike."""

    fingerprint = "letters"
    dimension = 27

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._encode(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def _encode(self, text: str) -> NDArray[np.float32]:
        counts = [text.count(letter) for letter in string.ascii_lowercase]
        vector = np.array([*counts, 0.01], np.float32)
        return vector / np.linalg.norm(vector)


TEXTS = {
    "b.pdf": {1: "rent rent rent tenant", 2: "the boiler is inspected by a zythologist"},
    "a.pdf": {1: "rent tenant deposit " * 200, 2: " \n\t "},
    "c.pdf": {1: "rent rent rent tenant"},
}
COLLECTIONS = {"a.pdf": "leases", "b.pdf": "leases", "c.pdf": "other"}

leaves = st.dictionaries(
    st.integers(1, 4), st.text(alphabet="ab1 é\n\u2028\u00a0\"'\\{", max_size=40), max_size=3
)
libraries = st.dictionaries(st.sampled_from(["a.pdf", "b#1", "ç d.txt"]), leaves, max_size=3)
questions = st.lists(st.text(alphabet="ab1 é", max_size=12), max_size=4)


def reply_of(floor: Floor, case: Asked, task: Task = Task.ANSWER) -> Reply:
    [(name, reply)] = replies(floor, task, [case], COLLECTIONS)
    assert name == case.id
    return reply


@given(texts=libraries, size=st.integers(1, 5))
def test_windows_tile_the_words_of_each_leaf(texts: dict[str, dict[int, str]], size: int) -> None:
    cut = windows(texts, size)

    for document, pages in texts.items():
        for page, text in pages.items():
            own = [w.text.split() for w in cut if (w.document, w.page) == (document, page)]
            assert [word for window in own for word in window] == text.split()
            assert all(len(window) == size for window in own[:-1])
            assert all(0 < len(window) <= size for window in own)
    assert [(w.document, w.page) for w in cut] == sorted((w.document, w.page) for w in cut)


def test_a_window_has_280_words() -> None:
    lengths = [len(window.text.split()) for window in windows({"a": {1: "w " * 600}})]

    assert lengths == [280, 280, 40]


def test_bm25_finds_the_window_of_a_rare_word() -> None:
    reply = reply_of(bm25(windows(TEXTS)), Asked("q", "Does a ZYTHOLOGIST drink?"))

    assert (reply.hits[0].document, reply.hits[0].page) == ("b.pdf", 2)
    assert reply.state == "answered"
    assert reply.answer == reply.hits[0].text == TEXTS["b.pdf"][2]
    cited = reply.citations[0]
    assert (cited.document, cited.page, cited.quote) == ("b.pdf", 2, reply.answer)
    assert cited.in_source
    score = reply.hits[0].score
    assert score > reply.hits[1].score == 0
    assert reply.confidence == pytest.approx(score / (score + 10), abs=1e-6)


def test_bm25_scores_as_lucene_does() -> None:
    # Lucene without its constant factor k1 + 1: idf * tf / (tf + k1 (1 - b + b length / mean)).
    found = bm25([Window("a", 1, "lease lease boiler"), Window("b", 1, "boiler")])
    scores = next(found.scores(["lease"]))

    idf = np.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert scores[0] == pytest.approx(idf * 2 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2)), abs=1e-5)
    assert scores[1] == 0


def test_ties_go_by_document_page_and_position() -> None:
    pages = {page: "boiler" if page % 2 else "lease" for page in reversed(range(1, 21))}
    texts = {"b": {1: "lease lease"}, "a": pages}
    wanted = [("a", page) for page in range(2, 21, 2)] + [("b", 1), ("b", 1)]
    for floor in (bm25(windows(texts, 1)), dense(windows(texts, 1), Letters())):
        hits = reply_of(floor, Asked("q", "lease")).hits
        assert [(hit.document, hit.page) for hit in hits[:12]] == wanted


def test_dense_finds_the_window_of_the_same_letters() -> None:
    reply = reply_of(dense(windows(TEXTS), Letters()), Asked("q", "zythologist"))

    assert (reply.hits[0].document, reply.hits[0].page) == ("b.pdf", 2)
    assert reply.confidence == pytest.approx(reply.hits[0].score)
    assert 0.5 < reply.hits[0].score < 1


def test_a_dense_score_below_zero_is_no_confidence() -> None:
    assert dense([], Letters()).confidence(-0.5) == 0
    assert dense([], Letters()).confidence(1.0000001) == 1


@pytest.mark.parametrize("by", [bm25, lambda cut: dense(cut, Letters())])
def test_a_question_stays_in_its_document_and_collection(
    by: Callable[[list[Window]], Floor],
) -> None:
    floor = by(windows(TEXTS))

    def found(case: Asked) -> set[str]:
        return {hit.document for hit in reply_of(floor, case).hits}

    assert found(Asked("q", "rent")) == {"a.pdf", "b.pdf", "c.pdf"}
    assert found(Asked("q", "rent", document="c.pdf")) == {"c.pdf"}
    assert found(Asked("q", "rent", collection="leases")) == {"a.pdf", "b.pdf"}
    assert found(Asked("q", "rent", document="c.pdf", collection="leases")) == set()


def test_a_floor_gives_fifty_hits_best_first() -> None:
    reply = reply_of(bm25(windows({"a": {1: "rent tax tax " * 100}}, 4)), Asked("q", "rent"))

    scores = [hit.score for hit in reply.hits]
    assert len(scores) == 50
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("question", ["zzz", "", "the of", "?!"])
def test_a_floor_answers_what_it_cannot_know(question: str) -> None:
    reply = reply_of(bm25(windows(TEXTS)), Asked("q", question))

    assert (reply.state, reply.confidence) == ("answered", 0)
    assert reply.answer


def test_a_floor_over_nothing_answers_nothing() -> None:
    for floor in (bm25([]), dense([], Letters())):
        assert reply_of(floor, Asked("q", "rent")) == Reply("answered", confidence=0.0)


@pytest.mark.filterwarnings("error")
def test_windows_without_a_countable_word_are_no_trouble() -> None:
    reply = reply_of(bm25([Window("a", 1, "..."), Window("b", 1, "rent")]), Asked("q", "rent"))

    assert [hit.document for hit in reply.hits] == ["b", "a"]
    assert reply_of(bm25([Window("a", 1, "...")]), Asked("q", "rent")).hits[0].score == 0


@pytest.mark.parametrize("task", [Task.VERIFY, Task.READ, Task.SURVIVE])
def test_tasks_without_questions_have_no_floor(task: Task) -> None:
    with pytest.raises(InvalidRequest, match="no floors"):
        replies(bm25([]), task, [], {})


@given(texts=libraries, asked=questions, is_dense=st.booleans())
def test_what_a_floor_writes_reads_back_as_its_replies(
    texts: dict[str, dict[int, str]], asked: list[str], is_dense: bool
) -> None:
    cut = windows(texts, 3)
    floor = dense(cut, Letters()) if is_dense else bm25(cut)
    cases = [Asked(f"q{at}", question) for at, question in enumerate(asked)] + [Asked("z", "a")]
    given_replies = dict(replies(floor, Task.ANSWER, cases, {}))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "floor.jsonl"
        write(path, given_replies.items())
        run = read(path, Task.ANSWER, [case.id for case in cases], {})

    assert grounded(run.outputs, texts) == given_replies
    assert run.missing == 0


def test_a_run_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "floor.jsonl"
    write(path, [("q", Reply("answered"))])
    before = path.read_bytes()

    # The generator breaks half way: a reply that is none.
    with pytest.raises(AttributeError):
        write(path, [("q", Reply("answered")), ("r", None)])  # type: ignore[list-item]

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_half_a_surrogate_pair_does_not_stop_the_writing(tmp_path: Path) -> None:
    path = tmp_path / "floor.jsonl"
    write(path, replies(bm25(windows({"a": {1: "x\ud800"}})), Task.ANSWER, [Asked("q", "x")], {}))

    assert list(read(path, Task.ANSWER, ["q"], {}).outputs) == ["q"]
