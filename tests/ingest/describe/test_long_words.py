"""Words without an end: a rule that tries every way of cutting one would never be done."""

from __future__ import annotations

import pytest

from core.description import Field
from tests.ingest.describe.written import of

LONG = 20_000


@pytest.mark.parametrize("unit", ["A", "1", "1.", "Ab", "A-", "É", "AB'"])
def test_a_word_without_an_end_is_described(unit: str) -> None:
    found = of("CONTRAT DE BAIL", unit * (LONG // len(unit)))
    assert found.value(Field.KIND) == "lease"


@pytest.mark.parametrize("unit", ["A ", "Ab de ", "ABC DEF ", "1 ", "Banque de l'", "SA A"])
def test_so_are_words_that_might_all_be_of_one_name(unit: str) -> None:
    assert of("CONTRAT DE BAIL", unit * (LONG // len(unit))).value(Field.KIND) == "lease"


@pytest.mark.parametrize(
    "name",
    ["Banque de l'Ouest SA", "Société des Eaux d'Artois SAS", "Alpha & Beta Logistics, Inc."],
)
def test_names_keep_the_small_words_in_them(name: str) -> None:
    found = of("# RAPPORT ANNUEL 2023", f"Les comptes de {name} sont certifiés.", name)
    assert found.value(Field.ISSUER) == name
