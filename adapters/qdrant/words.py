"""Text to the words that BM25 counts: the same for documents and questions, French and English."""

from __future__ import annotations

import re
import unicodedata

from adapters.qdrant.stopwords import STOP_WORDS

VERSION = 1
"""To be raised with any change here: words of different versions don't match each other."""

_ALNUM = r"[^\W_]"
# Apostrophes to one sign; invisible characters (soft hyphen, zero width, byte order mark) to none.
_SIGNS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00ad": None, "\ufeff": None}
)
_SIGNS |= dict.fromkeys([*range(0x200B, 0x2010), 0x2060])
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# No-break and thin spaces only ever group digits. It must be said before NFKC makes them spaces.
_FIXED_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_ELISION = re.compile(
    rf"(?<!{_ALNUM})(?:[cdjlmnst]|qu|quelqu|jusqu|lorsqu|puisqu|quoiqu)'(?={_ALNUM})"
)
_POSSESSIVE = re.compile(rf"'(?:s|t|re|ve|ll|d|m)(?!{_ALNUM})")
# Possessive quantifiers: no text can make these backtrack.
_WORD = re.compile(
    rf"""(?<!\d[.,])(?<!{_ALNUM})(?P<groups>[1-9]\d{{0,2}}(?P<by>[ ,.'])\d{{3}}(?!\d)
            (?:(?P=by)\d{{3}}(?!\d))*+)(?:(?!(?P=by))[.,](?P<cents>\d++))?
      | (?<!\d[.,])(?<!{_ALNUM})(?P<whole>\d++)[.,](?P<part>\d++)(?![.,]\d)
      | (?P<word>{_ALNUM}++)""",
    re.VERBOSE,
)


def words(text: str) -> list[str]:
    """Words of `text` in reading order, repeated as often as they occur.

    Case, accents and the way digits are grouped make no difference ("1,577", "1 577" and "1.577"
    are 1577; "12,50" and "12.5" are 12.5). Elided articles and stop words are dropped. Digits
    grouped by a plain space may also be two columns of a table, so their parts are words as well.
    """
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match["word"]
        if word is None:
            found += _number(match)
        elif word not in STOP_WORDS:
            found.append(word)
    return found


def fold(text: str) -> str:
    """`text` in NFKC, without case, accents, elisions or invisible characters."""
    text = _FIXED_SPACE.sub("'", text.translate(_SIGNS))
    if not text.isascii():
        split = unicodedata.normalize("NFKD", text)
        bare = "".join(letter for letter in split if not unicodedata.combining(letter))
        text = unicodedata.normalize("NFKC", bare)
    text = text.casefold().translate(_LIGATURES)
    return _POSSESSIVE.sub(" ", _ELISION.sub(" ", text))


def _number(match: re.Match[str]) -> list[str]:
    if match["groups"] is None:
        return [_decimal(match["whole"], match["part"])]
    parts = match["groups"].split(match["by"])
    number = _decimal("".join(parts), match["cents"])
    if match["by"] != " ":
        return [number]
    return [number, *parts[:-1], _decimal(parts[-1], match["cents"])]


def _decimal(whole: str, part: str | None) -> str:
    part = (part or "").rstrip("0")
    return f"{whole}.{part}" if part else whole
