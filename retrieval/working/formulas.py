"""Reads the formula that a question asks for, or defines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.working.expressions import (
    AVERAGE,
    CHANGE,
    MINUS,
    OVER,
    PLUS,
    TIMES,
    Expression,
    Line,
    Number,
    Token,
    lines_of,
    parsed,
)
from retrieval.working.lines import LABELS
from retrieval.working.phrases import stands_alone
from retrieval.working.ratios import RATIOS, Ratio
from retrieval.working.terms import EMPTY, MARGIN, SHARE, Said, names, runs

_MOST_TOKENS = 24
_BY_NAME = {ratio.names[0]: ratio for ratio in RATIOS}
_DEFINED = re.compile(
    r"(?:\bdefine (?P<what>[a-z ]{1,60}?) as\b|\b(?:defined|calculated|computed|defini|definie"
    r"|calcule|calculee) (?:here )?(?:as|comme)\b):?"
)
_SENTENCES = re.compile(
    r"(?<!\binc\.)(?<!\bcorp\.)(?<!\bltd\.)(?<!\bco\.)(?<!\bcie\.)(?<=[.?!])(?=\s|$)"
)
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\?")


@dataclass(frozen=True, slots=True)
class Formula:
    tree: Expression | None
    """None: that of the ratio."""
    ratio: Ratio | None
    """Where it has a name."""
    is_share: bool


def asked_formula(bare: str, named: Collection[str]) -> Formula | None:
    """That of the question; where it defines the one thing that it asks for, as it defines it.

    `bare` is folded; `named` are words of the names of those it is asked of. None where it asks for
    two things.
    """
    found = _DEFINED.search(bare)
    asked = asked_formulas(bare, named)
    if len(asked) != 1:
        return None
    if found is None:
        return asked[0]
    rest = bare[found.end() :]
    end = _SENTENCE_END.search(rest)
    said = list(runs(rest[: end.start()] if end else rest))
    # Every word of it must be understood.
    definition = _read(said[0].said) if len(said) == 1 else None
    if definition is None:
        return None
    if asked[0].tree is None or isinstance(asked[0].tree, Line):
        return replace(definition, ratio=asked[0].ratio)
    # More is asked for than what is defined: that must be what we take it for.
    what = trees_of(names().get(_bare(found["what"]), ""))
    return asked[0] if definition.tree in what else None


def asked_formulas(bare: str, named: Collection[str]) -> list[Formula]:
    """Each thing that a question asks for once, the longest formula first; what it defines, and
    what it says in sentences that ask nothing, tells how."""
    found = _DEFINED.search(bare)
    asked = bare[: found.start()] if found else bare
    told = [f for sentence in _asking(asked) for f in _longest(sentence, named)]
    told.sort(key=lambda each: -each[0])
    apart: list[Formula] = []
    for _, formula in told:
        if not any(_is_same(formula, other) for other in apart):
            apart.append(formula)
    return apart


def _asking(text: str) -> list[str]:
    """The sentences that end in a question mark; all of a text that has none."""
    sentences = [one for one in _SENTENCES.split(text) if one.strip()]
    return [one for one in sentences if one.rstrip().endswith("?")] or [text]


def _is_same(one: Formula, other: Formula) -> bool:
    """Whether both are the same, told by its name or spelt out."""
    if one.ratio and other.ratio:
        return one.ratio is other.ratio
    known = [tree for f in (one, other) if f.ratio for tree in trees_of(f.ratio.names[0])]
    return one.tree == other.tree or one.tree in known or other.tree in known


def _bare(name: str | None) -> str:
    return " ".join(word for word in (name or "").split() if word not in EMPTY)


def _longest(text: str, named: Collection[str]) -> list[tuple[int, Formula]]:
    """The longest formulas in a text, none within another, with their lengths. Of what all of one
    is the average or the change, years tell."""
    found: list[tuple[int, Formula]] = []
    for run in runs(text):
        taken: set[int] = set()
        for start, end in sorted(_spans(len(run.said)), key=lambda span: span[0] - span[1]):
            said = run.said[start:end]
            is_cut = start > 0 and run.said[start - 1] in (SHARE, MARGIN)
            if is_cut or said[0] in (AVERAGE, CHANGE) or _is_bracketed(said):
                continue
            formula = None if taken & set(range(start, end)) else _read(said)
            if formula and stands_alone(*run.beside(start, end), named):
                taken |= set(range(start, end))
                found.append((end - start, formula))
    if _has_share(text) and not any(formula.is_share for _, formula in found):
        return []  # a share of what is not understood
    return [(n, replace(f, ratio=f.ratio or _name_of(f.tree, text))) for n, f in found]


def _name_of(tree: Expression | None, text: str) -> Ratio | None:
    """The ratio that a text names besides the formula that it is worked out by."""
    named = (token for run in runs(text) for token in run.said if isinstance(token, str))
    return next((_BY_NAME[name] for name in named if tree and tree in trees_of(name)), None)


def _is_bracketed(said: Sequence[Said]) -> bool:
    """ "(DPO)" is what stands in the brackets."""
    return said[0] == "(" and said[-1] == ")" and _read(said[1:-1]) is not None


def _has_share(text: str) -> bool:
    return any(SHARE in run.said for run in runs(text))


def _spans(count: int) -> Iterator[tuple[int, int]]:
    count = min(count, _MOST_TOKENS)
    yield from ((start, end) for start in range(count) for end in range(start + 1, count + 1))


def _read(said: Sequence[Said]) -> Formula | None:
    """The formula that these words are; None for words that are none."""
    if len(said) == 1 and isinstance(said[0], str) and said[0] in _BY_NAME:
        return Formula(None, _BY_NAME[said[0]], is_share=False)
    tokens: list[Token] = []
    for token in said:
        if token == MARGIN:
            tokens += [OVER, Line("revenue")]
        elif token == SHARE:
            tokens.append(OVER)
        else:
            tokens.append(_token(token))
    tree = parsed(tokens)
    is_share = SHARE in said or MARGIN in said
    return Formula(tree, None, is_share) if tree and any(lines_of(tree)) else None


def _token(said: Said) -> Token:
    if isinstance(said, int):
        return Number(said)
    if said in _BY_NAME:
        return trees_of(said)[0]
    return Line(said) if said in LABELS else said


@lru_cache(maxsize=256)
def trees_of(name: str) -> tuple[Expression, ...]:
    """The formulas of a ratio, with those of the ratios that they name; none for what is none."""
    if name not in _BY_NAME:
        return ()
    trees = (parsed(list(_tokens(formula))) for formula in _BY_NAME[name].formulas)
    return tuple(tree for tree in trees if tree)


def _tokens(formula: str) -> Iterator[Token]:
    signs = {PLUS, MINUS, TIMES, OVER, "(", ")", AVERAGE, CHANGE}
    held: list[str] = []
    for word in [*re.findall(r"[()]|[^\s()]+", formula), ""]:
        if word in signs or word.isdigit() or not word:
            if held:
                words = " ".join(held)
                name = words if words in LABELS else names()[words]
                yield trees_of(name)[0] if name in _BY_NAME else Line(name)
                held = []
            if word:
                yield Number(int(word)) if word.isdigit() else word
        else:
            held.append(word)
