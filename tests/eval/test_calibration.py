"""What is chosen, how sure that is, and when to abstain, from labelled questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InvalidRequest
from eval.calibration import Calibrated, HeldOut, calibrate, threshold
from eval.cases import Asked, GoldEvidence
from eval.judging import Found, right_units
from eval.reliability import calibration_error, lines, rows, to_json
from retrieval.signs import Candidate, signs_of
from retrieval.topic import topic_of
from retrieval.units import quotable
from retrieval.weighing import Weighed, Weighing
from tests.retrieval.passages import hit, table

RENT = "Le loyer {} est de {} 000 €."
OTHER = "La cantine ouvre à midi."


def found(number: int, *, answerable: bool, suite: str = "leases") -> Found:
    """Asked for a rent that the second sentence tells, or for what none does."""
    question = f"Quel est le loyer {number} ?" if answerable else f"Quel est le bonus {number} ?"
    case = Asked(
        f"{number}-{answerable}",
        question,
        answers=(f"{number} 000 €",) if answerable else (),
        evidence=(GoldEvidence("bail.pdf", quote=RENT.format(number, number)),)
        if answerable
        else (),
        answerable=answerable,
    )
    passage = hit(f"{OTHER} {RENT.format(number, number)}")
    candidates = [Candidate(unit, passage, 0) for unit in quotable(passage.passage)]
    topic = topic_of(question)
    signs = signs_of(topic, candidates)
    weighed = [
        Weighed(one, own | {"topic_cosine": 0.85, "question_cosine": 0.85}, 0.0)
        for one, own in zip(candidates, signs, strict=True)
    ]
    right = right_units(case, [one.unit for one in weighed])
    return Found(suite, case, topic, [passage], weighed, right)


# More than half are about one document, so that they are shared out one by one.
QUESTIONS = [
    *(found(number, answerable=True) for number in range(2, 32)),
    *(found(number, answerable=False) for number in range(2, 30)),
]


@pytest.fixture(scope="module")
def calibrated() -> Calibrated:
    return calibrate(QUESTIONS)


def test_the_sentence_that_answers_is_chosen_and_what_has_no_answer_is_told(
    calibrated: Calibrated,
) -> None:
    able = [one for one in calibrated.held_out if one.found.case.answerable]
    others = [one for one in calibrated.held_out if not one.found.case.answerable]
    assert all(one.found.right[0] for one in able)
    assert min(one.confidence for one in able) > max(one.confidence for one in others)
    assert len(calibrated.held_out) == len(QUESTIONS)


def test_the_proposed_threshold_parts_what_is_answered_from_what_is_not(
    calibrated: Calibrated,
) -> None:
    [row] = [row for row in rows(calibrated) if row["threshold"] == calibrated.threshold]
    assert row["answered"] >= 0.8
    assert row["refused"] == 1


def test_what_is_written_is_what_is_shown(calibrated: Calibrated) -> None:
    told = to_json(calibrated)
    assert told["weights"]["choice"] == calibrated.weighing.choice
    assert 0 <= told["calibration_error"] <= 1
    assert any("PROBANT_ABSTAIN_BELOW=" in line for line in lines(calibrated))


def test_without_a_question_that_has_no_answer_there_is_no_threshold() -> None:
    with pytest.raises(InvalidRequest, match="abstain"):
        calibrate([one for one in QUESTIONS if one.case.answerable])


def test_without_a_unit_that_answers_there_is_no_choice() -> None:
    with pytest.raises(InvalidRequest, match="unit"):
        calibrate([replace(one, right=np.zeros(len(one.right))) for one in QUESTIONS])


def test_the_threshold_refuses_enough_in_each_suite_and_no_more() -> None:
    other = next(one for one in QUESTIONS if not one.case.answerable)
    doubted = [HeldOut(other, 0.1)] * 90
    trusted = [HeldOut(replace(other, suite="small"), at) for at in (0.3, 0.5, 0.6, 0.7, 0.95)]
    assert threshold(doubted + trusted) == 0.71
    assert threshold([HeldOut(QUESTIONS[0], 0.3)]) == 0


def test_a_unit_is_right_with_the_figure_on_its_page_or_the_words() -> None:
    passage = hit("En 2018 il est de 12 000 €.", "Le bailleur est la société Exemple.")
    units = list(quotable(passage.passage))
    gold = GoldEvidence("bail.pdf", quote="Le bailleur est la société Exemple")
    figure = Asked("f", "Quel est le loyer ?", ("12 000 €",), (gold,))
    words = Asked("w", "Qui est le bailleur ?", ("Exemple",), (gold,))
    neither = Asked("n", "Où ?", ("Paris",), (GoldEvidence("bail.pdf", quote="À Paris même"),))
    assert right_units(figure, units).tolist() == [1, 0]
    assert right_units(words, units).tolist() == [0, 1]
    assert right_units(neither, units).tolist() == [0, 0]


def test_the_scale_in_a_header_counts_for_the_figure_of_a_row() -> None:
    passage = hit(table("En milliers d'euros | 2018", "Loyers | 48", "Frais | 3"))
    case = Asked("s", "Quels loyers ?", ("48 000 €",), (GoldEvidence("bail.pdf"),))
    assert right_units(case, list(quotable(passage.passage))).tolist() == [1, 0]


def test_other_weights_order_the_units_anew() -> None:
    one = QUESTIONS[0]
    forwards, backwards = (one.under(Weighing({"no_figure": way}, {})) for way in (-1.0, 1.0))
    assert forwards.right.tolist() == [1, 0]
    assert backwards.right.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("confidences", "true", "error"),
    [
        ([0.95] * 20, [1.0] * 19 + [0.0], 0.0),
        ([1.0, 1.0], [0.0, 0.0], 1.0),
        ([0.05, 0.05, 0.95, 0.95], [0.0, 0.0, 0.0, 1.0], 0.25),
    ],
)
def test_the_calibration_error_is_the_gap_between_said_and_true(
    confidences: list[float], true: list[float], error: float
) -> None:
    assert calibration_error(np.array(confidences), np.array(true)) == pytest.approx(error)
