"""A workspace and a small suite for tests: real stores, documents of a few lines."""

from __future__ import annotations

from pathlib import Path

from core.encoding import Encoder
from core.settings import Settings
from eval.parse_cache import RememberingParser
from eval.suite import Suite, read
from eval.workspace import Workspace
from flows.bootstrap import remembering
from ingest.bootstrap import build_parser

MEASURES = (
    'measures = ["citation.hit", "number", "abstention.refused", "document.hit@1", "latency.p50"]'
)
SUITE = f"""
about = "Whether small notes are answered."
task = "answer"
{MEASURES}

[data]
kind = "folder"
documents = "notes"
questions = "questions.csv"

[profiles.smoke]
documents = 1
"""
QUESTIONS = """id,question,answer,document,answerable
rent,What is the yearly rent of the warehouse?,"12,500 euros",lease.md,
floor,How many square metres does the warehouse have?,840 m2,lease.md,
fee,What is the audit fee for 2023?,"48,000 euros",audit.md,
cake,Which recipe makes the best almond cake?,,,no
"""
NOTES = {
    "lease.md": "# Lease\n\nThe yearly rent of the warehouse is 12,500 euros.\n\n"
    "The warehouse has 840 m2 on one floor.\n",
    "audit.md": "# Audit\n\nThe audit fee for 2023 is 48,000 euros, before tax.\n",
}


def write_suite(folder: Path) -> Path:
    """The suite's file, with its documents and questions beside it."""
    (folder / "notes").mkdir(parents=True)
    for name, text in NOTES.items():
        (folder / "notes" / name).write_text(text, "utf-8")
    (folder / "questions.csv").write_text(QUESTIONS, "utf-8")
    file = folder / "notes-suite.toml"
    file.write_text(SUITE, "utf-8")
    return file


def suite(folder: Path) -> Suite:
    return read(write_suite(folder))


def workspace(data: Path, encoder: Encoder) -> Workspace:
    settings = Settings(data=data, _env_file=None)
    parser = build_parser(settings)
    return Workspace(
        settings=settings,
        encoder=encoder,
        remembering_encoder=remembering(encoder, data / "eval"),
        parser=parser,
        remembering_parser=RememberingParser(parser, data / "eval" / "readings", "tests"),
    )
