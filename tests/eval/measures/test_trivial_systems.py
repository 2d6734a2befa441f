"""What a system gets that does not try: nothing that both finding and choosing would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from eval.cases import Asked, Cited, Found, GoldEvidence, Reply
from eval.measures import parse

PAGES = {
    number: f"Page {number}. " + " ".join(f"filler{number}of{i}" for i in range(38))
    for number in range(1, 21)
}
"""A report of 20 pages, two of which answer."""
PAGES[7] += " The annual rent is 1,577 euros."
PAGES[12] += " The lease runs for nine whole years."
NOTE = "The deposit is two months of rent. " + " ".join(f"other{i}" for i in range(700))
"""A document without pages, of 707 words."""
RENT = GoldEvidence("report", (7,), "The annual rent is 1,577 euros.")
TERM = GoldEvidence("report", (12,), "The lease runs for nine whole years.")
DEPOSIT = GoldEvidence("note", (), "The deposit is two months of rent.")
CASES = (
    Asked("rent", "What is the rent, and for how long?", ("1,577 euros",), (RENT, TERM)),
    Asked("deposit", "What is the deposit?", ("2 months of rent",), (DEPOSIT,)),
    Asked("tart", "How is the tart made?", answerable=False),
)
WHOLE = {"report": " ".join(PAGES.values()), "note": NOTE}


def document(case: Asked) -> str:
    return "note" if case.id == "deposit" else "report"


def cites(case: Asked, *places: tuple[int | None, str], answer: str = "See the source.") -> Reply:
    citations = tuple(Cited(document(case), page, quote, True) for page, quote in places)
    return Reply("answered", answer=answer, citations=citations)


def abstains(case: Asked) -> Reply:
    return Reply("abstained")


def says_nothing(case: Asked) -> Reply:
    return Reply("answered")


def cites_every_page(case: Asked) -> Reply:
    places = PAGES.items() if document(case) == "report" else [(None, NOTE)]
    return cites(case, *places)


def cites_no_page(case: Asked) -> Reply:
    """The right words in one document and one word of the other, without saying where."""
    return cites(case, (None, RENT.quote if document(case) == "report" else "deposit"))


def dumps_the_document(case: Asked) -> Reply:
    whole = WHOLE[document(case)]
    return cites(case, (None, whole), answer=whole)


def dumps_the_document_on_a_page(case: Asked) -> Reply:
    return cites(case, (7, WHOLE[document(case)]))


NOWHERE = {
    "citation.precision": 0.0,
    "citation.recall": 0.0,
    "citation.hit": 0.0,
    "citation.quote": 0.0,
    "number": 0.0,
    "number.value": 0.0,
    "abstention.refused": 0.0,
    "abstention.false_refusal": 0.0,
    "abstention.aurc": 1.0,
}
"""What answering anything at all is worth; the two last are better low."""


@pytest.mark.parametrize(
    ("system", "values"),
    [
        (
            abstains,
            NOWHERE
            | {
                "citation.source": float("nan"),
                "abstention.refused": 1.0,
                "abstention.false_refusal": 1.0,
                "abstention.aurc": 2 / 3,
            },
        ),
        (says_nothing, NOWHERE | {"citation.source": 0.0}),
        (
            cites_every_page,
            NOWHERE
            | {
                "citation.precision": (2 / 20 + 0) / 2,
                "citation.recall": 0.5,
                "citation.hit": 0.5,
                "citation.quote": 0.5,
                "citation.source": 1.0,
                "abstention.aurc": 2 / 3,
            },
        ),
        (cites_no_page, NOWHERE | {"citation.source": 1.0, "number": 0.5, "number.value": 0.5}),
        (dumps_the_document, NOWHERE | {"citation.source": 1.0}),
        (
            dumps_the_document_on_a_page,
            NOWHERE
            | {
                "citation.precision": 0.5,  # one page of the two that answer, and nothing else
                "citation.recall": (1 / 2 + 0) / 2,
                "citation.hit": 0.5,
                "citation.source": 1.0,
                "abstention.aurc": 2 / 3,
            },
        ),
    ],
)
def test_what_answering_without_trying_gets(
    system: Callable[[Asked], Reply], values: Mapping[str, float]
) -> None:
    found = {name: value(name, system) for name in values}
    assert found == pytest.approx(values, nan_ok=True)
    assert min(found["citation.precision"], found["citation.recall"]) <= 0.5
    assert value("span.f1", system) < 0.05


@pytest.mark.parametrize("level", ["document", "page", "passage"])
@pytest.mark.parametrize("name", ["hit", "rr", "ndcg", "recall", "all", "precision", "ap"])
def test_an_empty_list_of_hits_finds_nothing(level: str, name: str) -> None:
    assert value(f"{level}.{name}@5", says_nothing) == 0


def test_every_page_in_turn_is_a_poor_ranking() -> None:
    def lists_every_page(case: Asked) -> Reply:
        return Reply("answered", hits=tuple(Found("report", at, PAGES[at]) for at in PAGES))

    assert value("page.hit@5", lists_every_page) == 0
    assert value("page.rr@20", lists_every_page) == pytest.approx(1 / 7)
    assert value("page.precision@20", lists_every_page) == pytest.approx(2 / 20)


def value(name: str, system: Callable[[Asked], Reply]) -> float:
    measure = parse(name)
    given = [measure.contribution(case, system(case), {}) for case in CASES]
    return measure.aggregate(np.array([each for each in given if each is not None]))
