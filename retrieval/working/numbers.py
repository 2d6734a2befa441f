"""Numbers as a reader of French or English writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_THIN = "\u202f"
"""Narrow no-break space: groups of three digits and units in French (CLDR)."""


def written(value: Decimal, language: str, *, is_signed: bool = False) -> str:
    """With the decimals it has: "1 577,50" in French, "1,577.50" in English.

    A minus is U+2212; with `is_signed` more than nothing has a plus. `core.quantities` reads the
    same value back.
    """
    sign = "−" if value < 0 else "+" if is_signed and value else ""
    digits = f"{abs(value):,f}"
    if language == "fr":
        digits = digits.replace(",", _THIN).replace(".", ",")
    return sign + digits


def percent(value: Decimal, language: str, *, is_signed: bool = False) -> str:
    """ "7,7 %" in French, "7.7%" in English."""
    space = _THIN if language == "fr" else ""
    return f"{written(value, language, is_signed=is_signed)}{space}%"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as it is taught."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
