"""For people: where a question was looked for, and why it found what it found."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.backend import Json
from flows.question import Question

_SHOWN = 20
"""Candidates; `--json` has all of them."""
_SHORT = 12
"""Characters of a version."""
_WIDTH = 140
"""Where stdout is no terminal."""
SOURCES = {
    "dense": "how close its meaning is to the question's",
    "bm25": "how many of the question's words it holds, rare words counting most",
    "language": "whether its document is in the language that is named",
    "document": "how well the other passages of its document fit; poor ones count against it",
    "period": "how well its document fits the period asked for",
    "kind": "whether its document is of the kind named",
    "name": "whether its document goes by a name in the question",
    "stated": "whether its page shows a financial statement that the question names",
    "implied": "whether its page shows a statement that has what is asked for",
    "article": "whether it is the article that the question names",
    "clause": "how much it is worded as the clause of a contract that is asked for",
    "neighbour": "whether it goes on where one of the best stops, or before one",
    "repeated": "what it loses because better passages of its page come first",
    "rerank": "what a slower model says, which reads question and passage together",
}
"""What a part of a score (`retrieval.rank.Weights`) tells of a passage."""
_ORIGINS = {
    "caller": "as you say",
    "question": "as the question says",
    "earlier": "as an earlier question says",
    "newest": "nothing newer is there",
}


def show_use_case(told: Json) -> None:
    """Under which use case, in a dim line, where it was asked as one."""
    if used := told.get("use_case"):  # an older server tells none
        version = used["version"][:_SHORT]
        click.secho(f"  use case: {used['title']} ({used['id']}, {version})", dim=True)


def show_scope(question: Question, scope: Json) -> None:
    """In dim lines how a follow-up was understood and where was looked; and what the question may
    mean, where that is open."""
    if scope["understood"]:
        click.secho(f"  understood as: {scope['understood']}", dim=True)
    click.secho(f"  searched: {_where(question, scope)}", dim=True)
    if scope["options"]:
        click.echo("  it may mean:")
        for number, option in enumerate(scope["options"], start=1):
            click.echo(f"    {number}. {option['label']}  ({option['document_id']})")
        click.echo("  say which with --period, --kind or --document")


def _where(question: Question, scope: Json) -> str:
    within = [place for place in (question.document, question.collection) if place]
    label, documents = scope["label"], scope["documents"]
    if documents is None:
        named = [f"{label} preferred"] if label else []
        return ", ".join([*(within or ["all that you may read"]), *named])
    count = "1 document" if documents == 1 else f"{documents} documents"
    return f"{', '.join([*within, label] if label else within)} ({count})"


def show_explanation(told: Json) -> None:
    """What the question was taken for, what was considered, and what became of it."""
    _list("taken to be about", [_named(named) for named in told["scope"]["named"]])
    _list("decisions", told["reasons"])
    _list("statements it is about", [name.replace("_", " ") for name in told["statements"]])
    _list("notions it holds", [name.replace("_", " ") for name in told["concepts"]])
    _show_candidates(told["candidates"])
    stages = [f"{name.replace('_', ' ')} {ms:.0f} ms" for name, ms in told["timings_ms"].items()]
    _list("time", [", ".join(stages)] if stages else [])


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.secho(f"  {title}", bold=True)
        for line in lines:
            click.echo(f"    {line}")


def _named(named: Json) -> str:
    said = f": “{named['said']}”" if named["said"] else ""
    why = _ORIGINS.get(named["origin"], named["origin"])
    return f"{named['facet']}: {named['value'].replace('_', ' ')}  ({why}{said})"


def _show_candidates(candidates: Sequence[Json]) -> None:
    click.secho("  candidates, best first", bold=True)
    if not candidates:
        click.echo("    none")
        return
    shown = candidates[:_SHOWN]
    sources = [*dict.fromkeys(name for one in shown for name in (*one["parts"], *one["ranks"]))]
    width = None if sys.stdout.isatty() else _WIDTH
    Console(width=width, highlight=False).print(_table(shown, sources))
    if len(candidates) > _SHOWN:
        click.echo(f"    … and {len(candidates) - _SHOWN} more: --json has all of them")
    click.echo("    a score is the sum of its parts; after # its rank in that source alone")
    for name in sources:
        if name in SOURCES:
            click.echo(f"    {name}: {SOURCES[name]}")


def _table(candidates: Sequence[Json], sources: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("   ", "score", *sources):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("document", overflow="fold")
    table.add_column("page or part", justify="right")
    table.add_column("what became of it")
    for number, one in enumerate(candidates, start=1):
        cells = [_part(one, name) for name in sources]
        said = (one["document"], str(one["leaf"]), one["fate"])
        # As text: a name may hold what would be markup.
        table.add_row(f"{number:>7}", f"{one['score']:.3f}", *cells, *map(Text, said))
    return table


def _part(candidate: Json, source: str) -> str:
    part, rank = candidate["parts"].get(source), candidate["ranks"].get(source)
    if part is None and rank is None:
        return "–"
    return f"{part or 0:.3f}" + (f" #{rank}" if rank else "")
