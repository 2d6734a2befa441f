from __future__ import annotations

from pathlib import Path

import pytest

from eval.data.facts.clauses import facts, negated, swapped
from tests.eval.data.corpus import workshop_at, write_lines

DUTY = "The Lessee shall keep the premises and all that is in them in good repair."
RIGHT = "The Lessor may enter the premises of the Lessee on any working day of the week."


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("Lessee shall pay.", "Lessee shall not pay."),
        ("Lessee may not sublet.", "Lessee may sublet."),
        ("On the 3rd of May it will end.", "On the 3rd of May it will not end."),
        ("Lessee shall pay and Lessor may count.", ""),
        ("Neither of them shall pay.", ""),
        ("Lessee shall pay unless it rains.", ""),
        ("Lessee pays.", ""),
    ],
)
def test_a_clause_is_turned_round_only_where_that_turns_its_sense(
    sentence: str, turned: str
) -> None:
    assert negated(sentence) == turned


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("The Lessee shall pay the Lessor.", "The Lessor shall pay the Lessee."),
        ("Lessor's heirs may sue Lessee.", "Lessee's heirs may sue Lessor."),
        ("Lessor and Lessee shall meet.", ""),
        ("Lessor or the Lessee may sue.", ""),
        ("Each of Lessor, once a year, and of Lessee shall pay.", ""),
        ("Lessor shall pay Lessee or Agent.", ""),
        ("Lessor shall pay the Best Agent prize.", ""),
        ("Lessor pays Lessee.", ""),
        ("The Lessor shall pay.", ""),
    ],
)
def test_parties_are_swapped_only_where_that_changes_the_sense(sentence: str, other: str) -> None:
    assert swapped(sentence) == other


def test_a_quote_gives_its_sentences_each_with_the_whole_quote_as_evidence(
    tmp_path: Path,
) -> None:
    quote = f"{DUTY}\n  {RIGHT}"
    items = [{"id": str(n), "evidence": [{"quote": quote}]} for n in range(2)]
    write_lines(tmp_path / "cuad" / "clauses.jsonl", *items, {"id": "3", "evidence": []})
    duty, right = facts(workshop_at(tmp_path))
    assert duty.texts == right.texts == (f"{DUTY} {RIGHT}",)
    assert duty.sentence == DUTY
    assert set(duty.altered) == {"negation"}
    assert set(right.altered) == {"party"}
