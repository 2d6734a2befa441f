"""A grid over the samples, from the command line: whole, and killed twice on its way."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from io import BytesIO
from pathlib import Path

import httpx
import openpyxl
import pytest

from tests.e2e.conftest import SAMPLES, probant, run_probant, started

QUESTIONS = SAMPLES.parent / "questions-bail.yaml"
DOCUMENTS = ("bail-commercial.pdf", "etat-locatif.xlsx", "offre-de-pret.docx")
_POLLS, _PAUSE_S = 6000, 0.02


def cells_in(folder: Path) -> int:
    """How many cells the database holds, also while others write."""
    try:
        with sqlite3.connect(f"file:{folder / 'data' / 'probant.db'}?mode=ro", uri=True) as read:
            return int(read.execute("SELECT count(*) FROM cells").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def killed_once_it_has(folder: Path, cells: int) -> None:
    """Run the command, and kill it as soon as there are so many cells."""
    process = started(folder, "grid", str(QUESTIONS), *DOCUMENTS)
    for _ in range(_POLLS):
        if cells_in(folder) >= cells:
            break
        assert process.poll() is None, "it ended before it was killed"
        time.sleep(_PAUSE_S)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def _without_scores(export: str) -> str:
    """To three digits: a text's vector differs in its last bits with what it is encoded beside."""
    return re.sub(r'("(?:score|confidence)": \d\.\d{0,2})\d*', r"\1", export)


@pytest.mark.slow
def test_a_grid_that_is_killed_twice_ends_as_one_that_was_not(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    calm.mkdir()
    run_probant(calm, "ingest", *(str(SAMPLES / name) for name in DOCUMENTS), "--json")
    shutil.copytree(calm, killed)
    killed_once_it_has(killed, 1)
    first = cells_in(killed)
    killed_once_it_has(killed, first + 1)
    second = cells_in(killed)
    assert 0 < first < second < 30
    exports = []
    for folder in (calm, killed):
        outs = [("--out", str(folder / name)) for name in ("grid.jsonl", "grid.xlsx")]
        told = run_probant(folder, "grid", str(QUESTIONS), *DOCUMENTS, *sum(outs, ()), "--json")
        shown = json.loads(told)
        assert (shown["state"], shown["done"], shown["total"]) == ("done", 30, 30)
        exports.append((folder / "grid.jsonl").read_text("utf-8"))
        assert len(openpyxl.load_workbook(folder / "grid.xlsx").sheetnames) == 5
    assert _without_scores(exports[0]) == _without_scores(exports[1])
    cells = [json.loads(line) for line in exports[0].splitlines()]
    known = {(c["document"], c["question"]): c["value"] for c in cells}
    lease = DOCUMENTS[0]
    assert known[lease, "bailleur"]["normalised"] == "SCI Mirandelune Quadrant"
    assert known[lease, "preneur"]["normalised"] == "SAS Exemplarion Agencement"
    assert known[lease, "loyer"] == {**known[lease, "loyer"], "normalised": "186000", "unit": "EUR"}


def test_a_grid_goes_through_a_server_too(served: str, tmp_path: Path) -> None:
    out = tmp_path / "baux.xlsx"
    done = probant(
        *(tmp_path, "grid", str(QUESTIONS), "bail-commercial.pdf", "--language", "en"),
        *("--out", str(out), "--server", served, "--json"),
    )
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert (shown["state"], shown["total"], shown["counts"]["failed"]) == ("done", 10, 0)
    book = openpyxl.load_workbook(BytesIO(out.read_bytes()))
    assert book.sheetnames == ["Summary", "Values", "Evidence", "Exceptions", "Documents"]
    links = [cell.hyperlink.target for cell in book["Evidence"]["K"] if cell.hyperlink]
    assert links[0].startswith(f"{served}/?citation=")
    assert httpx.get(links[0]).headers["content-type"].startswith("text/html")
    citation = httpx.get(f"{served}/v1/citations/{links[0].partition('=')[2]}")
    assert citation.json()["document"] == "bail-commercial.pdf", citation.text
    assert shown["id"] in listed(tmp_path, served)
    assert probant(tmp_path, "grids", "delete", shown["id"], "--server", served).returncode == 0
    assert shown["id"] not in listed(tmp_path, served)


def listed(folder: Path, server: str) -> set[str]:
    """Ids of the grids that a server has."""
    told = json.loads(probant(folder, "grids", "--server", server, "--json").stdout)
    return {grid["id"] for grid in told["grids"]}


def test_what_is_wrong_with_the_questions_is_said_before_anything_is_opened(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("questions:\n  - {id: a, type: colour, question: Why}\n", "utf-8")
    done: subprocess.CompletedProcess[str] = probant(tmp_path, "grid", str(bad), "lease.pdf")
    assert (done.returncode, done.stdout) == (1, "")
    assert "questions.0.type" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "arguments",
    [("grid",), ("grid", str(QUESTIONS)), ("grid", str(QUESTIONS), "a", "--out", "b.pdf")],
)
def test_wrong_usage_is_said(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert probant(tmp_path, *arguments).returncode == 2
