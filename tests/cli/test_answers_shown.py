"""What `probant ask` says of an answer that is none, disputed, or out of force."""

from __future__ import annotations

from typing import Any

import pytest

from cli.commands.ask import show
from core.scoping import SearchScope
from flows.question import Question

SEARCHED = {"scope": SearchScope().to_json(), "nearest": []}
CITATION = {"index": 1, "document": "bail.pdf", "page_start": 2, "quote": "46 500 €"}


def shown(capsys: pytest.CaptureFixture[str], **answer: Any) -> str:
    show(Question("?"), {"searched": SEARCHED, **answer})
    return capsys.readouterr().out


def test_what_would_help_stands_below_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"would_help": "Un bail de Zorblax"}
    text = shown(capsys, state="abstained", reason="Rien.", abstention=told)
    assert "abstained: Rien.\n  would help: Un bail de Zorblax\n" in text
    assert "would help" not in shown(capsys, state="abstained", reason="Rien.")


def test_documents_that_disagree_are_told_with_their_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    claims = [
        {"citation": 1, "document": "bail.pdf", "value": "46 500 €"},
        {"citation": 2, "document": "lettre.pdf", "value": "45 000 €"},
    ]
    answer = {"state": "answered", "answer": "46 500 € [1]", "citations": [CITATION]}
    text = shown(capsys, **answer, contradictions=[{"values": claims}])
    assert "disagree: bail.pdf says 46 500 € [1], lettre.pdf says 45 000 € [2]" in text


@pytest.mark.parametrize(("in_force", "told"), [(True, False), (False, True)])
def test_evidence_that_is_not_in_force_says_so(
    capsys: pytest.CaptureFixture[str], in_force: bool, told: bool
) -> None:
    cited = [{**CITATION, "in_force": in_force}]
    text = shown(capsys, state="answered", answer="46 500 € [1]", citations=cited)
    assert ("not in force today" in text) is told
