"""What a profile takes of a dataset."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from eval.cases import Case
from eval.data.dataset import Dataset, Source
from eval.suite import Order, Selection


def selected(dataset: Dataset, selection: Selection) -> Dataset:
    """The documents, and those of the cases that need no other, in the dataset's order."""
    documents = _documents(dataset, selection)
    held = {document.name for document in documents}
    possible = [case for case in dataset.cases if case.documents <= held]
    return Dataset(documents, _cases(possible, selection.cases))


def _documents(dataset: Dataset, selection: Selection) -> tuple[Source, ...]:
    if selection.documents is None:
        return dataset.documents
    asked = Counter(name for case in dataset.cases for name in case.documents)
    ranked = sorted(
        enumerate(dataset.documents),
        key=lambda pair: (*_rank(pair[0], pair[1], asked, selection.order), pair[1].name),
    )
    kept = {document.name for _, document in ranked[: selection.documents]}
    return tuple(document for document in dataset.documents if document.name in kept)


def _rank(place: int, source: Source, asked: Counter[str], order: Order) -> tuple[int, ...]:
    match order:
        case Order.GIVEN:
            return (place,)
        case Order.HASH:
            return (asked[source.name] == 0,)
        case Order.SMALLEST:
            return (asked[source.name] == 0, source.size)
        case Order.MOST_ASKED:
            return (-asked[source.name], source.size)


def _cases(cases: Sequence[Case], most: int | None) -> tuple[Case, ...]:
    """Chosen by the hash of their id: neither the first ones nor by chance."""
    if most is None or len(cases) <= most:
        return tuple(cases)
    ranked = sorted(cases, key=lambda case: hashlib.sha256(case.id.encode()).digest())
    kept = {case.id for case in ranked[:most]}
    return tuple(case for case in cases if case.id in kept)
