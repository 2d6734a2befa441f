"""What things go by: the names that people use for an organisation, a place, a title, a number.

A key is the folded words of a name, without legal forms. Documents are known by the keys of what
they say (`keys_of`), questions hold keys (`grams`), and the two meet by equality, in an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.description import Field
from core.words import words

VERSION = 3
"""To be raised with any change here: the keys that are stored are then made anew."""
MOST_WORDS = 6
"""Of a key. Longer names go by their first words."""

_FORMS = frozenset(
    words(
        "inc incorporated corp corporation co company companies plc ltd limited llc lp llp sa sas"
        " sasu sarl sci scic scop snc sca se nv ag gmbh bv spa ab oyj asa holding holdings group"
        " groupe com societe anonyme association epic epa sem spl spla oph civile immobiliere"
        " actions simplifiee unipersonnelle responsabilite limitee"
    )
)
"""Legal forms, and what is left out in speech."""
_COMMON = frozenset(
    words(
        "agence american assurance assurances atlantic banco bank banque british caisse"
        " bordeaux bureau cabinet canadian capital center central centre chambre city clinique"
        " club commission communaute commune compagnie conseil credit departement department"
        " direction east eastern ecole energy entreprise espace europe european express federal"
        " financial first foncier fonds francais francaise france general generale gestion global"
        " great habitat health home hopital hospitalier hotel immobiliere institut international"
        " investment investments life lille living london lyon madame mairie maison management"
        " marseille ministere monsieur mutual nantes national new north northern office parc paris"
        " pharmacie premier progressive property prudential public region republic residence royal"
        " saint san service services south southern standard state strasbourg syndicat system"
        " systems target technologies texas toulouse trust union united universal universite us"
        " usa ville water west western world"
    )
)
"""Words that many names begin with: none goes by them alone."""
_ACRONYMS = frozenset(
    words(
        "bfr caf ccc ceo cfo coo cto dio dpe dpo drh dso ebe eps esg eur fcf gaap gbp ias ifrs ipo"
        " kpi lbo pdf pib rcs roa roe roi rse sec spv tri tva usd"
    )
)
"""What the professions say by letters: no name goes by them as its initials."""
_NO_REFERENCE = re.compile(r"(?:fy ?)?(?:19|20)\d\d(?: (?:19|20)\d\d)?|\d{1,2} ?[kqf]|\d{1,5}")
"""Years, official forms, and what may be an article or an amount in a question."""
_STREET = re.compile(
    r"\b(?:rue|avenue|boulevard|place|quai|allee|chemin|impasse|route|cours|square|street|road"
    r"|lane|drive|way|court)\b"
)
_BEGUN = re.compile(r"\b([A-Z]{3,5})(?=[a-z]{3})")
_SHORTEST = 2
_SHORTEST_REFERENCE = 4
_FEWEST_INITIALS = 3
_PIECE = re.compile(r"\S+")
_MOST_SPACE = 20
"""Characters before a word that tell whether a sentence begins with it."""


def keys_of(field: Field, value: str) -> frozenset[str]:
    """The keys that a value of a description goes by; none for fields that name nothing.

    Of an organisation: its name without legal forms, the beginnings of it that are not common
    words, and its initials. Of a ticker: its letters. Of an address: the street, and the town. Of a
    reference or a title: all of it.
    """
    # Piece by piece, as questions are read: a number with spaces is one there, and here several.
    found = [word for piece in value.split() for word in words(piece)]
    match field:
        case Field.ISSUER | Field.PARTY:
            return frozenset({*_organisation(found), *_capitals(value)})
        case Field.TICKER:
            return frozenset({value.casefold()} - _ACRONYMS if len(value) >= _SHORTEST else ())
        case Field.ADDRESS:
            return frozenset(_address(found))
        case Field.REFERENCE:
            key = " ".join(found[:MOST_WORDS])
            is_code = len(key) >= _SHORTEST_REFERENCE and any(map(str.isdigit, key))
            is_own = is_code and not _NO_REFERENCE.fullmatch(key)
            return frozenset({key}) if is_own else frozenset()
        case Field.TITLE:
            long = _SHORTEST <= len(found) <= MOST_WORDS
            return frozenset({" ".join(found)}) if long else frozenset()
        case _:
            return frozenset()


def is_whole(value: str, key: str) -> bool:
    """Whether a key is all of an organisation's name, and not the beginning or the initials."""
    return key == " ".join(_bare([word for piece in value.split() for word in words(piece)]))


