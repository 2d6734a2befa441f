"""Figures are looked for where they can be: what is found is what looking at all of them finds."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from core.moments import Moment
from retrieval.verifying.judge import judge
from retrieval.verifying.likeness import is_liker, likeness
from retrieval.verifying.matching import Evidence, is_same_amount
from retrieval.verifying.reading import told
from retrieval.verifying.slots import Slot, slots

NUMBERS = st.one_of(
    st.integers(0, 50).map(str),
    st.integers(990, 1_020).map(lambda n: f"{n:,}"),
    st.decimals(0, 20, places=1).map(str),
    st.decimals(0, 20, places=3).map(str),
)
AMOUNTS = st.tuples(
    st.sampled_from(["", "about ", "nearly $", "$", "€ ", "(", "-"]),
    NUMBERS,
    st.sampled_from(["", " million", " thousand", " %", ")", " k€", " days"]),
).map("".join)
TEXTS = st.tuples(
    st.sampled_from(["", "(in millions)\n", "(in thousands of dollars) 2020 2019\n"]),
    st.lists(AMOUNTS, max_size=8).map(" and sales of ".join),
).map("".join)
CONTEXTS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 1.0), max_size=8)


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_no_figure_is_missed_and_none_found_that_is_not_the_same(
    said: str, quotes: list[str]
) -> None:
    evidence = Evidence([told(quote) for quote in quotes])
    for slot in slots(told(said)).amounts:
        same = [one for one in evidence.amounts if is_same_amount(slot, one, evidence)]
        assert evidence.same_amounts(slot) == same
        values = [one for one in evidence.amounts if one.thing.value == slot.thing.value]
        assert evidence.of_value(slot.thing.value) == values


@given(CONTEXTS, CONTEXTS, st.floats(0, 1.1))
def test_what_is_liker_is_told_as_their_likeness_tells_it(
    one: dict[str, float], other: dict[str, float], limit: float
) -> None:
    [segment] = told("Sales rose.").segments
    slot, rival = (Slot(Moment(0, 1), segment, context) for context in (one, other))
    assert is_liker(slot, rival, limit) == (likeness(one, other) > limit)


def test_long_sentences_with_many_figures_do_not_take_long() -> None:
    chance = random.Random(4)
    names = [f"{a}{b}{c}a" for a in "bcdfg" for b in "aeiou" for c in "lmnrt"]

    def passage() -> str:
        return " ".join(
            f"{chance.randrange(10**5):,}" if chance.random() < 0.2 else chance.choice(names)
            for _ in range(150)
        )

    quotes = [passage() for _ in range(6)]
    judge(quotes[0], quotes, "What were sales?")  # what is read is read once
    started = time.process_time()
    for quote in quotes * 5:
        judge(f"According to it, {quote} {chance.choice(names)}", quotes, "What were sales?")
    assert time.process_time() - started < 1.5
