"""Questions are searched where they belong, and say so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql import open_database
from core.description import Description, Fact, Field
from core.documents import Document
from core.errors import NotFound
from core.ids import DocumentId
from core.jobs import Lane
from core.principals import AccessScope, Classification, SearchFilter
from core.scoping import Facet, Origin, Wanted
from core.stores import Database
from retrieval.scope.narrow import Scoped
from retrieval.scope.scope import Scoper
from tests.contracts.databases import a_document, scope

NORTHWIND, HARBOR = "NORTHWIND TRADING COMPANY, INC.", "Blue Harbor plc"
ALL = SearchFilter(scope())
NOTHING = Wanted()


def described(content: str, **facts: str) -> Document:
    found = [Fact(Field(name), value) for name, value in facts.items()]
    return a_document(content, name=f"{content}.pdf", found=Description(tuple(found)))


def annual(issuer: str, year: str) -> Document:
    return described(f"{issuer} {year}", issuer=issuer, kind="annual_report", period=year)


ARCHIVE = {
    "n20": annual(NORTHWIND, "2020"),
    "n21": annual(NORTHWIND, "2021"),
    "n22q2": described(
        "n22q2", issuer=NORTHWIND, kind="quarterly_report", period="2022-Q2", title="FORM 10-Q"
    ),
    "vote": described("vote", issuer=NORTHWIND, kind="other", title="FORM 8-K", date="2022-05-04"),
    "h21": annual(HARBOR, "2021"),
    "guide": described("guide", issuer="Bank of Lending", kind="guide", title="How to borrow"),
    "lease": described("lease", issuer="SCI Tournesol", party=HARBOR, kind="lease"),
    "keyword": described("keyword", issuer="Ostrea Pearl Company", ticker="KEY", kind="contract"),
    "pearl": described("pearl", issuer="Ostrea Pearl Company", kind="contract"),
    "fr": described("fr", issuer="Kestrel Ltd", kind="contract", language="fr"),
    "en": described("en", issuer="Kestrel Ltd", kind="contract", language="en"),
}
NAMES = {document.id: name for name, document in ARCHIVE.items()}


async def wake(lane: Lane) -> None: ...


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(f"sqlite:///{tmp_path / 'probant.db'}", wake)
    async with opened.begin() as unit:
        for document in ARCHIVE.values():
            await unit.documents.add(document)
        await unit.documents.add(replace(a_document("theirs", "south"), name="theirs.pdf"))
    yield opened
    await opened.close()


async def scoped(
    database: Database, question: str, wanted: Wanted = NOTHING, *before: str
) -> Scoped:
    return await Scoper(database).scoped(question, ALL, wanted, before)


def searched(found: Scoped) -> set[str]:
    documents = found.where.documents
    return set(NAMES.values()) if documents is None else {NAMES[one] for one in documents}


def best(found: Scoped) -> str:
    return NAMES[max(found.fits, key=lambda one: sum(found.fits[one].values()))]


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What was Northwind's revenue in FY2020?", {"n20"}),
        ("Quel est le chiffre d'affaires de Northwind Trading en 2021 ?", {"n21", "vote"}),
        ("What did Northwind earn in the second quarter of 2022?", {"n22q2", "vote"}),
        ("What does Northwind's 10-Q say of debt?", {"n22q2"}),
        ("What was voted at Northwind's meeting of May 4, 2022?", {"vote"}),
        (
            "Compare the revenue of Northwind and Blue Harbor in 2021",
            {"n21", "h21", "vote", "lease"},
        ),
        ("How did Northwind grow from FY2020 to FY2021?", {"n20", "n21", "vote"}),
        ("Which rent does Tournesol charge?", {"lease"}),
        ("What did KEY lend in total?", {"keyword", "pearl"}),
        ("Was the revenue of Northwind above Blue Harbor's in 2020?", {"n20", "h21", "lease"}),
        ("what is the key risk?", set(ARCHIVE)),
        ("What does the French version say of the Kestrel contract?", {"fr"}),
        ("What does the original say of the Kestrel contract?", {"fr", "en"}),
        ("What is the rent that Blue Harbor pays in the lease?", {"lease"}),
        ("What does the Bank of Lending ask for?", set(ARCHIVE)),
        ("Who is the chairman?", set(ARCHIVE)),
        ("What was the revenue of Nobody Ltd?", set(ARCHIVE)),
    ],
)
async def test_only_the_documents_that_a_question_is_about_are_searched(
    database: Database, question: str, documents: set[str]
) -> None:
    assert searched(await scoped(database, question)) == documents


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("What did Northwind pay as dividends in 2019?", "n20"),
        ("How did Northwind grow from FY2020 to FY2021?", "n21"),
        ("What is the newest figure of Northwind's debt, the latest?", "n22q2"),
        ("Did Northwind pay a dividend in Q3 of 2021?", "n21"),
    ],
)
async def test_the_document_that_fits_best_comes_first(
    database: Database, question: str, document: str
) -> None:
    assert best(await scoped(database, question)) == document


async def test_what_is_left_open_is_offered(database: Database) -> None:
    found = await scoped(database, "Who audits Northwind?")
    labels = [option.label for option in found.scope.options]
    assert labels[0] == f"{NORTHWIND}, quarterly report, 2022-Q2"
    assert len(labels) == 4
    assert not (await scoped(database, "Who audited Northwind in 2021?")).scope.options
    assert not (await scoped(database, "How has Northwind's debt evolved?")).scope.options


async def test_what_is_compared_is_searched_one_by_one(database: Database) -> None:
    trend = await scoped(database, "How has Northwind's revenue changed over time?")
    assert len(trend.groups) == 4
    before = await scoped(database, "Northwind's latest revenue, compared with previous quarters")
    assert len(before.groups) == 4
    both = await scoped(database, "Which is larger in 2021, Northwind or Blue Harbor?")
    assert [{NAMES[one] for one in group} for group in both.groups] == [
        {"n21", "vote"},
        {"h21", "lease"},
    ]


async def test_it_tells_where_it_looks_and_why(database: Database) -> None:
    found = await scoped(database, "What was Northwind's revenue in FY2020?")
    assert found.scope.label == f"{NORTHWIND}, 2020"
    assert [named.said for named in found.scope.named] == ["Northwind's", "FY2020"]
    assert any("Northwind" in reason for reason in found.reasons)


async def test_a_follow_up_inherits_what_it_does_not_name(database: Database) -> None:
    first = "What was Northwind's revenue in FY2020?"
    then = await scoped(database, "And its debt?", NOTHING, first)
    assert searched(then) == {"n20"}
    assert {named.origin for named in then.scope.named} == {Origin.EARLIER}
    assert searched(await scoped(database, "And in 2021?", NOTHING, first)) == {"n21", "vote"}
    other = await scoped(database, "And Blue Harbor in 2021?", NOTHING, first)
    assert searched(other) == {"h21", "lease"}


async def test_whoever_asks_can_correct_it(database: Database) -> None:
    question = "What was Northwind's revenue in FY2020?"
    assert searched(await scoped(database, question, Wanted(period="2021"))) == {"n21", "vote"}
    assert searched(await scoped(database, question, Wanted(issuer="blue harbor plc"))) == {
        "h21",
        "lease",
    }
    assert searched(await scoped(database, question, Wanted(everywhere=True))) == set(ARCHIVE)
    with pytest.raises(NotFound, match="Nobody"):
        await scoped(database, question, Wanted(issuer="Nobody"))
    found = await scoped(database, question, Wanted(period="2021"))
    assert found.scope.values(Facet.PERIOD) == ("2021",)


WORDS = st.sampled_from(
    [
        *(
            "What",
            "was",
            "Northwind",
            "Blue",
            "Harbor",
            "Tournesol",
            "2020",
            "FY2021",
            "Q2",
            "2022",
        ),
        *(
            "10-Q",
            "over",
            "time",
            "rent",
            "latest",
            "Bank",
            "of",
            "Lending",
            "theirs",
            "lease",
            "in",
        ),
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.lists(WORDS, min_size=1, max_size=12).map(" ".join),
    inside=st.none() | st.sets(st.sampled_from(sorted(NAMES)), max_size=4),
    period=st.sampled_from(["", "2021", "2022-Q2", "T3 2022"]),
)
async def test_a_search_scope_only_ever_narrows(
    database: Database, question: str, inside: set[DocumentId] | None, period: str
) -> None:
    allowed = None if inside is None else tuple(sorted(inside))
    where = SearchFilter(AccessScope(ALL.scope.entity, Classification.INTERNAL, None), allowed)
    found = await Scoper(database).scoped(question, where, Wanted(period=period), ())
    assert found.where.scope == where.scope
    readable = set(NAMES) if allowed is None else set(allowed)
    assert set(found.where.documents or readable) <= readable
    assert set(found.cards) <= readable
    assert {option.document for option in found.scope.options} <= readable
    again = await Scoper(database).scoped(question, where, Wanted(period=period), ())
    assert again == found
