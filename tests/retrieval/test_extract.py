"""Which sentence or row answers, when the encoder has nothing to say about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.evidence import Hit
from retrieval.extract import (
    CANDIDATES,
    MOST_QUOTES,
    Evidence,
    Sought,
    best_evidence,
    each_best_evidence,
)
from tests.retrieval.passages import heading, hit, item, paragraph, table

if TYPE_CHECKING:
    from core.indexing import Vectors


class Even:
    """An encoder to which all texts are as close as the given cosine, or closer if they say so."""

    fingerprint, dimension = "even/1", 2

    def __init__(self, cosine: float = 0.86, favourite: str = "") -> None:
        self._cosine, self._favourite = cosine, favourite

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([[1.0, 0.0]] * len(texts), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._towards(text) for text in texts], np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def _towards(self, text: str) -> tuple[float, float]:
        is_closer = bool(self._favourite) and self._favourite in text
        cosine = 0.95 if is_closer else self._cosine
        return cosine, (1 - cosine**2) ** 0.5


class Counting(Even):
    """Remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.texts: list[str] = []
        self.questions: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.questions += texts
        return super().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(len(texts))
        self.texts += texts
        return super().encode_passages(texts)


async def best(question: str, *hits: Hit, encoder: Even | None = None) -> list[Evidence]:
    return await best_evidence(encoder or Even(), Sought(question, hits))


def first(found: Sequence[Evidence]) -> str:
    return found[0].unit.quote


async def test_the_sentence_that_shares_the_question_s_words_comes_first() -> None:
    found = await best(
        "Quel est le dépôt de garantie ?",
        hit("La taxe foncière est due. Le dépôt de garantie est de 12 000 €. La durée court."),
    )
    assert first(found) == "Le dépôt de garantie est de 12 000 €."


async def test_what_the_encoder_finds_close_comes_first_among_equals() -> None:
    text = hit("Le bail court jusqu'en mars. Le bail finit au printemps.")
    assert first(await best("Quel bail ?", text, encoder=Even(favourite="printemps"))).startswith(
        "Le bail finit"
    )


async def test_a_row_of_another_year_comes_after_that_of_the_year_asked_for() -> None:
    text = hit("En 2017 le loyer est de 11 000 €. En 2018 le loyer est de 12 000 €.")
    found = await best("Quel est le montant du loyer en 2018 ?", text)
    assert first(found) == "En 2018 le loyer est de 12 000 €."


async def test_a_figure_of_another_year_is_trusted_less_than_one_without_a_year() -> None:
    text = hit("En 2017 le loyer est de 11 000 €. À présent le loyer est de 12 000 €.")
    found = await best("Quel est le montant du loyer en 2018 ?", text)
    assert first(found) == "À présent le loyer est de 12 000 €."


async def test_a_figure_asked_for_is_looked_for_where_there_is_one() -> None:
    text = hit("La taxe annuelle est payable d'avance. La taxe annuelle est de 12 000 €.")
    found = await best("Quel est le montant de la taxe annuelle ?", text)
    assert first(found).endswith("12 000 €.")
    found = await best("Comment la taxe annuelle est-elle payable ?", text)
    assert first(found).endswith("d'avance.")


async def test_a_row_labelled_with_what_is_asked_for_comes_before_prose_about_it() -> None:
    rows = table(" | 2018 | 2017", "Cost of sales | 16,682 | 16,055", "Net sales | 32,765 | 9")
    text = hit("Comments on net sales of 3 segments follow below.", rows)
    assert first(await best("What was the total amount of net sales?", text)).startswith(
        "Net sales"
    )


async def test_the_other_name_of_a_thing_finds_it() -> None:
    rows = table(
        " | 2018 | 2017",
        "Proceeds from maturities | 1,497 | 1,247",
        "Purchases of property, plant and equipment | 1,577 | 1,373",
    )
    found = await best("What is the FY2018 capital expenditure amount?", hit(rows))
    assert first(found).startswith("Purchases of property")


async def test_confidence_is_a_probability_and_the_best_comes_first() -> None:
    texts = [hit(f"Le loyer {n} est de {n} 000 €. Autre chose {n} ici.") for n in range(5)]
    found = await best("Quel est le loyer 3 ?", *texts)
    assert all(0 < evidence.confidence < 1 for evidence in found)
    assert [e.confidence for e in found] == sorted((e.confidence for e in found), reverse=True)
    assert len(found) <= MOST_QUOTES


@pytest.mark.parametrize("cosine", [0.78, 0.5])
async def test_text_about_something_else_is_hardly_believed(cosine: float) -> None:
    text = hit("La cantine ouvre ses portes à midi.")
    found = await best("Quel est le montant du loyer annuel ?", text, encoder=Even(cosine))
    assert found[0].confidence < 0.5


