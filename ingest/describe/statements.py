"""Which leaves show a financial statement, and which one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from core.description import Fact, Field
from core.plain import plain
from core.readings import ElementKind
from ingest.describe.leaf_text import LeafText
from ingest.describe.rules import rules

_LONGEST, _FIRST_LINES, _LEAST_SHARE, _FEWEST_FIGURES = 140, 8, 0.6, 15
"""A title is a short line near the top that says little else; figures follow."""
_FEWEST_WITHOUT_TITLE, _FEWEST_SPOKEN = 4, 3
"""Lines that make a statement what it is: where no title is read, and, below a title, where the
reading has torn them from their figures. Else one is enough."""
_MOST_LINES, _LONGEST_LABEL, _AROUND = 400, 100, " \t|*$€£(-:"
_FIGURE = re.compile(r"\d[\d.,]*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ASIDE = re.compile(r"\([^)]*\)?")
_LETTERS = re.compile(r"[a-z]+")


def statements_of(leaves: Sequence[LeafText]) -> Iterator[Fact]:
    for leaf in leaves:
        if _figures(leaf) >= _FEWEST_FIGURES and (fact := _statement(leaf)):
            yield fact


def _statement(leaf: LeafText) -> Fact | None:
    """The first title whose lines follow; where no title is read, what many lines belong to. None
    where several kinds are titled, as in tables of contents.
    """
    titled = [
        (kind, start + match.start(), start + match.end())
        for start, end in _title_lines(leaf)
        for kind, match in _titles(leaf.text[start:end])
    ]
    if len({kind for kind, _, _ in titled}) > 2:
        return None
    lines = _lines(leaf)
    for kind, start, end in titled:
        if kind not in _hallmarks() or kind in lines or _speaks_of(leaf, kind):
            return leaf.fact(Field.STATEMENT, start, end, kind)
    most = max(lines, key=lambda kind: len(lines[kind]), default="")
    if len(lines.get(most, ())) < _FEWEST_WITHOUT_TITLE:
        return None
    start, end = min(lines[most].values())
    return leaf.fact(Field.STATEMENT, start, end, most)


def _lines(leaf: LeafText) -> dict[str, dict[int, tuple[int, int]]]:
    """By kind, then by number of the pattern: where the label of the first such line stands."""
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for start, end in leaf.lines(_MOST_LINES):
        figure = _FIGURE.search(leaf.text, start, end)
        if not figure:
            continue
        label = leaf.plain[start : min(figure.start(), start + _LONGEST_LABEL)].strip(_AROUND)
        for kind, patterns in _hallmarks().items():
            for number, pattern in enumerate(patterns):
                if pattern.search(label):
                    found.setdefault(kind, {}).setdefault(number, (start, figure.start()))
    return found


def _title_lines(leaf: LeafText) -> list[tuple[int, int]]:
    headings = [leaf.of(e) for e in leaf.elements(ElementKind.HEADING, ElementKind.HEADER)]
    spans = {*leaf.lines(_FIRST_LINES), *headings}
    return sorted(span for span in spans if span[1] - span[0] <= _LONGEST)


def _titles(line: str) -> Iterator[tuple[str, re.Match[str]]]:
    folded = plain(line)
    for kind, pattern in _kinds():
        match = pattern.search(folded)
        if match:
            if _is_whole(folded, match) or _is_capitalised(line, match):
                yield kind, match
            return


def _is_whole(line: str, match: re.Match[str]) -> bool:
    """Whether little but words of titles stands around it: a sentence that names one is none."""
    rest = _around().sub(" ", f"{line[: match.start()]} | {line[match.end() :]}")
    letters = sum(map(len, _LETTERS.findall(rest)))
    named = sum(map(len, _LETTERS.findall(match[0])))
    return named >= _LEAST_SHARE * (named + letters) and not _is_sentence(line, match)


def _is_capitalised(line: str, match: re.Match[str]) -> bool:
    """Whether it reads `Somebody, Inc. Consolidated Balance Sheets`, each word with a capital."""
    words = _LONG_WORD.findall(_ASIDE.sub(" ", line))
    capitals = all(word[0].isupper() or _around().fullmatch(plain(word)) for word in words)
    return capitals and not _is_sentence(line, match)


def _is_sentence(line: str, match: re.Match[str]) -> bool:
    return line.rstrip().endswith(".") or line[match.end() : match.end() + 1] == ":"


def _figures(leaf: LeafText) -> int:
    return len(_FIGURE.findall(leaf.text))


@cache
def _kinds() -> list[tuple[str, re.Pattern[str]]]:
    named = rules()["statements"].items()
    return [(kind, re.compile(rf"\b(?:{'|'.join(p)})")) for kind, p in named]


def _speaks_of(leaf: LeafText, kind: str) -> bool:
    said = sum(bool(pattern.search(leaf.plain)) for pattern in _anywhere()[kind])
    return said >= _FEWEST_SPOKEN


@cache
def _hallmarks() -> dict[str, list[re.Pattern[str]]]:
    named = rules()["statement_lines"].items()
    return {kind: [re.compile(p) for p in patterns] for kind, patterns in named}


@cache
def _anywhere() -> dict[str, list[re.Pattern[str]]]:
    """The same, wherever in a text."""
    bare = str.maketrans("", "", "^$")
    return {
        kind: [re.compile(pattern.pattern.translate(bare)) for pattern in patterns]
        for kind, patterns in _hallmarks().items()
    }


@cache
def _around() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{rules()['title_words']['patterns'][0]})\b")
