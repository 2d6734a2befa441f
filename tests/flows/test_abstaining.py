"""Why there is no answer, told in the question's language, and what would help."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.abstention import Why
from core.encoding import Encoder
from core.evidence import AnswerState
from core.explanation import Explanation
from core.principals import SearchFilter
from core.scoping import Facet, Named, SearchScope
from flows.abstaining import abstention, why_not
from flows.question import Question
from retrieval.scope.asked import Asked
from retrieval.scope.kinds import forms_in, kinds_named
from retrieval.scope.missing import About, Missing
from retrieval.scope.narrow import Scoped
from retrieval.scope.periods import asked_periods
from retrieval.search import Found
from tests.contracts.databases import scope
from tests.flows.uncaged import open_uncaged
from tests.parts import USER, added
from tests.retrieval.passages import hit

ISSUER = SearchScope((Named(Facet.ISSUER, "NORTHWIND PLC", "Northwind"),))


def found(
    question: str, searched: SearchScope = ISSUER, *, statements: tuple[str, ...] = ()
) -> Found:
    periods, kinds = asked_periods(question), kinds_named(question)
    asked = Asked((), periods, kinds, forms_in(question), {}, {})
    scoped = Scoped(SearchFilter(scope()), searched, asked=asked)
    explanation = Explanation(searched, (), statements, (), ())
    return Found([hit("The rent is due.")], searched, explanation, scoped)


@pytest.mark.parametrize(
    ("language", "question", "would_help"),
    [
        ("fr", "rapport annuel 2021 ?", "Un rapport annuel 2021 de NORTHWIND PLC"),
        ("en", "its annual report of 2021?", "An annual report of NORTHWIND PLC for 2021"),
        ("fr", "le rapport du T3 2022", "Un document T3 2022 sur NORTHWIND PLC"),
        ("en", "in Q3 2022", "A document on NORTHWIND PLC for Q3 2022"),
        ("en", "the second half of 2020", "A document on NORTHWIND PLC for H2 2020"),
        ("fr", "son bail ?", "Un bail de NORTHWIND PLC"),
        ("en", "Its sales?", "A document on NORTHWIND PLC"),
    ],
)
def test_the_document_that_would_help_is_told(
    language: str, question: str, would_help: str
) -> None:
    told = abstention(Why.WEAK, language, found(question), About(()))
    assert told.would_help == would_help


def test_figures_of_a_year_stand_in_an_annual_report() -> None:
    told = abstention(Why.WEAK, "en", found("in FY2021", statements=("cash_flow",)), About(()))
    assert told.would_help == "An annual report of NORTHWIND PLC for 2021"


def test_nothing_helps_where_the_question_does_not_tell() -> None:
    told = abstention(Why.WEAK, "en", found("How much?", SearchScope()), About(()))
    assert told.would_help == ""
    assert told.to_json()["would_help"] is None


@pytest.mark.parametrize(
    ("language", "text", "would_help"),
    [
        ("fr", "Rien de ce qui a été trouvé ne porte sur « Ablix ».", "Un bail d'Ablix"),
        ("en", "Nothing that was found is about “Ablix”.", "A lease of Ablix"),
    ],
)
def test_a_name_that_nothing_is_about_is_told(language: str, text: str, would_help: str) -> None:
    told = About((), Missing(names=("Ablix",)))
    said = abstention(Why.UNKNOWN_NAME, language, found("son bail / lease", SearchScope()), told)
    assert (said.text, said.missing, said.would_help) == (text, ("Ablix",), would_help)


def test_where_it_is_open_whose_figures_are_wanted_the_choice_is_told() -> None:
    told = About((), Missing(whose=("Ablix", "Corvane")))
    said = abstention(Why.UNCLEAR_WHOSE, "en", found("Sales in 2021?", SearchScope()), told)
    assert "“Ablix” and “Corvane”" in said.text
    assert said.would_help == ""


@pytest.mark.parametrize(
    ("missing", "is_weak", "why"),
    [
        (Missing(topic=True), True, Why.UNCLEAR),
        (Missing(names=("A",), periods=("2021",)), True, Why.UNKNOWN_NAME),
        (Missing(periods=("2021",)), True, Why.UNKNOWN_PERIOD),
        (Missing(whose=("A", "B")), True, Why.UNCLEAR_WHOSE),
        (Missing(), True, Why.WEAK),
        (Missing(), False, Why.UNPROVEN),
    ],
)
def test_the_strongest_reason_is_told(missing: Missing, is_weak: bool, why: Why) -> None:
    assert why_not(found("?"), 3, About((), missing), is_weak=is_weak) is why


@pytest.mark.parametrize(
    ("searched", "documents", "why"),
    [
        (SearchScope(), 0, Why.NO_DOCUMENTS),
        (SearchScope(), 3, Why.NOTHING_FOUND),
        (SearchScope(documents=()), 0, Why.OUTSIDE_SCOPE),
    ],
)
def test_finding_nothing_has_its_reasons(searched: SearchScope, documents: int, why: Why) -> None:
    nothing = Found([], searched, Explanation(searched, (), (), (), ()))
    assert why_not(nothing, documents, About(()), is_weak=True) is why


@pytest.mark.asyncio
async def test_a_question_without_a_topic_is_unclear(tmp_path: Path, encoder: Encoder) -> None:
    lease = tmp_path / "bail.txt"
    lease.write_text("Bail de Northwind\n\nLe loyer annuel 2024 est de 48 000 €.\n", "utf-8")
    rent = "Quel est le loyer annuel de Northwind ?"
    async with open_uncaged(tmp_path / "data", encoder) as parts:
        await added(parts, lease)
        asked = [Question(text) for text in ("1", "le", "qui ?", "2024", "Combien ?")]
        bare = [await parts.asker.ask(USER, one) for one in asked]
        later = await parts.asker.ask(USER, Question("2024 ?", before=(rent,)))
    assert [a.abstention.why for a in bare if a.abstention] == [Why.UNCLEAR] * len(bare)
    assert bare[0].reason == "La question ne dit pas ce qu'il faut chercher."
    assert later.state is AnswerState.ANSWERED


@pytest.mark.asyncio
async def test_nothing_of_somebody_else_is_an_answer(tmp_path: Path, encoder: Encoder) -> None:
    lease = tmp_path / "bail.txt"
    lease.write_text("Bail de Northwind\n\nLe loyer annuel est fixé à 48 000 €.\n", "utf-8")
    async with open_uncaged(tmp_path / "data", encoder) as parts:
        await added(parts, lease)
        ours = await parts.asker.ask(USER, Question("Quel est le loyer annuel de Northwind ?"))
        theirs = await parts.asker.ask(USER, Question("Quel est le loyer annuel de Zorblax ?"))
    assert ours.state is AnswerState.ANSWERED
    assert (theirs.state, theirs.text, theirs.citations) == (AnswerState.ABSTAINED, "", ())
    assert theirs.abstention
    assert theirs.abstention.why is Why.UNKNOWN_NAME
    assert theirs.searched.nearest
    assert theirs.to_json()["abstention"]["missing"] == ["Zorblax"]
