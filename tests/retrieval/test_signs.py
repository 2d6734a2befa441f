"""What speaks for a unit."""

from __future__ import annotations

import time

import pytest

from core.evidence import Hit
from core.readings import WordSpan
from retrieval.signs import Candidate, Signs, signs_of
from retrieval.topic import topic_of
from retrieval.units import quotable
from tests.retrieval.passages import hit, passage, table


def told(question: str, *hits: Hit) -> dict[str, Signs]:
    """Signs by quote."""
    candidates = [
        Candidate(unit, one, rank)
        for rank, one in enumerate(hits)
        for unit in quotable(one.passage)
    ]
    signs = signs_of(topic_of(question), candidates)
    return {each.unit.quote: own for each, own in zip(candidates, signs, strict=True)}


def test_rare_words_count_more_than_common_ones() -> None:
    text = hit("Le loyer annuel court. Le loyer mensuel court. Le loyer indexé court.")
    signs = told("Quel est le loyer indexé ?", text)
    assert signs["Le loyer indexé court."]["own_words"] == 1
    assert signs["Le loyer annuel court."]["own_words"] < 0.5


def test_a_plural_is_the_same_word() -> None:
    assert (
        told("Quels loyers ?", hit("Le loyer court ici."))["Le loyer court ici."]["own_words"] == 1
    )


@pytest.mark.parametrize(
    ("question", "quote", "has_none"),
    [
        ("Combien d'agents en 2012 ?", "En 2012 ils étaient 144.", False),
        ("Combien d'agents en 2012 ?", "Les agents de 2012 sont partis.", True),
        ("Combien compte le lot 12 ?", "Le lot 12 est vacant.", True),
        ("Quelle est la date du bail ?", "Il date de 2012.", False),
        ("Comment payer ?", "Il se paie d'avance.", False),
    ],
)
def test_a_figure_is_one_that_the_question_does_not_hold(
    question: str, quote: str, has_none: bool
) -> None:
    assert told(question, hit(quote))[quote]["no_figure"] == has_none


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("Quel est le prix ?", "Il coûte 12 €.", "Il court 12 jours."),
        ("Quel est le taux ?", "Il est de 12 %.", "Il est de 12 €."),
        ("Quand finit-il ?", "Il finit le 3 mars 2031.", "Il finit bientôt."),
        ("Combien de temps court-il ?", "Il court 12 mois.", "Il coûte 12 €."),
        ("Qui signe ?", "Il est signé par Jeanne Exemplaire.", "Il est signé par une personne."),
        ("When does it end?", "It ends on 3 March 2031.", "It ends soon enough."),
    ],
)
def test_what_kind_of_thing_is_asked_for_is_looked_for(
    question: str, holds: str, lacks: str
) -> None:
    assert told(question, hit(holds))[holds]["things"] == 1
    assert told(question, hit(lacks))[lacks]["things"] == 0


def test_the_label_of_a_row_is_weighed_by_what_of_it_is_asked() -> None:
    rows = hit(table("Poste | 2018", "Total des frais | 12", "Autres frais divers | 3"))
    signs = told("Quel est le total des frais ?", rows)
    assert signs["Total des frais\t12"]["label"] == 1
    assert 0 < signs["Autres frais divers\t3"]["label"] < 0.5


def test_years_are_those_of_the_unit_then_of_what_it_stands_under() -> None:
    rows = hit(table("Effectifs | 2014 | 2013", "Agents | 152 | 148"))
    [agents] = told("Combien d'agents en 2014 ?", rows).values()
    assert (agents["year"], agents["other_year"]) == (1, 0)
    [agents] = told("Combien d'agents en 2011 ?", rows).values()
    assert (agents["year"], agents["other_year"]) == (0, 1)


def test_the_words_that_a_reader_sees_first_are_known() -> None:
    made = passage("Le loyer est dû. La taxe aussi est due.")
    signs = told("Quel loyer ?", Hit(made, 0.5, focus=WordSpan(0, 4)))
    assert [signs[q]["focus"] for q in ("Le loyer est dû.", "La taxe aussi est due.")] == [1, 0]


def test_hits_far_below_the_best_are_known() -> None:
    near, far = hit("Le loyer est dû.", score=1.0), hit("La taxe est due.", score=0.4, reading="b")
    assert told("Quel loyer ?", near, far)["La taxe est due."]["far"] == pytest.approx(0.6)


@pytest.mark.parametrize("text", ["A, " * 20_000, "1 " * 20_000, "(1," * 10_000, "É" * 40_000])
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    told("Qui paie le montant du loyer en 2014 ?", hit(text))
    assert time.process_time() - started < 5
