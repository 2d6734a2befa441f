"""What a person with another system's run file notices: their numbers, or a clear refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import InvalidRequest, NotFound
from eval.cases import Cited, Found, Judgement, Reply, Task
from eval.run_files import MAX_FILE_BYTES, RunFile, read

NAMES = {"lease.pdf": "aa.pdf", "annual report 2030.pdf": "bb.pdf", "plan#2": "cc.docx"}
IDS = ("q1", "q2", "q3")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "their.run"


def from_text(path: Path, text: str, task: Task = Task.SEARCH) -> RunFile:
    path.write_bytes(text.encode())
    return read(path, task, IDS, NAMES)


def from_line(path: Path, task: Task = Task.ANSWER, **fields: object) -> RunFile:
    return from_text(path, json.dumps({"id": "q1"} | fields), task)


def hits(run: RunFile, case: str = "q1") -> list[tuple[str, int | None]]:
    reply = run.outputs[case]
    assert isinstance(reply, Reply)
    return [(hit.document, hit.page) for hit in reply.hits]


def test_a_trec_run_is_ranked_by_score_and_the_rank_breaks_ties(path: Path) -> None:
    run = from_text(
        path,
        "q1 Q0 low 1 0.5 me\nq1 Q0 tied2 3 0.7 me\nq1 Q0 tied1 2 .7 me\nq1\tQ0\ttop 9 1e1 me\n",
    )

    assert [document for document, _ in hits(run)] == ["top", "tied1", "tied2", "low"]
    assert run.outputs["q1"] == Reply(
        "abstained",
        (
            Found("top", None, "", 10.0),
            Found("tied1", None, "", 0.7),
            Found("tied2", None, "", 0.7),
            Found("low", None, "", 0.5),
        ),
    )


def test_documents_go_by_either_name_with_or_without_a_page(path: Path) -> None:
    lines = ["lease.pdf", "aa.pdf#3", "annual report 2030.pdf#12", "plan#2", "else#x", "plan#2#4"]
    text = "".join(f"q1 Q0 {name} {at} {-at} me\n" for at, name in enumerate(lines))

    assert hits(from_text(path, text)) == [
        ("aa.pdf", None),
        ("aa.pdf", 3),
        ("bb.pdf", 12),
        ("cc.docx", None),
        ("else#x", None),
        ("cc.docx", 4),
    ]


def test_cases_without_a_line_are_counted(path: Path) -> None:
    run = from_text(path, "\n  \nq2 Q0 aa.pdf 1 1 me\n")

    assert list(run.outputs) == ["q2"]
    assert run.missing == 2


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("q1 Q0 aa.pdf 1 0.5", r"their.run:2: a line is"),
        ("q1", r"their.run:2: a line is"),
        ("q1 Q0 aa.pdf first 0.5 me", r"their.run:2: rank 'first'"),
        ("q1 Q0 aa.pdf 1 high me", r"their.run:2: rank '1' and score 'high'"),
        ("q1 Q0 aa.pdf 1 nan me", r"their.run:2: .* not finite"),
        ("q1 Q0 aa.pdf 1 -inf me", r"their.run:2: .* not finite"),
        ("q1 Q0 aa.pdf#0 1 1 me", r"their.run:2: .*1-based"),
        ("q1 Q0 aa.pdf#-3 1 1 me", r"their.run:2: .*1-based"),
        ("q1 Q0 aa.pdf#3 1 1 me\nq1 Q0 lease.pdf#3 2 1 me", r"their.run:3: .*before"),
    ],
)
def test_a_malformed_trec_line_is_named(path: Path, lines: str, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        from_text(path, f"q3 Q0 aa.pdf 1 1 me\n{lines}\n")


def test_one_document_may_be_found_on_several_pages_and_for_several_questions(path: Path) -> None:
    run = from_text(path, "q1 Q0 d#1 1 3 me\nq1 Q0 d#2 2 2 me\nq1 Q0 d 3 1 me\nq2 Q0 d#1 1 1 me\n")

    assert hits(run) == [("d", 1), ("d", 2), ("d", None)]
    assert hits(run, "q2") == [("d", 1)]


def test_every_field_of_json_lines_is_read(path: Path) -> None:
    run = from_line(
        path,
        state="refused",
        answer="Douze",
        confidence=1,
        citations=[{"document": "lease.pdf", "page": 2, "quote": "douze"}, {"document": "x"}],
        hits=[
            {"document": "lease.pdf", "page": 1, "text": "a", "score": 0.25},
            {"document": "y", "page": None, "score": 9, "theirs": True},
        ],
        model="theirs",
    )

    assert run.outputs["q1"] == Reply(
        "refused",
        (Found("aa.pdf", 1, "a", 0.25), Found("y", None, "", 9.0)),
        "Douze",
        (Cited("aa.pdf", 2, "douze", False), Cited("x", None, "", False)),
        1.0,
    )


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"answer": "Douze"}, "answered"),
        ({"answer": " "}, "abstained"),
        ({}, "abstained"),
        ({"answer": "Non", "state": "abstained"}, "abstained"),
        ({"state": "answered"}, "answered"),
        ({"answer": "Non", "state": None}, "answered"),
    ],
)
def test_what_has_an_answer_is_answered_unless_said_otherwise(
    path: Path, fields: dict[str, object], state: str
) -> None:
    reply = from_line(path, **fields).outputs["q1"]

    assert isinstance(reply, Reply)
    assert reply.state == state


def test_a_verifier_gives_judgements(path: Path) -> None:
    text = '{"id": "q1", "supported": true}\n{"id": "q3", "supported": false}'
    run = from_text(path, text, Task.VERIFY)

    assert run.outputs == {"q1": Judgement(True), "q3": Judgement(False)}
    assert run.missing == 1


@pytest.mark.parametrize(
    ("task", "line", "says"),
    [
        (Task.ANSWER, '{"id": "q1", "answer": 12}', "their.run:2: answer: .*string"),
        (Task.ANSWER, '{"answer": "12"}', "their.run:2: id: "),
        (Task.ANSWER, '{"id": 1}', "their.run:2: id: "),
        (Task.ANSWER, '{"id": "q1", "confidence": 1.5}', "their.run:2: confidence: "),
        (Task.ANSWER, '{"id": "q1", "confidence": NaN}', "their.run:2: confidence: "),
        (Task.ANSWER, '{"id": "q1", "state": "missing"}', "their.run:2: state: "),
        (Task.ANSWER, '{"id": "q1", "hits": {}}', "their.run:2: hits: "),
        (Task.ANSWER, '{"id": "q1", "hits": [{"page": 1}]}', "hits.0.document: "),
        (Task.ANSWER, '{"id": "q1", "hits": [{"document": "d", "page": 0}]}', "1-based"),
        (Task.ANSWER, '{"id": "q1", "hits": [{"document": "d", "page": "1"}]}', "hits.0.page: "),
        (Task.ANSWER, '{"id": "q1", "hits": [{"document": "d", "page": true}]}', "hits.0.page: "),
        (Task.ANSWER, '{"id": "q1", "hits": [{"document": "d", "score": NaN}]}', "hits.0.score: "),
        (Task.ANSWER, '{"id": "q1", "hits": [{"document": "d", "score": 1e999}]}', "0.score: "),
        (Task.ANSWER, '{"id": "q1", "hits": [{"document": "d", "score": -Infinity}]}', "score: "),
        (Task.ANSWER, '{"id": "q1", "citations": [{"document": "d", "page": -1}]}', "1-based"),
        (Task.ANSWER, '{"id": "q1"', "their.run:2: the line: "),
        (Task.ANSWER, '["q1"]', "their.run:2: "),
        (Task.ANSWER, '{"id": "q1", "x": ' + "[" * 100_000, "their.run:2: "),
        (Task.VERIFY, '{"id": "q1"}', "their.run:2: supported: "),
        (Task.VERIFY, '{"id": "q1", "supported": "yes"}', "their.run:2: supported: "),
        (Task.ANSWER, '{"id": "q3"}', "their.run:2: .*'q3' was there before"),
        (Task.VERIFY, '{"id": "q3", "supported": true}', "their.run:2: .*before"),
    ],
)
def test_a_malformed_json_line_is_named(path: Path, task: Task, line: str, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        from_text(path, f'{{"id": "q3", "supported": false}}\n{line}\n', task)


def test_the_format_is_found_by_content(path: Path) -> None:
    # The name says nothing, blank lines and a byte order mark come first, U+2028 ends no line.
    run = from_text(path, '\ufeff\n\n   {"id": "q1", "answer": "a\u2028b"}\r\n', Task.ANSWER)

    reply = run.outputs["q1"]
    assert isinstance(reply, Reply)
    assert reply.answer == "a\u2028b"


def test_a_run_of_another_suite_is_refused_with_examples(path: Path) -> None:
    text = "".join(f"{case} Q0 d 1 1 me\n" for case in ("q1", "z4", "z3", "z2", "z1"))

    with pytest.raises(InvalidRequest) as caught:
        from_text(path, text)

    assert "4 of 5 ids" in str(caught.value)
    assert "'z1', 'z2', 'z3'." in str(caught.value)
    assert "a run of another suite" in str(caught.value)


def test_a_question_has_a_thousand_hits_at_most(path: Path) -> None:
    lines = [f"q1 Q0 d{at} 1 1 me" for at in range(1001)]
    assert len(hits(from_text(path, "\n".join(lines[:1000])))) == 1000

    with pytest.raises(InvalidRequest, match=r"their\.run:1001: over 1000 hits"):
        from_text(path, "\n".join(lines))
    with pytest.raises(InvalidRequest, match=r"their\.run:1: over 1000 hits"):
        from_line(path, hits=[{"document": "d"}] * 1001)


def test_a_file_or_line_that_is_too_large_is_refused(path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"their\.run:1: the line is over 5 MB"):
        from_line(path, answer="a" * 5_000_000)

    with path.open("wb") as file:  # A sparse file: nothing is written.
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(InvalidRequest, match="over 200 MB"):
        read(path, Task.SEARCH, IDS, NAMES)


def test_a_file_that_holds_no_run_is_refused(path: Path) -> None:
    with pytest.raises(NotFound):
        read(path, Task.SEARCH, IDS, NAMES)
    with pytest.raises(InvalidRequest, match="is empty"):
        from_text(path, " \n\n")
    path.write_bytes('{"id": "q1"}\n{"id": "q2", "answer": "été"}'.encode("latin-1"))
    with pytest.raises(InvalidRequest, match=r"their\.run:2: not UTF-8"):
        read(path, Task.ANSWER, IDS, NAMES)


@pytest.mark.parametrize("task", [Task.READ, Task.SURVIVE])
def test_tasks_without_run_files_say_so(path: Path, task: Task) -> None:
    with pytest.raises(InvalidRequest, match="no run files"):
        from_line(path, task)


def test_a_trec_run_has_no_judgements(path: Path) -> None:
    with pytest.raises(InvalidRequest, match="can't verify"):
        from_text(path, "q1 Q0 d 1 1 me", Task.VERIFY)
