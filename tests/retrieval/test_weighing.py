"""Weights and confidences."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.evidence import Hit
from retrieval.signs import Candidate, signs_of
from retrieval.topic import Topic, topic_of
from retrieval.units import units_of
from retrieval.weighing import CERTAINTIES, Weighed, Weighing, certainties, fitted
from tests.retrieval.passages import hit

COSINES = {"topic_cosine": 0.85, "question_cosine": 0.85}


def weighed(topic: Topic, text: str) -> list[Weighed]:
    found = hit(text)
    candidates = [Candidate(unit, found, 0) for unit in units_of(found.passage)]
    signs = [one | COSINES for one in signs_of(topic, candidates)]
    return [Weighed(*each) for each in zip(candidates, signs, (2.0, 1.0), strict=True)]


def certain(question: str, text: str) -> dict[str, float]:
    topic = topic_of(question)
    found = weighed(topic, text)
    return certainties(topic, found, [one.candidate.hit for one in found])


def test_every_sign_and_every_certainty_has_its_weight() -> None:
    found = weighed(topic_of("Quel loyer ?"), "Le loyer est dû. La taxe aussi.")
    assert set(fitted().choice) == set(found[0].signs)
    assert set(fitted().confidence) == set(CERTAINTIES)


def test_a_weight_of_nought_says_nothing_and_others_add_up() -> None:
    weighing = Weighing({"row": 2.0, "far": -1.0}, {})
    assert weighing.worth({"row": 1.0, "far": 0.5, "first": 9.0}) == 1.5


@pytest.mark.parametrize("value", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_a_confidence_is_a_probability(value: float) -> None:
    assert 0 <= Weighing({}, {"bias": 1.0}).likely({"bias": value}) <= 1


def test_more_odds_are_more_likely() -> None:
    likely = [Weighing({}, {"bias": 1.0}).likely({"bias": odds}) for odds in (-2, 0, 2)]
    assert likely[1] == 0.5
    assert all(one < other for one, other in pairwise(likely))


def test_how_near_the_nearest_passage_is_is_told_or_else_how_near_the_unit() -> None:
    text = "Le loyer est dû. La taxe aussi."
    topic = topic_of("Quel loyer ?")
    found = weighed(topic, text)
    near, far = (Hit(found[0].candidate.hit.passage, 1.0, cosine) for cosine in (0.9, 0.7))
    assert certainties(topic, found, [far, near])["similarity"] == 0.9
    assert certain("Quel loyer ?", text)["similarity"] == COSINES["question_cosine"]


def test_words_that_the_passages_do_not_know_are_told() -> None:
    text = "Le loyer de la boutique Exemplarion est dû. La taxe aussi."
    assert certain("Quel est le loyer ?", text)["unknown_words"] == 0
    assert certain("Quel est le bonus du loyer ?", text)["unknown_words"] == 0.5


def test_words_that_another_passage_knows_are_unknown_here() -> None:
    topic = topic_of("Quel est le bonus du loyer ?")
    found = weighed(topic, "Le loyer est dû. La taxe aussi.")
    asked = certainties(topic, found, [found[0].candidate.hit, hit("Le bonus est versé.")])
    assert (asked["unknown_words"], asked["unknown_here"]) == (0, 0.5)


def test_words_of_another_language_are_not_missed() -> None:
    asked = certain("What is the bonus of the tenant?", "Le loyer est dû. La taxe aussi.")
    assert asked["unknown_words"] == 0
