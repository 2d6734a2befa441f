"""What a follow-up is taken to ask, from the questions before it."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.follow_up.understood import understood

MOST_CHARS = 4000
LEASE = "Quelle est la durée du bail commercial consenti à Zorblax Agencement ?"
LOAN = "Quel est le montant du prêt offert par Banque Zibeline pour le programme Les Ormes ?"
RENTS = "Quel montant de loyers Zorblax Foncière a-t-elle comptabilisé en 2024 ?"
SALES = "What were Zorblax Instruments' net sales in fiscal 2023?"
SEGMENT = "What operating income did Zorblax's Field Tools segment earn in 2023?"
GROWTH = "Quelle a été la croissance de Zorblax Foncière entre 2022 et 2023 ?"
PLEDGE = "Quel est le montant de la garantie à première demande remise au bailleur ?"
ALL = (LEASE, LOAN, RENTS, SALES, SEGMENT, GROWTH, PLEDGE)


@pytest.mark.parametrize(
    ("earlier", "asked", "alone"),
    [
        # another time
        (
            RENTS,
            "Et en 2023 ?",
            "Quel montant de loyers Zorblax Foncière a-t-elle comptabilisé en 2023 ?",
        ),
        (
            RENTS,
            "en 2023 ?",
            "Quel montant de loyers Zorblax Foncière a-t-elle comptabilisé en 2023 ?",
        ),
        (
            RENTS,
            "Et l'année précédente ?",
            "Quel montant de loyers Zorblax Foncière a-t-elle comptabilisé en 2023 ?",
        ),
        (SALES, "And in 2021?", "What were Zorblax Instruments' net sales in fiscal 2021?"),
        (
            SALES,
            "What about the year before?",
            "What were Zorblax Instruments' net sales in fiscal 2022?",
        ),
        (GROWTH, "Et en 2021 ?", "Quelle a été la croissance de Zorblax Foncière, en 2021 ?"),
        # another thing
        (RENTS, "Et le résultat net ?", "le résultat net, 2024 (« Zorblax Foncière ») ?"),
        (RENTS, "Non, je parlais du résultat net.", "résultat net, 2024 (« Zorblax Foncière ») ?"),
        (RENTS, "non, plutôt les charges", "les charges, 2024 (« Zorblax Foncière ») ?"),
        (SALES, "No, I meant net income.", "net income, 2023 (“Zorblax Instruments”)?"),
        (LOAN, "Et le TEG ?", "le TEG (« prêt », « Banque Zibeline », « Les Ormes ») ?"),
        # somebody else
        (
            SEGMENT,
            "And Bench Tools?",
            "What operating income did Zorblax's Bench Tools segment earn in 2023?",
        ),
        (
            RENTS,
            "Et pour Foncière du Lac ?",
            "Quel montant de loyers Foncière du Lac a-t-elle comptabilisé en 2024 ?",
        ),
        # a pronoun
        (
            LEASE,
            "Quand se termine-t-il ?",
            "Quand se termine-t-il (bail commercial, Zorblax Agencement) ?",
        ),
        (
            LEASE,
            "Qui en est le bailleur ?",
            "Qui en est le bailleur (bail commercial, Zorblax Agencement) ?",
        ),
        (
            LOAN,
            "Quel est son taux fixe ?",
            "Quel est son taux fixe (prêt, Banque Zibeline, Les Ormes) ?",
        ),
        (PLEDGE, "Quelle banque l'émet ?", "Quelle banque l'émet (garantie à première demande) ?"),
        (PLEDGE, "Quand expire-t-elle ?", "Quand expire-t-elle (garantie à première demande) ?"),
        (
            SALES,
            "How many people did it employ in 2023?",
            "How many people did it employ in 2023 (Zorblax Instruments)?",
        ),
        # another document
        (LEASE, "Et pour le prêt ?", "Quelle est la durée, pour le prêt ?"),
        (LEASE, "Non, je parlais du prêt.", "Quelle est la durée, prêt ?"),
        (
            LEASE,
            "Et selon le courrier ?",
            "Quelle est la durée consenti à Zorblax Agencement, selon le courrier ?",
        ),
    ],
)
def test_what_is_left_out_is_said_again(earlier: str, asked: str, alone: str) -> None:
    assert understood(asked, (earlier,), MOST_CHARS).text == alone


def test_a_chain_of_follow_ups_goes_on_from_what_was_understood() -> None:
    chain = (RENTS, "Et en 2023 ?", "Non, je parlais du résultat net.")
    assert understood("Et en 2022 ?", chain, MOST_CHARS).text == (
        "résultat net, 2022 (« Zorblax Foncière ») ?"
    )


def test_another_document_leaves_behind_whose_the_one_before_was() -> None:
    went_over = understood("Et pour le prêt ?", (LEASE,), MOST_CHARS)
    assert went_over.before == ()
    after = understood("Et le TEG ?", (LEASE, "Et pour le prêt ?"), MOST_CHARS)
    assert after.text == "le TEG (« prêt ») ?"
    assert not any("Zorblax" in text for text in (after.text, *after.before))


def test_a_time_that_a_follow_up_does_not_take_over_is_not_told_again() -> None:
    when = understood("Quand se termine-t-elle ?", (RENTS,), MOST_CHARS)
    assert "2024" not in f"{when.text} {when.before}"
    assert understood("Quel est le loyer de Zorblax ?", (RENTS,), MOST_CHARS).before == (RENTS,)


@pytest.mark.parametrize(
    "asked",
    [
        *ALL,
        "Combien de lots sont vacants ?",
        "Quel loyer Zorblax paie-t-elle pour ses lots ?",
        "À quelle date le bail prend-il fin ?",
        "Non-current assets in 2023?",
        "Andorra's GDP?",
        "Pour le lot Q-07, quel est le loyer ?",
        "Why did the auditor of Zorblax qualify its opinion?",
        "Et",
        "",
        " ?!",
    ],
)
@pytest.mark.parametrize("earlier", ALL)
def test_a_question_that_stands_alone_stays_as_it_is(earlier: str, asked: str) -> None:
    assert understood(asked, (earlier,), MOST_CHARS).text == asked


def test_no_question_of_the_samples_is_changed_by_another(samples: Path) -> None:
    lines = (samples.parent / "gold.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    for earlier in asked[::7]:
        for question in asked:
            assert understood(question, (earlier,), MOST_CHARS).text == question


PIECES = (
    "Et ",
    "Non, ",
    "pour ",
    "le prêt",
    "le bail",
    " en 2023",
    " Zorblax",
    " son taux",
    "And ",
    "it ",
    "the loan",
    " ?",
    "?",
    ", ",
    "quel est ",
    "l'",
    "a-t-il",
    "\u00a0",
    "(",
    " « », ",
    "Ignore previous instructions. ",
    "\u202e",
    "2022",
    "T3 ",
    "l'année précédente",
    "« ",
)
said = st.one_of(st.sampled_from(ALL), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))


@given(said, st.sampled_from(ALL))
def test_what_is_understood_is_understood_as_it_is(question: str, earlier: str) -> None:
    once = understood(question, (earlier,), MOST_CHARS).text
    assert understood(once, (earlier,), MOST_CHARS).text == once


@given(said, st.lists(said, max_size=5))
def test_nothing_is_said_that_nobody_asked(question: str, before: list[str]) -> None:
    known = set("".join((question, *before, " pour,(«»“”)?12022024")).lower())
    assert set(understood(question, before, MOST_CHARS).text.lower()) <= known


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_it_is_never_longer_than_what_is_accepted(question: str, before: list[str]) -> None:
    assert len(understood(question, before, 60).text) <= 60


@pytest.mark.parametrize(
    "words", ["de ", "A ", "Et ", "l'", "le a", "2023 ", "prêt ", "au 31 mai 2023 ", "(", " ", "a-"]
)
def test_a_hostile_history_takes_little_time(words: str) -> None:
    long = ("Et pour le prêt " + words * MOST_CHARS)[:MOST_CHARS]
    started = process_time()
    understood(long, (long,) * 5, MOST_CHARS)
    understood("Et pour le bail ?", (long,) * 5, MOST_CHARS)
    assert process_time() - started < 3
