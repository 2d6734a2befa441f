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
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\?")


@dataclass(frozen=True, slots=True)
class Formula:
    tree: Expression | None
    """None: that of the ratio."""
    ratio: Ratio | None
    """Where it has a name."""
    is_share: bool


def asked_formula(bare: str, proper: Collection[str]) -> Formula | None:
    """That of the question; where it defines the one thing that it asks for, as it defines it.

    `bare` is folded; `proper` are its words that are of names.
    """
    found = _DEFINED.search(bare)
    if found is None:
        return _longest(bare, proper)
    rest = bare[found.end() :]
    end = _SENTENCE_END.search(rest)
    said = list(runs(rest[: end.start()] if end else rest))
    definition = (
        _read(said[0].said) if len(said) == 1 else None
    )  # every word of it must be understood
    asked = _longest(bare[: found.start()], proper)
    if asked is None or definition is None:
        return None
    if asked.tree is None or isinstance(asked.tree, Line):
        return replace(definition, ratio=asked.ratio)
    # More is asked for than what is defined: that must be what we take it for.
    return asked if definition.tree in trees_of(names().get(_bare(found["what"]), "")) else None


def _bare(name: str | None) -> str:
    return " ".join(word for word in (name or "").split() if word not in EMPTY)


def _longest(text: str, proper: Collection[str]) -> Formula | None:
    """The longest formula in a text. Of what all of it is the average or the change, years tell."""
    best: tuple[int, Formula] | None = None
    for run in runs(text):
        for start, end in _spans(len(run.said)):
            said = run.said[start:end]
            is_cut = start > 0 and run.said[start - 1] in (SHARE, MARGIN)
            if is_cut or said[0] in (AVERAGE, CHANGE) or _is_bracketed(said):
                continue
            found = _read(said)
            is_longer = best is None or end - start > best[0]
            if found and is_longer and stands_alone(*run.beside(start, end), proper):
                best = end - start, found
    if best is None or (_has_share(text) and not best[1].is_share):
        return None  # a share of what is not understood
    return replace(best[1], ratio=best[1].ratio or _name_of(best[1].tree, text))


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
