"""What an XLSX file says of its cells, where it says it wrongly."""

from __future__ import annotations

import pytest
from lxml import etree

from adapters.parsers.xlsx_package import _is_white


@pytest.mark.parametrize(
    ("attributes", "is_white"),
    [
        ('theme="0"', True),
        ('theme="0" tint="0.0"', True),
        ('theme="0" tint="-0.35"', False),
        ('theme="0" tint="much"', False),
        ('theme="1"', False),
    ],
)
def test_a_tint_that_is_no_number_is_a_tint(attributes: str, is_white: bool) -> None:
    assert _is_white(etree.fromstring(f"<color {attributes}/>")) is is_white
