"""What a spreadsheet shows for a number, by its format code (ECMA-376 part 1, 18.8.31).

The marks of a figure depend on who opens the file, and a page of evidence must not: thousands are
parted by a space, which no language takes for something else, and decimals by a point, or by a
comma where the format itself is of a language that writes one (or has the euro after the figure).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Codes that a file may name without writing them out.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[0#?][0#?,. ]*[0#?,]|[0#?]\.?)|(?P<percent>%)|(?P<other>.)",
    re.DOTALL,
)
_COLORS = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r\s?\d+)", re.IGNORECASE
)
_LOCALE = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<locale>[0-9A-Fa-f]+))?$")
_COMMA_LANGUAGES = {0x07, 0x0A, 0x0C, 0x10, 0x13, 0x16}
"""German, Spanish, French, Italian, Dutch, Portuguese: low ten bits of a Windows locale."""
_PLAIN = set("$-+/(): €£¥&'^~{}<>=!\xa0\u202f")
"""Characters that stand for themselves."""
_LONGEST_CODE = 255
_MOST_DECIMALS = 30
_MOST = 1e15
"""Beyond, a spreadsheet has no exact digits left to round."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the parts between semicolons."""

    before: str = ""
    after: str = ""
    whole: int = 0
    """Least digits before the mark; -1 where the section has no figure."""
    decimals: int = 0
    optional: int = 0
    """Decimals at the end that are left out where they are zero."""
    groups: bool = False
    power: int = 0
    """Of ten: a percent sign is 2, a comma at the end (thousands) is -3."""
    mark: str = "."


def shown(value: float, code: str) -> str | None:
    """The text for a number; None where the code isn't one of plain figures (dates, fractions,
    powers, conditions): the caller shows the value itself then."""
    sections = _sections(code[:_LONGEST_CODE])
    if not sections or not abs(value) < _MOST:
        return None
    rank = 2 if value == 0 and len(sections) > 2 else 1 if value < 0 and len(sections) > 1 else 0
    section = sections[rank]
    if section.whole < 0:
        return section.before.strip()
    figure = _figure(abs(value), section)
    sign = "-" if value < 0 and rank == 0 and figure.strip("0., ") else ""
    return " ".join(f"{sign}{section.before}{figure}{section.after}".split())


def _figure(value: float, section: _Section) -> str:
    exact = Decimal(repr(value)).scaleb(section.power)
    rounded = exact.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    whole, _, decimals = format(rounded, "f").partition(".")
    least = section.decimals - section.optional
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    whole = whole.lstrip("0").rjust(section.whole, "0")
    if section.groups:
        whole = format(int(whole or "0"), ",").replace(",", " ") if whole else ""
    return whole + (section.mark + decimals if decimals else "")


@lru_cache(maxsize=1_024)
def _sections(code: str) -> tuple[_Section, ...]:
    if code.strip().lower() in ("", "general", "standard", "@"):
        return ()
    sections = [_section(part) for part in _split(code)[:3]]
    return () if None in sections else tuple(s for s in sections if s)


def _split(code: str) -> list[str]:
    parts, start = [], 0
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            parts.append(code[start : token.start()])
            start = token.end()
    return [*parts, code[start:]]


def _section(code: str) -> _Section | None:
    """None where something in it is not understood."""
    texts, digits, percents, mark = ["", ""], "", 0, "."
    for token in _TOKEN.finditer(code):
        text, kind = _literal(token), token.lastgroup
        if kind == "digits":
            if digits:
                return None
            digits = token["digits"]
            continue
        if text is None:
            return None
        percents += kind == "percent"
        mark = "," if _has_comma(token) or ("€" in text and digits) else mark
        texts[bool(digits)] += text
    return _with_digits(digits, texts, percents, mark)


def _literal(token: re.Match[str]) -> str | None:
    """What a token other than digits adds; None where it makes the code one of another kind."""
    match token.lastgroup:
        case "quoted" | "escaped":
            return token[token.lastgroup or 0]
        case "gap" | "fill":
            return " "
        case "percent":
            return " %"
        case "bracket":
            locale = _LOCALE.match(token["bracket"])
            return locale["symbol"] if locale else "" if _COLORS.match(token["bracket"]) else None
        case _:
            return token[0] if token[0] in _PLAIN or token[0] == "\n" else None


def _has_comma(token: re.Match[str]) -> bool:
    locale = _LOCALE.match(token["bracket"]) if token["bracket"] else None
    code = locale["locale"] if locale else None
    return code is not None and int(code[-4:], 16) & 0x3FF in _COMMA_LANGUAGES


def _with_digits(digits: str, texts: list[str], percents: int, mark: str) -> _Section | None:
    if not digits:
        return _Section("".join(texts), whole=-1)
    whole, _, decimals = digits.replace(" ", ",").partition(".")
    thousands = len(digits) - len(digits.rstrip(","))
    decimals = decimals.rstrip(",")
    if "." in decimals or "," in decimals or len(decimals) > _MOST_DECIMALS:
        return None
    optional = len(decimals) - len(decimals.rstrip("#"))
    inner = whole.rstrip(",")
    return _Section(
        before=texts[0],
        after=texts[1],
        whole=inner.count("0"),
        decimals=len(decimals),
        optional=optional,
        groups="," in inner,
        power=2 * percents - 3 * thousands,
        mark=mark,
    )
