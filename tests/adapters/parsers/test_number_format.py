import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.parsers.number_format import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.125, "0.0%", "12.5 %"),
        (1234.5, "#,##0.00\\ [$€-40C]", "1 234,50 €"),
        (1234.5, '#,##0.00 "€"', "1 234,50 €"),
        (1234.5, "[$€-1809]#,##0.00", "€1 234.50"),
        (1234.5, "#,##0.00", "1 234.50"),
        (-1577.25, "#,##0_);(#,##0)", "(1 577)"),
        (-1577.25, "#,##0;[Red]-#,##0", "-1 577"),
        (-1577.25, "#,##0", "-1 577"),
        (0, '#,##0;(#,##0);"-"', "-"),
        (1_234_567, "#,##0,", "1 235"),
        (1_234_567, '0.0,,"M€"', "1,2M€"),
        (-0.001, "0.00", "0.00"),
        (7, "000", "007"),
        (2.5, "0.0##", "2.5"),
        (2.125, "0.00", "2.13"),
        (3, '0 "m²"', "3 m²"),
        (2024, "0", "2024"),
        (5, ";;;", ""),
        (0, "_-* #,##0_-;-* #,##0_-;_-* \\-??_-;_-@_-", "-"),
    ],
)
def test_a_number_is_shown_by_its_format(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    "code", ["General", "", "@", "# ?/?", "0.00E+00", "dd/mm/yyyy", "[>=1000]0;0", "[h]:mm", "a0"]
)
def test_other_formats_are_left_to_the_value(code: str) -> None:
    assert shown(45_000, code) is None


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.text('0#?.,%;"[]$€-_*\\ E/@()1ag', max_size=40),
)
def test_any_number_under_any_code_has_a_text_or_none(value: float, code: str) -> None:
    text = shown(value, code)
    assert text is None or len(text) < 200


@given(st.integers(-(10**12), 10**12))
def test_grouping_loses_no_digit(value: int) -> None:
    text = shown(value, "#,##0")
    assert text is not None
    assert int(text.replace(" ", "")) == value