async def test_the_same_sentence_found_twice_is_quoted_once() -> None:
    text = hit("Le loyer est de 12 000 €.")
    assert len(await best("Quel est le loyer ?", text, text)) == 1


async def test_there_is_no_evidence_where_nothing_was_found() -> None:
    assert await best("Quel est le loyer ?") == []
    assert await best("Quel est le loyer ?", hit("Un. Deux.")) == []


async def test_what_introduces_a_list_does_not_answer_for_its_items() -> None:
    text = hit(
        paragraph("Inventaire du parc informatique en 2014 :"),
        item("12 imprimantes"),
        item("102, le nombre de PC portables"),
    )
    found = await best("Combien de PC comptait l'inventaire du parc informatique en 2014 ?", text)
    assert first(found).startswith("102")


async def test_of_rows_the_one_that_the_question_names_comes_first() -> None:
    rows = table(
        "Lot | Locataire | Loyer annuel",
        "A1 | Fleurs du Lac | 26 484",
        "A2 | Atelier Polygone | 139 972",
        "A3 | Banque du Pont | 49 322",
    )
    found = await best("Quel est le loyer annuel du lot A2 loué à Atelier Polygone ?", hit(rows))
    assert "139 972" in first(found)


async def test_a_total_asked_for_is_not_one_of_its_parts() -> None:
    rows = table("Frais | Montant", "Frais de dossier | 9 600", "Total des frais | 146 400")
    assert first(await best("Quel est le total des frais ?", hit(rows))).startswith("Total")


async def test_a_question_about_two_years_is_answered_for_both() -> None:
    earlier = hit("En 2012, la commune employait 144 agents. La cantine ouvre à midi.", reading="a")
    later = hit("En 2014, la commune employait 152 agents. La cantine ouvre à midi.", reading="b")
    found = await best("Comment a évolué le nombre d'agents entre 2012 et 2014 ?", earlier, later)
    quoted = " ".join(one.unit.quote for one in found)
    assert "144" in quoted
    assert "152" in quoted


async def test_years_that_stand_in_one_row_need_no_second_quote() -> None:
    rows = table("Effectifs | 2014 | 2012", "Agents | 152 | 144", "Cantines | 3 | 2")
    found = await best("Comment a évolué le nombre d'agents entre 2012 et 2014 ?", hit(rows))
    assert [one.unit.quote.split("\t")[0] for one in found] == ["Agents"]


async def test_a_heading_that_tells_a_figure_can_be_quoted() -> None:
    text = hit(heading("29, le nombre de plaintes déposées"), "La commune suit ces dossiers.")
    found = await best("Combien de plaintes ont été déposées ?", text)
    assert first(found).startswith("29")


async def test_words_that_no_passage_knows_lower_the_confidence() -> None:
    text = hit("Le loyer annuel de la boutique est de 12 000 €.")
    known = await best("Quel est le loyer annuel de la boutique ?", text)
    unknown = await best("Quel est le bonus variable de la boutique ?", text)
    assert unknown[0].confidence < known[0].confidence


async def test_no_more_units_are_encoded_than_the_time_of_a_question_allows() -> None:
    encoder = Counting()
    many = " ".join(f"Le loyer {n} est de {n} 000 €." for n in range(60))
    await best("Quel est le loyer ?", hit(many), encoder=encoder)
    assert encoder.batches == [CANDIDATES]


async def test_questions_asked_together_are_answered_as_each_is_alone() -> None:
    text = hit("Le loyer 3 est de 3 000 €. La durée du bail est de neuf ans. Le gage est levé.")
    questions = ["Quel est le loyer 3 ?", "Quelle est la durée du bail ?", "Quel est le loyer 3 ?"]
    encoder = Counting()
    together = await each_best_evidence(encoder, [Sought(one, [text]) for one in questions])
    assert together == [await best(one, text) for one in questions]
    assert encoder.batches == [3]  # each sentence once, all of them at a time


async def test_a_question_whose_vector_is_known_is_not_encoded_again() -> None:
    encoder = Counting()
    text, question = hit("Le loyer est de 12 000 €."), "Quel est le loyer de Fleurs du Lac ?"
    known = encoder.encode_queries([question])[0]
    encoder.questions.clear()
    await best_evidence(encoder, Sought(question, [text], known))
    assert encoder.questions == ["Quel est le loyer de du ?"]


async def test_of_a_long_sentence_its_beginning_is_encoded() -> None:
    encoder = Counting()
    await best("Quel est le loyer ?", hit(f"Le loyer est {'très ' * 500}haut."), encoder=encoder)
    assert all(len(text.split()) < 80 for text in encoder.texts)
