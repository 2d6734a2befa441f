"""What `ask` and `search` take, send to a server, and show of where was looked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from click.testing import CliRunner, Result

from cli.commands import ask as ask_command
from cli.commands import search as search_command
from cli.explained import SOURCES, show_explanation, show_scope
from cli.questions import Asked, asking
from cli.remote import Remote
from core.errors import InvalidRequest
from core.ids import CollectionId
from core.scoping import SearchScope, Wanted
from flows.question import Question
from retrieval.rank import Weights
from tests.flows.scoped import CANDIDATES, EXPLANATION, SCOPE

OPTIONS = ("--issuer", "3M", "--period", "2018", "--kind", "10-K", "--everywhere")
EARLIER = ("--after", "Of 3M?", "--after", "In 2018?")


def taken(*arguments: str) -> list[Asked]:
    """What a command that takes questions makes of its arguments. Raises what it raises."""
    got: list[Asked] = []

    @click.command()
    @asking
    def command(asked: Sequence[Asked]) -> None:
        got.extend(asked)

    done: Result = CliRunner().invoke(command, arguments)
    if done.exception:
        raise done.exception
    return got


def test_options_correct_the_scope_and_bring_the_conversation() -> None:
    [asked] = taken("Its capex?", *OPTIONS, *EARLIER, "--explain", "--collection", "filings")
    wanted, before = Wanted("3M", "2018", "10-K", True), ("Of 3M?", "In 2018?")
    filings = CollectionId("filings")
    assert asked.question == Question("Its capex?", filings, None, None, wanted, before, True)
    assert asked.named({"hits": []}) == {"hits": []}


def test_a_line_of_a_batch_goes_before_the_options(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "question": "a", "issuer": "Boeing", "after": ["Of Boeing?"], "explain": True},
        {"id": 2, "question": "b", "document": "b.pdf", "issuer": None},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    first, second = taken("--batch", str(file), "--issuer", "3M", "--period", "2018")
    boeing = Wanted("Boeing", "2018")
    assert first.question == Question("a", wanted=boeing, before=("Of Boeing?",), explain=True)
    assert second.question == Question("b", document="b.pdf", wanted=Wanted("3M", "2018"))
    assert second.named({"hits": []}) == {"id": 2, "hits": []}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", 3),
        ("period", 2018),
        ("kind", ["annual_report"]),
        ("document", {"id": "x"}),
        ("everywhere", "yes"),
        ("explain", 1),
        ("after", "one"),
        ("after", [1]),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, field: str, value: object) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps({"id": 1, "question": "a", field: value}), "utf-8")
    with pytest.raises(InvalidRequest, match=f'lines.jsonl:1: "{field}" is'):
        taken("--batch", str(file))


@pytest.mark.parametrize("command", [ask_command.command, search_command.command])
def test_one_question_or_a_batch_and_not_both(command: click.Command, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.touch()
    for wrong in ([], ["Its capex?", "--batch", str(file)]):
        done = CliRunner().invoke(command, wrong)
        assert done.exit_code == 2
        assert "Give a question, or --batch FILE." in done.output


async def test_a_server_is_told_all_of_it() -> None:
    sent: list[tuple[str, dict[str, Any]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, json={"probant": {}})

    [asked] = taken("Its capex?", *OPTIONS, *EARLIER, "--explain")
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
        remote = Remote(client)
        await remote.ask(asked.question, "audits")
        async for _ in remote.search_many([asked.question, Question("Plain?")], 5, None):
            pass
    scope = {"issuer": "3M", "period": "2018", "kind": "10-K", "everywhere": True}
    earlier, own = ["Of 3M?", "In 2018?"], {"scope": scope, "explain": True}
    said = [{"role": "user", "content": text} for text in (*earlier, "Its capex?")]
    assert sent == [
        ("/v1/chat/completions", {"messages": said, "model": "audits", **own}),
        ("/v1/search", {"query": "Its capex?", "top_k": 5, "before": earlier, **own}),
        ("/v1/search", {"query": "Plain?", "top_k": 5}),
    ]


@pytest.mark.parametrize(
    ("question", "scope", "line"),
    [
        (Question("?"), SearchScope(), "searched: all that you may read"),
        (Question("?", document="a.pdf"), SearchScope(), "searched: a.pdf"),
        (Question("?"), SCOPE, "searched: ZORBLAX SA, 2018, annual report (2 documents)"),
        (
            Question("?", CollectionId("filings")),
            SearchScope(SCOPE.named[:1]),
            "searched: filings, 2018 preferred",
        ),
    ],
)
def test_one_line_says_where_was_looked(
    question: Question, scope: SearchScope, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_scope(question, scope.to_json())
    assert capsys.readouterr().out.splitlines()[0].strip() == line


def test_what_a_question_may_mean_is_listed_with_how_to_choose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_scope(Question("?"), SCOPE.to_json())
    shown = capsys.readouterr().out
    assert "1. ZORBLAX SA, annual report, 2018  (d-1)" in shown
    assert "--period, --kind or --document" in shown


def test_an_explanation_tells_each_candidate_with_its_parts_ranks_and_fate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_explanation(EXPLANATION.to_json())
    lines = capsys.readouterr().out.splitlines()
    [first] = [line.split() for line in lines if "report.pdf" in line]
    assert first == ["1", "0.750", "0.500", "#3", "0.250", "[red]report.pdf", "60", "shown"]
    [second] = [line.split() for line in lines if "b.pdf" in line]
    assert second == ["2", "0.100", "–", "0.100", "#9", "b.pdf", "2", "too", "far"]
    text = "\n".join(lines)
    for told in (
        "“Zorblax” is the issuer of 2 documents",
        "issuer: ZORBLAX SA  (as an earlier question says: “Zorblax”)",
        "kind: annual report  (as you say)",
        "cash flow",
        "capital expenditure",
        "dense 3 ms",
    ):
        assert told in text


def test_a_long_list_of_candidates_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    told = EXPLANATION.to_json() | {"candidates": [CANDIDATES[0].to_json()] * 50}
    show_explanation(told)
    shown = capsys.readouterr().out
    assert shown.count("report.pdf") == 20
    assert "30 more" in shown


def test_every_part_of_a_score_is_told_in_words() -> None:
    assert set(Weights.names()) - {"scope", "wide"} == set(SOURCES)
