"""Text to the words that BM25 counts: the same for documents and questions, French and English."""

from __future__ import annotations

import re
import unicodedata

from core.stopwords import STOP_WORDS

VERSION = 1
"""To be raised with any change here: words of different versions don't match each other."""

_ALNUM = r"[^\W_]"
_APOSTROPHES = ("\u2018", "\u2019", "\u02bc")
# Soft hyphen, zero width, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
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
_LETTERS = re.compile(rf"{_ALNUM}++")
# What stands between two spaces and holds a digit, with its like across one plain space: no number
# reaches beyond it.
_FIGURES = re.compile(r"(?<!\S)[^\s\d]*+\d\S*+(?: [^\s\d]*+\d\S*+)*+")
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
_OTHER_MARKS = re.compile("[\u0483-\u1fff\u20d0-\u20ff\u2cef-\U0010ffff]")
"""Where combining characters of other scripts are, among much else."""


def words(text: str) -> list[str]:
    """Words of `text` in reading order, repeated as often as they occur.

    Case, accents and the way digits are grouped make no difference ("1,577", "1 577" and "1.577"
    are 1577; "12,50" and "12.5" are 12.5). Elided articles and stop words are dropped. Digits
    grouped by a plain space may also be two columns of a table, so their parts are words as well.
    """
    if text.isascii() and text.isalpha():  # one word, as where each is looked at by itself
        return _plain(text.lower())
    folded, found, at = fold(text), [], 0
    for figures in _FIGURES.finditer(folded):
        found += _plain(folded[at : figures.start()])
        found += _with_numbers(figures[0])
        at = figures.end()
    return found + _plain(folded[at:])


def _plain(text: str) -> list[str]:
    """Words of a text without digits: most of it, and ten times as fast."""
    return [word for word in _LETTERS.findall(text) if word not in STOP_WORDS]


def _with_numbers(text: str) -> list[str]:
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match["word"]
        if word is None:
            found += _number(match)
        elif word not in STOP_WORDS:
            found.append(word)
    return found


def fold(text: str) -> str:
    """`text` in NFKC, without case, accents, elisions or invisible characters."""
    text = text.lower() if text.isascii() else _folded(text)
    return _POSSESSIVE.sub(" ", _ELISION.sub(" ", text))


def _folded(text: str) -> str:
    # Several passes in C, each a tenth of what one `translate` takes.
    for sign in _APOSTROPHES:
        text = text.replace(sign, "'")
    text = _FIXED_SPACE.sub("'", _INVISIBLE.sub("", text))
    bare = _without_marks(unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFKC", bare).casefold()
    return text.replace("œ", "oe").replace("æ", "ae")


def _without_marks(text: str) -> str:
    """Decomposed text without combining characters."""
    bare = _LATIN_MARKS.sub("", text)
    if not _OTHER_MARKS.search(bare):
        return bare
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


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
