"""Values of a type, as they stand in sentences and rows, and in their normalised form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.grids import AnswerType, GridQuestion
from retrieval.typed import Typed, typed
from retrieval.units import units_of
from tests.core.generated import Block
from tests.retrieval.passages import passage, table


def read(
    kind: AnswerType, question: str, *blocks: Block | str, unit: str | None = None
) -> list[Typed | None]:
    """What each unit gives."""
    asked = GridQuestion("q", question, kind, "Q", unit)
    return [typed(asked, one) for one in units_of(passage(*blocks))]


def value(
    kind: AnswerType, question: str, text: str, unit: str | None = None
) -> tuple[str | tuple[str, ...], str | None] | None:
    [found] = read(kind, question, text, unit=unit)
    return (found.value.normalised, found.value.unit) if found else None


@pytest.mark.parametrize(
    ("question", "text", "unit", "expected"),
    [
        ("Quel est le loyer annuel ?", "Le loyer est de 186 000 € HT.", "EUR", ("186000", "EUR")),
        ("Quel est le résultat ?", "Le résultat est de (1,5) M€.", "EUR", ("-1500000", "EUR")),
        ("What is the rate?", "The margin is 3.50 % a year.", "%", ("3.5", "%")),
        ("Quelle est la durée ?", "Le bail dure neuf années entières.", "years", ("9", "years")),
        (
            "Quelle est la durée ?",
            "Le bail dure neuf années entières.",
            "months",
            ("108", "months"),
        ),
        ("How long is the notice?", "A notice of three months.", "days", ("3", "months")),
        ("How much?", "It costs 1,200 a year.", "EUR", ("1200", None)),
        ("How much?", "It costs $ 1,200.", "EUR", None),
        ("How many?", "There are none at all here.", None, None),
        (
            "Quelle est la surface des bureaux ?",
            "Les réserves font 40 m² et les bureaux 620 m².",
            "m2",
            ("620", "m2"),
        ),
    ],
)
def test_a_number_is_the_one_that_is_asked_for_in_its_unit(
    question: str, text: str, unit: str | None, expected: tuple[str, str | None] | None
) -> None:
    assert value(AnswerType.NUMBER, question, text, unit) == expected


def test_a_figure_of_a_row_is_of_the_year_that_is_asked_for_and_cites_header_and_scale() -> None:
    found = read(
        AnswerType.NUMBER,
        "What were net sales in 2017?",
        "Income (in millions of dollars)",
        table("| 2018 | 2017", "Net sales | 32,765 | 31,657"),
        unit="USD",
    )[-1]
    assert found is not None
    assert (found.value.normalised, found.value.unit) == ("31657000000", "USD")
    assert (found.value.text, len(found.sources)) == ("31,657", 3)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Fait à Lyon, le 14 mars 2023.", "2023-03-14"),
        ("Signed this 7th day of September, 1999.", "1999-09-07"),
        ("It ends in June 2030, as agreed.", "2030-06"),
        ("The first quarter of 2021 is over.", "2021-Q1"),
        ("Since 2019 the parties agree, from 03/04/2023 on.", "2023-04-03"),
        ("It has no date at all.", None),
        ("Under the Securities Exchange Act of 1934 it ends on 3 May 2027.", "2027-05-03"),
        ("It is registered under the 1934 Act, as amended.", None),
        (
            "Soumis au décret n° 53-960 du 30 septembre 1953, il part du 1er mars 2024.",
            "2024-03-01",
        ),
        ("En vertu de la loi n° 89-462 du 6 juillet 1989.", None),
        ("Par acte du 3 mars 2024, il est signé.", "2024-03-03"),
    ],
)
def test_a_date_is_the_most_precise_one_in_iso_8601(text: str, iso: str | None) -> None:
    found = value(AnswerType.DATE, "When was it signed?", text)
    assert (found[0] if found else None) == iso


FRENCH = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_from_french_and_english(day: date) -> None:
    told = [
        f"Le bail prend effet le {day.day} {FRENCH[day.month - 1]} {day.year} sans délai.",
        f"It takes effect on {day:%B} {day.day}, {day.year} without delay.",
        f"It takes effect on {day.isoformat()} without delay.",
    ]
    for text in told:
        assert value(AnswerType.DATE, "When?", text) == (day.isoformat(), None)


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_every_amount_reads_back_from_french_and_english(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    french = english.replace(",", " ").replace(".", ",")
    expected = format(amount.normalize(), "f")
    for text in (f"The price is EUR {english} in all.", f"Le prix est de {french} € en tout."):
        found = value(AnswerType.NUMBER, "What is the price?", text, "EUR")
        assert found == (expected, "EUR"), text


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Is there a penalty?", "The tenant shall pay a penalty of one month.", "yes"),
        ("Is there a penalty?", "There is no penalty for late payment.", "no"),
        ("Le loyer est-il indexé ?", "Aucune indexation du loyer n'est prévue.", "no"),
        ("Is it exclusive?", "This is a non-exclusive licence.", "no"),
        ("La sous-location est-elle autorisée ?", "Toute sous-location est interdite.", "no"),
        ("Is subletting allowed?", "Subletting is prohibited unless agreed.", None),
        ("Is consent required?", "No assignment without prior consent.", "yes"),
    ],
)
def test_yes_or_no_goes_by_what_the_evidence_denies_or_forbids(
    question: str, text: str, answer: str | None
) -> None:
    found = value(AnswerType.YES_NO, question, text)
    assert (found[0] if found else None) == answer


def test_a_list_has_its_items_and_a_text_is_whole() -> None:
    text = "Charges: (a) water; (b) heating; (c) lifts."
    assert value(AnswerType.LIST, "Which charges?", text) == (
        ("Charges", "water", "heating", "lifts"),
        None,
    )
    assert value(AnswerType.TEXT, "Which charges?", text) == (text, None)
