"""Text made easy to match keeps its length, and what it was made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.plain import _MOST_KEPT, _PLAIN, plain


def test_case_accents_quotes_and_dashes_make_no_difference() -> None:
    assert plain("L’Été – ÇA") == "l'ete - ca"


@given(st.text(max_size=100))
def test_it_is_as_long_as_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_no_text_makes_it_keep_all_of_unicode() -> None:
    text = "".join(map(chr, range(0x4E00, 0x9000)))
    assert plain(text) == text
    assert len(_PLAIN) <= _MOST_KEPT
