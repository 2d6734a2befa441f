"""`probant inspect` on real files, as scripts and people use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import probant

MAIL = (
    "From: a@example.org\nTo: b@example.org\nSubject: Loyer\nMIME-Version: 1.0\n"
    'Content-Type: text/plain; charset="utf-8"\n\nLe loyer est de 12 000 euros.\n'
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bail-commercial.pdf", ["10 pages", "page 3  595", "table"]),
        ("etat-locatif.xlsx", ["3 sheets", "Loyers", "        6  Q-01"]),
        ("offre-de-pret.docx", ["1 text", "heading 1    Offre de prêt"]),
    ],
)
def test_people_see_what_was_read(
    tmp_path: Path, samples: Path, name: str, shown: list[str]
) -> None:
    done = probant(tmp_path, "inspect", str(samples / name))
    assert done.returncode == 0, done.stderr
    assert [text for text in shown if text not in done.stdout] == []
    assert not (tmp_path / "data").exists()  # nothing was stored


def test_a_mail_is_drawn_and_can_be_printed_whole(tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text(MAIL, "utf-8")
    done = probant(tmp_path, "inspect", str(mail), "--text", "--html", "out.html")
    assert done.returncode == 0, done.stderr
    assert "Written: out.html" in done.stderr
    assert "Le loyer est de 12 000 euros." in (tmp_path / "out.html").read_text("utf-8")
    text = probant(tmp_path, "inspect", str(mail), "--text").stdout
    assert "Le loyer est de 12 000 euros." in text


def test_pages_are_chosen_and_drawn(tmp_path: Path, samples: Path) -> None:
    lease = str(samples / "bail-commercial.pdf")
    chosen = ("--page", "2", "--page", "4-5")
    done = probant(tmp_path, "inspect", lease, *chosen, "--json", "--html", "out.html")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert [leaf["number"] for leaf in shown["leaves"]] == [2, 4, 5]
    assert shown["summary"]["leaves"] == 10
    page = (tmp_path / "out.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == 3


def test_errors_say_what_to_do(tmp_path: Path, samples: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    unread = probant(tmp_path, "inspect", str(broken))
    assert (unread.returncode, unread.stdout) == (1, "")
    assert "truncated archive" in unread.stderr
    lease = str(samples / "bail-commercial.pdf")
    missing = probant(tmp_path, "inspect", lease, "--page", "99")
    assert missing.returncode == 1
    assert "It has 10 pages" in missing.stderr
    for wrong in (("nothing.pdf",), (lease, "--page", "5-3"), (str(tmp_path),)):
        assert probant(tmp_path, "inspect", *wrong).returncode == 2
    assert "Traceback" not in unread.stderr + missing.stderr


def test_no_model_and_no_store_is_loaded() -> None:
    code = "import sys, cli.commands.inspect; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "flows.inspect.read" in loaded
    assert not loaded & {"torch", "sqlalchemy", "qdrant_edge", "liteparse", "unstructured"}
