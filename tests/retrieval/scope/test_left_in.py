"""What may hold the answer is not narrowed away."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sql import open_database
from core.description import Description, Fact, Field
from core.documents import Document
from core.errors import InvalidRequest, NotFound
from core.principals import SearchFilter
from core.scoping import Facet, Origin, Wanted
from retrieval.scope.narrow import MOST_GROUPS, Scoped
from retrieval.scope.scope import Scoper
from tests.contracts.databases import a_document, scope

NORTHWIND, HARBOR = "Northwind SA", "Blue Harbor plc"
REPORT, LEASE = "annual_report", "lease"


def described(name: str, **facts: str) -> Document:
    found = tuple(Fact(Field(field), value) for field, value in facts.items())
    return a_document(name, name=name, found=Description(found))


NORTHWINDS = (
    described("n22", issuer=NORTHWIND, kind=REPORT, period="2022"),
    described("n23", issuer=NORTHWIND, kind=REPORT, period="2023"),
    described("lease", issuer=NORTHWIND, kind=LEASE, date="2015-03-01"),
    described("release", issuer=NORTHWIND, kind="other", date="2015-03-01"),
)
HARBORS = (described("h23", issuer=HARBOR, kind=REPORT, period="2023"),)
GUIDES = (
    described("old", issuer="Lending Advice", kind="guide", period="2022"),
    described("new", issuer="Saving Advice", kind="guide", period="2023"),
)


async def wake(lane: object) -> None: ...


async def scoped(
    folder: Path,
    documents: tuple[Document, ...],
    question: str,
    *before: str,
    wanted: Wanted | None = None,
) -> Scoped:
    database = await open_database(f"sqlite:///{folder / 'probant.db'}", wake)
    try:
        async with database.begin() as unit:
            for document in documents:
                await unit.documents.add(document)
        where = SearchFilter(scope())
        return await Scoper(database).scoped(question, where, wanted or Wanted(), before)
    finally:
        await database.close()


def names(documents: tuple[Document, ...], found: Scoped) -> set[str]:
    kept = found.where.documents
    return {one.name for one in documents if kept is None or one.id in kept}


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Quel loyer est dû en 2022 par Northwind ?", {"n22", "lease"}),
        ("Quel loyer était dû le 2022-06-30 par Northwind ?", {"n22", "n23", "lease", "release"}),
        ("Quel est le loyer actuel de Northwind ?", {"n23", "lease", "release"}),
        ("What were the operating leases of Northwind in 2022?", {"n22", "lease"}),
        ("Que vaut l'expertise de Northwind en 2022 ?", {"n22", "lease"}),
    ],
)
async def test_a_contract_holds_for_years(tmp_path: Path, question: str, kept: set[str]) -> None:
    assert names(NORTHWINDS, await scoped(tmp_path, NORTHWINDS, question)) == kept


@pytest.mark.parametrize("term", ["2015-01-01/2023-12-31", "0001-01-01/0001-01-20"])
async def test_a_period_that_is_no_year_breaks_nothing(tmp_path: Path, term: str) -> None:
    lease = described("lease", issuer=NORTHWIND, kind=LEASE, period=term)
    archive = (*NORTHWINDS[:2], lease)
    found = await scoped(tmp_path, archive, "Quel loyer paie Northwind en 2022 ?")
    assert names(archive, found) == {"n22", "lease"}


@pytest.mark.parametrize("question", ["Quels prêts sont en cours ?", "What is the latest rate?"])
async def test_the_newest_alone_narrows_nothing(tmp_path: Path, question: str) -> None:
    archive = (*NORTHWINDS, *HARBORS, *GUIDES)
    found = await scoped(tmp_path, archive, question)
    assert found.where.documents is None


@pytest.mark.parametrize(
    ("others", "kept"),
    [((), {"n23", "lease"}), (HARBORS, {"n22", "n23", "lease", "release", "h23"})],
)
async def test_a_period_alone_narrows_only_what_is_all_of_one(
    tmp_path: Path, others: tuple[Document, ...], kept: set[str]
) -> None:
    archive = (*NORTHWINDS, *others)
    assert names(archive, await scoped(tmp_path, archive, "How did sales grow in 2023?")) == kept


async def test_what_guides_are_called_narrows_nothing(tmp_path: Path) -> None:
    archive = (*NORTHWINDS, *GUIDES)
    found = await scoped(tmp_path, archive, "Is Lending Advice cheaper than Saving Advice?")
    assert not found.groups
    assert found.where.documents is None


async def test_whom_the_caller_names_is_meant(tmp_path: Path) -> None:
    archive = (*NORTHWINDS, *GUIDES)
    wanted = Wanted(issuer="Lending Advice")
    found = await scoped(tmp_path, archive, "What does it cost?", wanted=wanted)
    assert names(archive, found) == {"old"}


async def test_more_than_can_be_compared_one_by_one_are_searched(tmp_path: Path) -> None:
    places = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood"]
    archive = tuple(
        described(place, issuer=f"{place} Ltd", kind=REPORT, period="2023") for place in places
    )
    found = await scoped(tmp_path, archive, f"Compare {', '.join(places)}")
    assert len(found.groups) == MOST_GROUPS
    assert frozenset().union(*found.groups) == {one.id for one in archive}


async def test_a_contract_of_others_is_searched_beside_those_compared(tmp_path: Path) -> None:
    loan = described("loan", issuer="Lender SA", kind="loan_agreement", reference="2021-0457")
    archive = (*NORTHWINDS, *HARBORS, loan)
    question = "What do Northwind and Blue Harbor guarantee under contract 2021-0457?"
    found = await scoped(tmp_path, archive, question)
    assert loan.id in frozenset().union(*found.groups)


async def test_a_member_of_a_group_is_compared_with_it(tmp_path: Path) -> None:
    archive = (
        *(
            described(f"g{year}", issuer="Zenith", kind=REPORT, period=year)
            for year in ("22", "23")
        ),
        described("member", issuer="Zenith Habitat", kind=REPORT),
    )
    found = await scoped(tmp_path, archive, "Compare the debt of Zenith and Zenith Habitat")
    by_id = {one.id: one.name for one in archive}
    assert {frozenset(by_id[one] for one in group) for group in found.groups} == {
        frozenset(("g22", "g23")),
        frozenset(("member",)),
    }


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("quelle est la surface du bureau ?", {"n", "b", "l", "t"}),
        ("Quels baux avons-nous à Lyon ?", {"n", "b", "l", "t"}),
        ("Quels sont les critères ESG ?", {"n", "b", "l", "t"}),
        ("Combien de salariés en 2021 ?", {"n", "b", "l", "t"}),
        ("what did northwind earn in 2021?", {"n"}),
        ("Que doit Bureau Veritas ?", {"b"}),
        ("What does the Northwind master lease say?", {"n"}),
    ],
)
async def test_a_usual_word_names_nobody(tmp_path: Path, question: str, kept: set[str]) -> None:
    archive = (
        described("n", issuer=NORTHWIND, kind=LEASE, title="Northwind master lease"),
        described("b", issuer="Bureau Veritas", kind=LEASE, reference="2021"),
        described("l", issuer="Lyon Confluence", kind=LEASE),
        described(
            "t", issuer="Edifice Sociale Giraud", kind=LEASE, address="2 rue Neuve, 69003 Lyon"
        ),
    )
    assert names(archive, await scoped(tmp_path, archive, question)) == kept


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Quel est le chiffre d'affaires ?", {"n22", "trap"}),
        ("What was Northwind's net income?", {"n22"}),
        ("Que dit l'article 1719 du code civil ?", {"n22", "trap"}),
    ],
)
async def test_no_document_takes_the_questions_of_others(
    tmp_path: Path, question: str, kept: set[str]
) -> None:
    facts = (
        Fact(Field.KIND, "invoice"),
        Fact(Field.ISSUER, "Chiffre d'affaires"),
        Fact(Field.PARTY, "Net Income SA"),
        Fact(Field.REFERENCE, "1719"),
    )
    archive = (NORTHWINDS[0], a_document("trap", name="trap", found=Description(facts)))
    assert names(archive, await scoped(tmp_path, archive, question)) == kept


async def test_a_follow_up_that_names_a_place_is_about_the_same(tmp_path: Path) -> None:
    here = described("here", issuer=NORTHWIND, kind=LEASE, address="2 rue Neuve, 69003 Grenoble")
    archive = (here, *HARBORS)
    found = await scoped(tmp_path, archive, "Et à Grenoble ?", "Que paie Northwind ?")
    assert names(archive, found) == {"here"}
    origins = {named.facet: named.origin for named in found.scope.named}
    assert origins == {Facet.PLACE: Origin.QUESTION, Facet.ISSUER: Origin.EARLIER}


async def test_a_number_of_an_earlier_question_is_said_to_be_of_it(tmp_path: Path) -> None:
    loan = described("loan", issuer=HARBOR, kind="loan_agreement", reference="2021-0457")
    found = await scoped(tmp_path, (loan,), "Et sa durée ?", "Que dit le contrat 2021-0457 ?")
    [named] = [one for one in found.scope.named if one.facet is Facet.REFERENCE]
    assert named.origin is Origin.EARLIER


async def test_a_period_that_is_none_is_refused(tmp_path: Path) -> None:
    question = "What did Northwind earn in 2022?"
    with pytest.raises(InvalidRequest, match="whenever"):
        await scoped(tmp_path, NORTHWINDS, question, wanted=Wanted(period="whenever"))


async def test_a_place_is_no_issuer(tmp_path: Path) -> None:
    here = described("here", issuer=NORTHWIND, kind=LEASE, address="2 rue Neuve, 69003 Grenoble")
    with pytest.raises(NotFound, match="Grenoble"):
        await scoped(tmp_path, (here,), "Quel loyer ?", wanted=Wanted(issuer="Grenoble"))


async def test_a_reason_says_what_narrows(tmp_path: Path) -> None:
    here = described("here", issuer=NORTHWIND, kind=LEASE, address="2 rue Neuve, 69003 Grenoble")
    found = await scoped(tmp_path, (here,), "Que paie Northwind à Grenoble ?")
    told = {reason.split("”")[0]: reason for reason in found.reasons}
    assert told["“Northwind"].endswith("only they are searched.")
    assert told["“Grenoble"].endswith("they count for more.")
