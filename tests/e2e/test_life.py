"""The life of a document from the command line, by a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import probant

Run = Callable[..., Any]


@pytest.fixture
def run(served: str, tmp_path: Path) -> Run:
    """A command's JSON, from the server."""

    def ran(*arguments: str, status: int = 0) -> Any:
        done = probant(tmp_path, *arguments, "--server", served, "--json")
        assert done.returncode == status, done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    return ran


def test_a_document_is_replaced_moved_held_and_deleted(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Note\n\nLe phare mesure 51 mètres.\n", "utf-8")
    document = run("ingest", str(note), "--collection", "phares")["documents"][0]["id"]
    note.write_text("# Note\n\nLe phare mesure 52 mètres.\n", "utf-8")
    run("ingest", str(note), "--supersede", document)
    assert [version["number"] for version in run("versions", document)["versions"]] == [1, 2]
    run("move", document, "--to", "tours")
    [shown] = run("documents", "--collection", "tours", "--status", "indexed")["documents"]
    assert shown["id"] == document
    described = run("describe", document, "--valid-until", "2090-01-01", "--set", "issuer=Phares")
    assert described["valid_until"] == "2090-01-01"
    run("hold", document, "--reason", "Litige 12")
    assert "Litige 12" in run("delete", document, status=1)
    run("release", document)
    run("collections", "set", "tours", "--retention-days", "3650")
    listed = {c["name"]: c["retention_days"] for c in run("collections")["collections"]}
    assert listed["tours"] == 3650
    assert "nothing to try again" in run("retry", document, status=1)
    assert run("cancel", document)["documents"][0]["status"] == "indexed"
    assert run("collections", "delete", "tours", "--yes") == {"collection": "tours", "deleted": 1}


def test_what_is_past_its_retention_is_shown(tmp_path: Path) -> None:
    done = probant(tmp_path, "purge", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"documents": [], "deleted": False}
