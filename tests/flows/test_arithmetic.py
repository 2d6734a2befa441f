"""Questions that ask for arithmetic, from a file to an answer with its proof."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from core.description import Field
from core.encoding import Encoder
from core.evidence import AnswerState, Hit
from core.ids import DocumentId
from core.scoping import Facet
from core.stores import Card
from core.verdicts import Verdict
from flows.arithmetic import named_in, workable
from flows.bootstrap import Installation
from flows.question import Question
from retrieval.scope.asked import Asked
from retrieval.scope.missing import About
from retrieval.scope.names import Mention
from retrieval.scope.periods import AskedPeriods
from retrieval.worked import CONFIDENCE
from tests.flows.uncaged import open_uncaged
from tests.parts import USER, added
from tests.retrieval.passages import passage

pytestmark = pytest.mark.asyncio(loop_scope="module")

BALANCE = """Balance sheet (in millions of euros),2018,2017
Inventories,400,380
Total current assets,"1,900","1,700"
Total current liabilities,"1,000","1,250"
"""
INCOME = """Income statement (in millions of euros),2018,2017
Net sales,"3,300","3,000"
Operating income,330,270
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def accounts(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> AsyncIterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("accounts")
    async with open_uncaged(folder / "data", encoder) as parts:
        for name, text in (("balance.csv", BALANCE), ("income.csv", INCOME)):
            (folder / name).write_text(text, "utf-8")
            await added(parts, folder / name)
        yield parts


async def test_a_ratio_is_worked_out_with_its_rows_cited(accounts: Installation) -> None:
    answer = await accounts.asker.ask(USER, Question("What is the quick ratio for 2018?"))
    assert answer.state is AnswerState.ANSWERED
    assert answer.text.startswith(
        "Quick ratio 2018: (total current assets 1,900 − inventories 400)"
        " / total current liabilities 1,000 = 1.50 [1]"
    )
    assert [sentence.judgement.verdict for sentence in answer.sentences] == [Verdict.DERIVED]
    [derivation] = answer.sentences[0].judgement.derivations
    assert derivation.to_json()["result"] == "1.5"
    assert any("Total current assets" in citation.quote for citation in answer.citations)


async def test_a_french_question_is_answered_in_french(accounts: Installation) -> None:
    question = Question("Quelle est l'évolution du chiffre d'affaires entre 2017 et 2018 ?")
    answer = await accounts.asker.ask(USER, question)
    assert answer.text.startswith("Net sales de 2017 à 2018\u202f: 3\u202f300 M€ − 3\u202f000 M€")
    assert "= +10,0\u202f%" in answer.text


async def test_without_every_figure_nothing_is_worked_out(accounts: Installation) -> None:
    answer = await accounts.asker.ask(USER, Question("What is the return on equity for 2018?"))
    assert Verdict.DERIVED not in [sentence.judgement.verdict for sentence in answer.sentences]


async def test_what_is_worked_out_is_under_the_threshold_too(accounts: Installation) -> None:
    question = Question("What is the quick ratio for 2018?")
    strict = replace(accounts.asker, abstain_below=0.98)
    answer = await strict.ask(USER, question)
    assert Verdict.DERIVED not in [sentence.judgement.verdict for sentence in answer.sentences]
    assert (await accounts.asker.ask(USER, question)).confidence == CONFIDENCE


@pytest.mark.parametrize(
    ("question", "issuer", "known"),
    [
        ("What is the quick ratio of Alba in 2018?", "Alba", {"alba"}),
        ("What is Alba Trading SA's ratio?", "Alba", {"alba", "trading", "sa"}),
        ("What is the ratio of Trading, Alba S.A.?", "Alba", {"trading", "alba"}),
        ("What is SA Alba, Trading's ratio?", "Alba", {"alba", "trading", "sa"}),
        ("What is the ratio of Alba Europe?", "Alba", {"alba"}),
        ("What is the ratio of Alba in Europe?", "Alba", {"alba"}),
        (
            "What is Borea's (formerly known as Alba) ratio?",
            "Alba",
            {"borea", "s", "formerly", "known", "as", "alba"},
        ),
        ("What is the ratio of Borea?", "Alba", {"alba"}),
    ],
)
async def test_words_of_a_question_are_those_of_an_issuer_as_far_as_documents_have_them(
    question: str, issuer: str, known: set[str]
) -> None:
    mention = replace(named(issuer, "a"), values=("Alba Trading SA",))
    assert named_in(question, asked(mention)) == known


async def test_nobody_is_named_where_documents_know_nobody() -> None:
    assert named_in("What is the ratio of Alba in 2018?", asked()) == frozenset()
    assert named_in("What is the ratio of Alba in 2018?", None) == frozenset()


def named(words: str, *documents: str) -> Mention:
    return Mention(
        Facet.ISSUER, 0, 1, words, (words,), frozenset(DocumentId(one) for one in documents)
    )


def asked(*mentions: Mention) -> Asked:
    return Asked(mentions, AskedPeriods(), {}, frozenset(), {}, {})


def hit_of(document: str) -> Hit:
    return Hit(replace(passage("Net sales were 3 million."), document=DocumentId(document)), 1.0)


async def test_figures_of_two_issuers_are_not_worked_with() -> None:
    found = About([hit_of("a")])
    assert workable(found, asked(named("Alba", "a"), named("Borea", "b"))) == ()
    assert workable(found, asked(named("Alba", "a", "b"), named("ALB", "a"))) == found.hits


@pytest.mark.parametrize(("period", "is_kept"), [("2023", True), ("2023-Q3", False), (None, True)])
async def test_figures_of_part_of_a_year_are_not_given_for_the_year(
    period: str | None, is_kept: bool
) -> None:
    facts = ((Field.PERIOD, period),) if period else ()
    card = Card(DocumentId("a"), "a.pdf", facts, ())
    found = About([hit_of("a")], cards={DocumentId("a"): card})
    assert bool(workable(found, None)) is is_kept
