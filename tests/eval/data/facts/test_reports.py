from __future__ import annotations

from pathlib import Path

from eval.data.facts.fact import Fact
from eval.data.facts.reports import facts
from tests.eval.data.corpus import workshop_at, write_lines


def item(topic: str, quote: str, year: str = "2012", **more: object) -> dict[str, object]:
    evidence = [{"doc": f"R-{year}.pdf", "page0": 2, "quote": quote}]
    return {
        "id": f"x-{year}-{topic}",
        "question": f"Combien en {year} ?",
        "evidence": evidence,
        "type": "single",
    } | more


def facts_of(folder: Path, *items: dict[str, object]) -> dict[str, Fact]:
    write_lines(folder / "rapports-fr" / "questions.jsonl", *items)
    return {fact.id: fact for fact in facts(workshop_at(folder))}


def test_a_key_figure_becomes_a_sentence_of_its_year(tmp_path: Path) -> None:
    found = facts_of(
        tmp_path,
        item("lots", "1 204 lots"),
        item("rate", "30 %, le taux de vacance."),
        item("rent", "7 608,50 € TTC, le loyer du parc"),
    )
    assert {fact.sentence for fact in found.values()} == {
        "En 2012, le rapport fait état de 1 204 lots.",
        "En 2012, le taux de vacance est de 30 %.",
        "En 2012, le loyer du parc est de 7 608,50 € TTC.",
    }
    expected = "Chiffres clés 2012\n1 204 lots\n30 %, le taux de vacance.\n"
    assert all(fact.texts[0].startswith(expected) for fact in found.values())


def test_an_altered_year_takes_the_figure_of_the_other_year_which_is_in_evidence(
    tmp_path: Path,
) -> None:
    found = facts_of(tmp_path, item("lots", "12 lots"), item("lots", "15 lots", "2013"))
    fact = found["x-2012-lots"]
    assert fact.altered == {"year": "En 2012, le rapport fait état de 15 lots."}
    assert fact.texts == ("Chiffres clés 2012\n12 lots", "Chiffres clés 2013\n15 lots")


def test_a_figure_that_did_not_change_gives_no_wrong_year(tmp_path: Path) -> None:
    found = facts_of(tmp_path, item("lots", "12 lots"), item("lots", "12 lots", "2013"))
    assert found["x-2012-lots"].altered == {}


def test_an_altered_row_takes_a_figure_of_the_same_unit_on_the_page(tmp_path: Path) -> None:
    page = [item("lots", "12 lots"), item("keys", "40 clés"), item("rate", "30 %, le taux")]
    found = facts_of(tmp_path, *page)
    assert found["x-2012-lots"].altered == {"row": "En 2012, le rapport fait état de 40 lots."}
    assert found["x-2012-rate"].altered == {"unit": "En 2012, le taux est de 30 €."}


def test_what_is_not_one_whole_figure_of_one_year_says_nothing(tmp_path: Path) -> None:
    found = facts_of(
        tmp_path,
        item("a", "sans chiffre"),
        item("b", "12, le montant versé à"),
        item("c", "12 lots", question="Et de 2012 à 2013 ?"),
        item("d", "12 clés", type="multi-doc"),
        item("e", "60 %, le taux du parc"),
        item("f", "70 %, le taux du parc"),
    )
    assert found == {}
