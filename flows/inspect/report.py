"""The top of the page: the file, its description, what went wrong, what is hidden, its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from core.description import Fact
from core.outcomes import ErrorItem, Hidden
from core.readings import Leaf, LeafKind, WordSpan
from flows.inspect.draw import Drawing
from flows.inspect.outline import size
from flows.inspect.read import Inspection, doubtful, engines_of, summary
from flows.inspect.texts import excerpt, safe, say

_MOST_LISTED = 100
_EXCERPT = 160


def banner(drawing: Drawing) -> str:
    """Everything that is said of the file as a whole."""
    found = drawing.found
    facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(found))
    return (
        f'<header class="banner"><p class="eyebrow">Probant · {say("What was read")}</p>'
        f'<h1>{safe(found.name)}</h1><dl class="facts">{facts}</dl>{_left_out(drawing)}'
        f"{_description(drawing)}{_warnings(drawing)}{_hidden(drawing)}{_all_well(found)}"
        f"{_counts(drawing)}</header>"
    )


def _facts(found: Inspection) -> Iterator[tuple[str, str]]:
    told = summary(found.leaves)
    yield say("Media type"), safe(found.media_type)
    yield say("Size"), size(found.size_bytes)
    yield say(f"{found.kind.value.capitalize()}s"), f"{told['leaves']:,}"
    yield say("Words"), f"{told['words']:,}"
    for kind, count in told["elements"].items():
        yield say(kind), f"{count:,}"
    if told["low_confidence_words"]:
        yield say("Doubtful words"), f"{told['low_confidence_words']:,}"
    yield say("Read by"), safe(found.reading.parser)


def _left_out(drawing: Drawing) -> str:
    if not drawing.left_out:
        return ""
    count = f"{len(drawing.leaves):,} / {len(drawing.found.shown):,}"
    return f'<p class="warning">{say("Shown")}: {count}. {say("Choose others with --page.")}</p>'


def _table(title: str, heads: Sequence[str], rows: Sequence[str], note: str = "") -> str:
    """A titled table; rows beyond the most are counted. Empty for no row."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{say(name)}</th>' for name in heads)
    more = len(rows) - _MOST_LISTED
    rest = f'<p class="nothing">{say("and more")}: {more:,}</p>' if more > 0 else ""
    shown = "".join(f"<tr>{row}</tr>" for row in rows[:_MOST_LISTED])
    return (
        f'<section class="told"><h2>{say(title)} <small>{len(rows):,}</small></h2>{note}'
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{shown}</tbody></table>'
        f"</div>{rest}</section>"
    )


def _where(drawing: Drawing, number: int | None, words: WordSpan | None = None) -> str:
    """A way to a leaf, or to the element that holds some words of it, where it is on the page."""
    if number is None:
        return ""
    text = f"{say(drawing.found.kind.value)} {number}"
    leaf = next((leaf for leaf in drawing.leaves if leaf.number == number), None)
    return f'<a href="#{_anchor(leaf, words)}">{text}</a>' if leaf else text


def _anchor(leaf: Leaf, words: WordSpan | None) -> str:
    """The elements of a sheet are drawn as one grid, without anchors of their own."""
    if words and leaf.kind is not LeafKind.SHEET:
        for rank, element in enumerate(leaf.elements, 1):
            if element.words.start <= words.start < element.words.end:
                return f"e{leaf.number}-{rank}"
    return f"leaf-{leaf.number}"


def _description(drawing: Drawing) -> str:
    rows = [_fact(drawing, fact) for fact in drawing.found.description.facts]
    return _table("Description", ("Field", "Value", "Evidence"), rows)


def _fact(drawing: Drawing, fact: Fact) -> str:
    # A code is one long word: unbroken, it pushes its evidence off a phone.
    value = safe(fact.value).replace("_", "_<wbr>")
    quote = f"« {excerpt(fact.quote, _EXCERPT)} »" if fact.quote else say(fact.source.value)
    return (
        f'<th scope="row">{say(fact.field.value)}</th><td>{value}</td>'
        f"<td>{_where(drawing, fact.leaf, fact.words)} {quote}</td>"
    )


def _warnings(drawing: Drawing) -> str:
    rows = [_error(drawing, error) for error in drawing.found.reading.errors]
    return _table("Warnings", ("Where", "Reason", "What"), rows)


def _error(drawing: Drawing, error: ErrorItem) -> str:
    return (
        f"<td>{_where(drawing, error.page)}</td><td>{safe(error.category)}</td>"
        f"<td>{safe(error.message)}</td>"
    )


def _hidden(drawing: Drawing) -> str:
    note = say("In the file, but not on what it shows: it is never evidence.")
    rows = [
        f"<td>{_where(drawing, item.leaf)} {safe(item.label)}</td><td>{say(item.reason.value)}</td>"
        f'<td class="n">{item.words:,}</td><td>{excerpt(item.text, _EXCERPT)}</td>'
        for item in drawing.found.reading.hidden
    ]
    heads = ("Where", "Reason", "Words", "Text")
    return _table("Hidden text", heads, rows, f'<p class="nothing">{note}</p>')


def hidden_list(hidden: Sequence[Hidden]) -> str:
    """What is hidden on one leaf, beside what is shown there."""
    items = "".join(
        f"<li><b>{say(item.reason.value)}</b> {safe(item.label)}"
        f" <q>{excerpt(item.text, 4 * _EXCERPT)}</q></li>"
        for item in hidden[:_MOST_LISTED]
    )
    more = f"<li>{say('and more')}</li>" if len(hidden) > _MOST_LISTED else ""
    title = f"<h3>{say('Hidden text')}</h3>"
    return f'<aside class="hidden">{title}<ul>{items}{more}</ul></aside>' if hidden else ""


def _all_well(found: Inspection) -> str:
    if found.reading.errors or found.reading.hidden:
        return ""
    return f'<p class="nothing">{say("Nothing went wrong, and nothing is hidden.")}</p>'


def _counts(drawing: Drawing) -> str:
    """Every leaf of the file in one row, those that are not on the page too."""
    reading = drawing.found.reading
    hidden = Counter(item.leaf for item in reading.hidden)
    warnings = Counter(error.page for error in reading.errors)
    rows = "".join(
        f'<tr><th scope="row">{_where(drawing, leaf.number)} {excerpt(leaf.label, 60)}</th>'
        f"{_numbers(leaf, warnings[leaf.number], hidden[leaf.number])}"
        f"<td>{safe(engines_of(leaf))}</td></tr>"
        for leaf in drawing.found.leaves
    )
    names = ("Words", "Elements", "Doubtful", "Warnings", "Hidden text")
    heads = "".join(f'<th scope="col" class="n">{say(name)}</th>' for name in names)
    return (
        f'<details><summary>{say("Each in numbers")}</summary><div class="wide"><table><thead>'
        f'<tr><th scope="col">{say("Where")}</th>{heads}<th scope="col">{say("Read by")}</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div></details>"
    )


def _numbers(leaf: Leaf, warnings: int, hidden: int) -> str:
    counts = (len(leaf.words), len(leaf.elements), doubtful(leaf), warnings, hidden)
    return "".join(f'<td class="n">{count:,}</td>' for count in counts)
