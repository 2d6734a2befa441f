"""Proper names in a question, whether or not any document goes by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.accounts import is_term
from core.description import Field
from core.lexicon import concepts_in
from core.naming import keys_of
from core.words import words
from retrieval.scope.pieces import Piece, pieces_of

MOST_NAMES = 16
"""Of a question, the first."""
_LONGEST = 12
"""Words of a name."""

_JOINING = frozenset(("of", "de", "du", "des", "d", "la", "le", "les", "&", "von", "van", "the"))
"""Small words inside names: Bank of America, Val de Marne."""
_CIVIL = frozenset(("m", "mr", "mrs", "ms", "mme", "mlle", "dr", "me", "monsieur", "madame"))
_OPENERS = frozenset(
    (
        *("selon", "chez", "combien", "comment", "pourquoi", "quand", "où", "depuis", "avec"),
        *("sans", "avant", "après", "pendant", "entre", "contre", "parmi", "concernant"),
        *("according", "based", "using", "given", "considering", "assuming", "among", "regarding"),
        *("within", "since", "before", "after", "between", "please", "tell", "give", "list"),
        *("show", "donne", "donnez", "liste", "listez", "quid"),
    )
)
"""What questions begin with besides stop words: no part of a name that follows."""
_ACRONYM = re.compile(r"[A-Z&]{2,6}")
_INITIALS = re.compile(r"[A-Z]{3,6}")
_ACTOR = re.compile(
    r"\b(?:(?P<verb>do|does|did|is|are|was|were|has|have|had|will|can|could|would|at|by|that|if"
    r"|which of|chez|par|que|si)|for|of|pour|de) (?P<the>the |la |le |les |l['’])?$"
    r"|\b(?:du |des |d['’])$",
    re.IGNORECASE,
)
"""What stands before whoever does something, or is dealt with."""
_NEAR = 16
"""Characters of it."""
_ACTS = re.compile(r"\s(?:\w+ )?\w+-(?:t-)?(?:ils?|elles?|on)\b", re.IGNORECASE)
"""What stands behind it in French: `EDF a-t-elle`."""
_ALIAS = re.compile(
    r"(?:['’]s)?\s*(?:\([^)]{0,40}|,? ?(?:formerly|anciennement|alias|aka)[^,]{0,20})"
)
"""Between two names of one: `Block (formerly known as Square)`, `Northwind Trading (NT)`."""
_CALLED_TWICE = re.compile(r"\b(?:formerly|previously|anciennement|alias|aka)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:\bn ?[°º]|\bno\.|\bnumber|\bnum[eé]ro|\br[eé]f\.|#) ?(\w[\w./-]{2,30})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ProperName:
    """Words of a question that are written as the name of somebody or something."""

    text: str
    start: int
    end: int
    """Characters of the question, end exclusive."""
    keys: frozenset[str]
    """Folded words, any of which a text may have in its place, as `core.naming` makes them."""
    is_certain: bool = True
    """Whether its place tells so, and not its capital alone: it owns something, or does it."""


def proper_names(question: str) -> list[ProperName]:
    """In the order of the question, at most `MOST_NAMES`; references by number last.

    A capital at the beginning of a sentence makes no name, nor do terms of the professions, nor
    letters that stand for no one who does something (DPO, COGS). Somebody with two names ("formerly
    known as") is one, with the keys of both.
    """
    found: list[ProperName] = []
    for run in () if _is_shouted(question) else _runs(question):
        name = _name(question, run)
        if name and found and _ALIAS.fullmatch(question[found[-1].end : name.start]):
            first = found.pop()
            keys = first.keys | name.keys
            name = ProperName(first.text, first.start, name.end, keys, first.is_certain)
        found += [name] if name else []
        if len(found) > MOST_NAMES:
            break
    ends = {name.end for name in found}
    found += (number for number in _references(question) if number.end not in ends)
    return found[:MOST_NAMES]


def is_called_twice(name: str) -> bool:
    """Whether the words of a name tell another one of the same: "Block (formerly Square)"."""
    return _CALLED_TWICE.search(name) is not None


def _is_shouted(question: str) -> bool:
    """Whether all is written in capitals, so that these tell nothing."""
    return not any(map(str.islower, question)) and question.count(" ") > 1


def _runs(question: str) -> Iterator[list[Piece]]:
    """Pieces that are written as one name: capitals, and small words between them. A number is a
    name by itself: no small word goes on with it."""
    run: list[Piece] = []
    for piece in pieces_of(question):
        if piece.opens:
            yield run
            run = []
        may_join = bool(run) and not run[-1].has_digit and not piece.closes
        if not (piece.is_capital or (may_join and piece.bare.lower() in _JOINING)):
            yield run
            run = []
            continue
        run = [*run, piece]
        if piece.closes or len(run) == _LONGEST:
            yield run
            run = []
    yield run


def _name(question: str, run: list[Piece]) -> ProperName | None:
    run, is_doubtful = _trimmed(run)
    if not run:
        return None
    actor = _ACTOR.search(question[max(0, run[0].start - _NEAR) : run[0].start])
    if len(run) == 1 and not _is_somebody(question, run[0], actor):
        return None
    start, end = run[0].start, run[-1].end
    keys = _keys(question[start:end])
    if is_doubtful:
        keys |= _keys(question[run[1].start : end])
    is_certain = run[-1].owns or bool(actor and actor["verb"] and not actor["the"])
    return ProperName(question[start:end], start, end, keys, is_certain) if keys else None


def _trimmed(run: list[Piece]) -> tuple[list[Piece], bool]:
    """Without what is no part of the name: openers of sentences, terms, civil titles; and whether
    its first word may be none either, since a sentence begins with it."""
    while run and not run[-1].is_capital:
        run = run[:-1]
    while run and _is_outside(run[0]):
        run = run[1:]
    is_doubtful = bool(run) and run[0].begins and not run[0].owns
    return ([], False) if is_doubtful and len(run) == 1 else (run, is_doubtful)


def _is_outside(piece: Piece) -> bool:
    small = piece.bare.lower()
    if small in _JOINING or small in _CIVIL or (piece.begins and small in _OPENERS):
        return True
    found = words(piece.bare)
    return not found or is_term(" ".join(found)) or bool(concepts_in(piece.bare))


def _keys(name: str) -> frozenset[str]:
    """A common word is a key, too, where it is all of the name: a town."""
    return keys_of(Field.ISSUER, name) or frozenset({" ".join(words(name))} - {""})


def _is_somebody(question: str, piece: Piece, actor: re.Match[str] | None) -> bool:
    """Whether letters stand for somebody who acts, and not for what is measured."""
    if piece.owns or not (piece.is_counted or _ACRONYM.fullmatch(piece.bare)):
        return True
    if not keys_of(Field.TICKER, piece.bare):  # no name goes by what the professions abbreviate
        return False
    if _ACTS.match(question, piece.end):
        return True
    if actor is None or actor["verb"]:
        return actor is not None
    return piece.closes if piece.is_counted else _INITIALS.fullmatch(piece.bare) is not None


def _references(question: str) -> Iterator[ProperName]:
    """Numbers of contracts, files, invoices."""
    for found in _REFERENCE.finditer(question):
        keys = keys_of(Field.REFERENCE, found[1])
        if keys:
            yield ProperName(found[1], *found.span(1), keys)
