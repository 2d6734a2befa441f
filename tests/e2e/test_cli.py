"""The command line that scripts rely on: JSON alone on stdout, exit codes, clear errors."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import probant, serving, started

pytestmark = pytest.mark.slow

FRENCH = "Quel est le montant du dépôt de garantie versé à la signature du bail ?"
ABSURD = "What is the best recipe for ratatouille in Marseille?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A data folder that holds the lease and the annual report."""
    folder = tmp_path_factory.mktemp("cli")
    files = [str(samples / name) for name in ("bail-commercial.pdf", "annual-report-extract.pdf")]
    done = probant(folder, "ingest", *files, "--collection", "samples", "--json")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def asked(folder: Path) -> Any:
    """What a process by itself answers to the French question."""
    return _json(probant(folder, "ask", FRENCH, "--json"))


def _json(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ingest_says_what_became_of_each_file(folder: Path, samples: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    files = [samples / "bail-commercial.pdf", samples / "courrier-scanne.pdf", empty]
    args = [str(file) for file in files]
    done = probant(folder, "ingest", *args, "--collection", "samples", "--json")
    assert done.returncode == 3  # a document failed
    shown = json.loads(done.stdout)
    assert set(shown) == {"documents", "batch", "seconds"}
    lease, letter, nothing = shown["documents"]
    assert set(lease) == {"id", "name", "status", "pages", "elements", "chunks", "errors", "hidden"}
    assert (lease["status"], lease["pages"], lease["errors"]) == ("unchanged", 10, [])
    assert (letter["status"], letter["pages"], letter["errors"]) == ("indexed", 1, [])
    assert (nothing["status"], nothing["errors"][0]["category"]) == ("failed", "empty")
    assert set(nothing["errors"][0]) == {"component", "page", "category", "message"}


def test_a_file_that_fails_does_not_end_the_command(folder: Path, tmp_path: Path) -> None:
    paths = tmp_path / "a.txt", tmp_path / "b.md"
    paths[0].symlink_to("/proc/self/mem")  # a file whose first byte can't be read
    paths[1].write_text("# Note\n\nLe phare mesure 51 mètres.\n", "utf-8")
    done = probant(folder, "ingest", *map(str, paths), "--collection", "samples", "--json")
    assert done.returncode == 3, done.stderr
    broken, note = json.loads(done.stdout)["documents"]
    assert (broken["name"], broken["status"], broken["id"]) == ("a.txt", "failed", None)
    assert [error["category"] for error in broken["errors"]] == ["unreadable"]
    assert note["status"] == "indexed"
    _json(probant(folder, "delete", note["id"], "--json"))


@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_batch_in_another_encoding_is_refused(folder: Path, tmp_path: Path, command: str) -> None:
    batch = tmp_path / "questions.jsonl"
    line = '{"id": 1, "question": "dépôt de garantie"}'
    batch.write_text(line, "cp1252")
    done = probant(folder, command, "--batch", str(batch), "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "questions.jsonl is not UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_search_gives_hits_in_rank_order(folder: Path) -> None:
    shown = _json(probant(folder, "search", FRENCH, "--top-k", "4", "--json"))
    assert len(shown["hits"]) == 4
    scores = [hit["score"] for hit in shown["hits"]]
    assert scores == sorted(scores, reverse=True)
    wanted = {"chunk_id", "document_id", "document", "page_start", "page_end", "boxes", "score"}
    assert wanted | {"text"} <= set(shown["hits"][0])
    assert shown["hits"][0]["document"] == "bail-commercial.pdf"


def test_ask_answers_with_citations_or_abstains(folder: Path, asked: Any) -> None:
    keys = {"state", "answer", "citations", "sentences", "contradictions", "reason"}
    keys |= {"confidence", "searched", "timings_ms", "record", "use_case"}
    assert set(asked) == keys
    assert asked["state"] == "answered"
    assert any("46 500 €" in citation["quote"] for citation in asked["citations"])
    silent = _json(probant(folder, "ask", ABSURD, "--json"))
    assert (silent["state"], silent["citations"]) == ("abstained", [])
    assert silent["reason"]
    assert silent["searched"]["nearest"]


def test_people_see_document_page_and_quote(folder: Path) -> None:
    done = probant(folder, "ask", FRENCH)
    assert "bail-commercial.pdf, page 4: «" in done.stdout
    assert "46 500 €" in done.stdout


@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_batch_gives_one_line_for_each_question(
    folder: Path, tmp_path: Path, command: str
) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [
        {"id": "a", "question": FRENCH},
        {"id": 2, "question": "What were net sales?", "document": "annual-report-extract.pdf"},
    ]
    written = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    batch.write_text(written, "utf-8-sig")  # as some editors save UTF-8
    done = probant(folder, command, "--batch", str(batch), "--json")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], second["id"]) == ("a", 2)
    found = second["hits"] if command == "search" else second["citations"]
    assert {one["document"] for one in found} == {"annual-report-extract.pdf"}
    batch.write_text('{"question": "no id"}', "utf-8")
    broken = probant(folder, command, "--batch", str(batch), "--json")
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "questions.jsonl:1" in broken.stderr


def test_errors_go_to_stderr_and_say_what_to_do(folder: Path, tmp_path: Path) -> None:
    unknown = probant(folder, "ask", FRENCH, "--collection", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "samples" in unknown.stderr  # the collections there are
    long = probant(folder, "ask", "x" * 100_000)
    assert long.returncode == 1
    assert "PROBANT_MAX_QUESTION_CHARS" in long.stderr
    assert probant(folder, "ask").returncode == 2
    assert probant(folder, "ingest", str(tmp_path / "nothing.pdf")).returncode == 2
    bad = probant(folder, "ask", FRENCH, PROBANT_PORT="many")
    assert bad.returncode == 1
    assert "PROBANT_PORT" in bad.stderr
    assert "Traceback" not in unknown.stderr + long.stderr + bad.stderr


def test_a_second_opener_is_told_who_owns_the_store(folder: Path, asked: Any) -> None:
    with serving(folder) as url:
        refused = probant(folder, "ask", FRENCH)
        assert refused.returncode == 1
        assert "probant serve" in refused.stderr
        assert f"--server {url}" in refused.stderr
        through = _json(probant(folder, "ask", FRENCH, "--server", url, "--json"))
        assert through["state"] == "answered"
    assert [c["id"] for c in asked["citations"]] == [c["id"] for c in through["citations"]]


def test_a_server_does_what_a_process_would(folder: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Note\n\nLe pylône de la tour mesure 84 mètres.\n", "utf-8")
    with serving(folder) as url:
        shown = _json(probant(folder, "ingest", str(note), "--server", url, "--json"))
        [document] = shown["documents"]
        assert document["status"] == "indexed"
        hits = _json(probant(folder, "search", "hauteur du pylône", "--server", url, "--json"))
        assert hits["hits"][0]["document"] == "note.md"
        _json(probant(folder, "delete", document["id"], "--server", url, "--json"))
        listed = _json(probant(folder, "documents", "--server", url, "--json"))
        assert document["id"] not in {one["id"] for one in listed["documents"]}
    nobody = probant(folder, "documents", "--server", "http://127.0.0.1:1")
    assert nobody.returncode == 1
    assert "does not answer" in nobody.stderr


def test_an_ingest_killed_is_finished_by_the_next_start(tmp_path: Path, samples: Path) -> None:
    lease = samples / "bail-commercial.pdf"
    process = started(tmp_path, "ingest", str(lease), "--json")
    blobs = tmp_path / "data" / "blobs"
    while not any(path.is_file() for path in blobs.rglob("*/*/*")):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    answer = _json(probant(tmp_path, "ask", FRENCH, "--json"))
    listed = _json(probant(tmp_path, "documents", "--json"))["documents"]
    if listed:  # the kill came after the document was accepted: it is not lost
        assert [document["status"] for document in listed] == ["indexed"]
        assert answer["state"] == "answered"
    else:
        assert answer["state"] == "abstained"


def test_a_citation_shows_its_words_where_they_stand_and_draws_its_page(
    folder: Path, tmp_path: Path, asked: Any
) -> None:
    citation = asked["citations"][0]
    page = tmp_path / "page.png"
    done = probant(folder, "citation", citation["id"], "--image", str(page))
    assert done.returncode == 0
    assert f"bail-commercial.pdf, {citation['locator']}" in done.stdout
    assert "version 1, " in done.stdout
    assert citation["quote"] in done.stdout
    assert len(done.stdout) > len(citation["quote"]) + 300  # with what stands around it
    assert page.read_bytes().startswith(b"\x89PNG")
    unknown = probant(folder, "citation", "nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no such citation" in unknown.stderr


def test_doctor_names_no_outside_host_by_default(folder: Path) -> None:
    shown = _json(probant(folder, "doctor", "--json"))
    assert shown["ok"] is True
    assert shown["outside_hosts"] == []
    assert shown["device"]
    far = probant(
        folder,
        "doctor",
        "--json",
        PROBANT_CHAT_URL="https://models.example:8000",
        PROBANT_CHAT_MODEL="mistral-small",
        PROBANT_INDEX_URL="http://qdrant.example:6333",
    )
    assert {"models.example", "qdrant.example"} <= set(json.loads(far.stdout)["outside_hosts"])
    assert far.returncode == 1  # the index does not answer


def test_serving_beyond_loopback_needs_identity(tmp_path: Path) -> None:
    refused = probant(tmp_path, "serve", "--host", "0.0.0.0")  # noqa: S104
    assert refused.returncode == 1
    assert "PROBANT_IDENTITY=required" in refused.stderr
