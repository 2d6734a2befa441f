"""Cases shared out for cross-validation, so that what is judged was not tuned on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from eval.cases import Case
from eval.searching import Key

FOLDS = 5
MOST = 0.5
"""A group of more of a suite's cases than this can't be shared out, and is taken apart."""


def shared_out(suites: Mapping[str, Sequence[Case]], folds: int = FOLDS) -> dict[Key, int]:
    """The fold, from 0, of every (suite, case): folds of about the same size.

    Cases about the same document are in the same fold, in all suites; and so are those of documents
    that one case is about together. Where that would put more than `MOST` of a suite in one, its
    cases are shared out one by one. The same cases give the same folds, whatever their order.
    """
    groups: dict[str, list[Key]] = {}
    roots = _roots(case.documents for cases in suites.values() for case in cases)
    for suite, cases in suites.items():
        held = Counter(_root(case, roots) for case in cases)
        for case in cases:
            root = _root(case, roots)
            is_large = held[root] > MOST * len(cases)
            name = case.id if is_large or not root else root
            groups.setdefault(name, []).append((suite, case.id))
    sizes = [0] * folds
    found: dict[Key, int] = {}
    for group in sorted(groups, key=lambda name: (-len(groups[name]), _digest(name))):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(groups[group])
        found |= dict.fromkeys(groups[group], fold)
    return found


def _root(case: Case, roots: Mapping[str, str]) -> str:
    return roots[min(case.documents)] if case.documents else ""


def _roots(together: Iterable[frozenset[str]]) -> dict[str, str]:
    """From each document to the first, by name, of those that it hangs together with."""
    sets: dict[str, set[str]] = {}
    for documents in together:
        merged = set(documents).union(*(sets[d] for d in documents if d in sets))
        sets |= dict.fromkeys(merged, merged)
    return {document: min(held) for document, held in sets.items()}


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