def _bare(name: list[str]) -> list[str]:
    """Without legal forms; one in front stays where it is what tells: Société Générale."""
    bare = list(name)
    while len(bare) > 1 and bare[-1] in _FORMS:
        bare.pop()
    while len(bare) > 1 and bare[0] in _FORMS and any(map(_is_telling, bare[1:])):
        bare.pop(0)
    return bare


def _organisation(name: list[str]) -> Iterator[str]:
    bare = _bare(name)
    for length in range(min(len(bare), MOST_WORDS), 0, -1):
        is_all = 1 < length == len(bare)
        if is_all or any(map(_is_telling, bare[:length])):
            yield " ".join(bare[:length])
    if 1 < len(bare) <= MOST_WORDS:
        yield "".join(bare)
    initials = "".join(word[0] for word in bare[:MOST_WORDS])
    if len(bare) >= _FEWEST_INITIALS and initials not in _ACRONYMS:
        yield initials


def _capitals(value: str) -> Iterator[str]:
    """`NTX` of NTXavier: the capitals that a word in small letters begins with."""
    begun = (found[1].lower() for found in _BEGUN.finditer(value))
    yield from (capitals for capitals in begun if capitals not in _ACRONYMS)


def _is_telling(word: str) -> bool:
    is_usual = word in _COMMON or word in _FORMS
    return len(word) >= _SHORTEST and not is_usual and not word.isdigit()


def _address(found: list[str]) -> Iterator[str]:
    spoken = " ".join(found)
    street = _STREET.search(spoken)
    if street:
        begun = spoken[street.start() :].split()
        yield " ".join(begun[:3])
        yield " ".join(begun[:2])
    if found and found[-1].isalpha() and len(found[-1]) > _SHORTEST:
        yield found[-1]


@dataclass(frozen=True, slots=True)
class Gram:
    """Some words of a question that follow each other."""

    key: str
    start: int
    end: int
    """Characters of the question, end exclusive."""
    is_name: bool
    """Whether it is written as names are: a capital or a digit that the sentence does not ask for;
    of a question without capitals, or where a sentence begins, nobody can tell, and it may be."""
    is_certain: bool
    """Whether it is written so, and not only may be."""


def grams(question: str, *, is_name: bool = False) -> Iterator[Gram]:
    """Every run of up to `MOST_WORDS` words of a question that could be a key, longest first at
    each place. With `is_name` the text is known to be a name, however it is written."""
    pieces = [
        (piece, found) for piece in _PIECE.finditer(question) if (found := words(piece.group()))
    ]
    capital = [is_name or _is_capital(question, piece) for piece, _ in pieces]
    # A year, a quarter or a form is written so by those too who write no capitals.
    small = not any(
        is_written and not any(map(str.isdigit, piece.group()))
        for is_written, (piece, _) in zip(capital, pieces, strict=True)
    )
    for first in range(len(pieces)):
        run: list[str] = []
        made: list[Gram] = []
        is_certain = False
        for number in range(first, len(pieces)):
            piece, found = pieces[number]
            run += found
            if len(run) > MOST_WORDS:
                break
            is_certain |= capital[number]
            span = pieces[first][0].start(), piece.end()
            may_be = small or is_certain or _begins_with_capital(question, span[0])
            made.append(Gram(" ".join(run), *span, may_be, is_certain))
        yield from reversed(made)


def _is_capital(question: str, piece: re.Match[str]) -> bool:
    """Whether a piece is written as a name, other than by standing first in a sentence."""
    bare = re.sub(r"^(?:[ldLD]|[qQ]u)['’]", "", piece.group()).strip("«»\"“”'’()[],;:.!?")
    if not bare:
        return False
    starts = _begins_sentence(question, piece.start())
    inner = any(map(str.isupper, bare[1:])) or any(map(str.isdigit, bare))
    owns = bare.endswith(("'s", "’s"))  # Northwind's revenue: what owns something is somebody
    return inner or (bare[0].isupper() and (owns or not starts))


def _begins_with_capital(question: str, at: int) -> bool:
    return question[at].isupper() and _begins_sentence(question, at)


def _begins_sentence(question: str, at: int) -> bool:
    before = question[max(0, at - _MOST_SPACE) : at].rstrip()
    return before[-1:] in ("", ".", "!", "?")
