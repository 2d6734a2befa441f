"""What speaks for a unit of evidence, in numbers that `retrieval.weighing` weighs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.evidence import Hit
from core.lexicon import concepts_in, naming_words
from core.quantities import Quantities, read_quantities
from core.readings import ElementKind, WordSpan
from core.units import CURRENCIES
from core.words import words
from retrieval.once import Once
from retrieval.topic import FORM, Thing, Topic, years_in
from retrieval.units import Unit

Signs = dict[str, float]
"""By name; all names are in every one."""

_NAMED = re.compile(r"(?<=[^\W\d_] )[A-ZÀ-Þ][a-zà-ÿ]|(?<=[,;:] )[A-ZÀ-Þ][a-zà-ÿ]")
_PERIODS = frozenset({"days", "weeks", "months", "quarters", "years", "hours"})
_SHARES = frozenset({"%", "pp", "bp"})
_SHORT, _LONG = 5, 45
"""Words: of a sentence that hardly tells anything, and of one that tells much else."""
_FAR = 2.0
"""Search scores below the best hit's: farther is not worse."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a hit."""

    unit: Unit
    hit: Hit
    rank: int
    """The hit's, from 0."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what its words are worth among some candidates."""

    topic: Topic
    terms: frozenset[str]
    names: frozenset[str]
    synonyms: frozenset[str]
    """Words of all names of its concepts."""
    worth: Mapping[str, float]
    """Of each term and name: more, the fewer candidates hold it."""
    best_score: float


@dataclass(frozen=True, slots=True)
class _Said:
    """What a unit says, whatever is asked."""

    words: frozenset[str]
    """Without their endings; those of its column headers and introduction included."""
    label: frozenset[str]
    """Of a table row; empty for prose."""
    concepts: frozenset[str]
    told: Quantities


@dataclass(frozen=True, slots=True)
class _Read:
    """A unit as an answer to a question."""

    own: frozenset[str]
    """Its words, and the common names of what it is about."""
    shared: frozenset[str]
    """Concepts of the question that it names."""
    said: _Said


def signs_of(
    topic: Topic, candidates: Sequence[Candidate], once: Once | None = None
) -> list[Signs]:
    """In the order of the candidates. Nothing here needs the encoder."""
    once = once or Once()
    read = [_read(topic, candidate.unit, once) for candidate in candidates]
    asked = _asked(topic, candidates, read)
    return [
        _signs(asked, candidate, each, _around(candidate, once))
        for candidate, each in zip(candidates, read, strict=True)
    ]


def _around(candidate: Candidate, once: Once) -> frozenset[str]:
    chunk = candidate.hit.passage.chunk
    return once.of("words around", chunk.id, lambda: stems(words(chunk.searchable)))


def _asked(topic: Topic, candidates: Sequence[Candidate], read: Sequence[_Read]) -> _Asked:
    held = Counter(word for each in read for word in each.own)
    terms, names = stems(topic.terms), stems(topic.names)
    worth = {word: math.log(1 + len(read) / (held[word] or 0.5)) for word in terms | names}
    best = max((candidate.hit.score for candidate in candidates), default=0.0)
    return _Asked(topic, terms, names, stems(naming_words(topic.concepts)), worth, best)


def _read(topic: Topic, unit: Unit, once: Once) -> _Read:
    said = once.of("said", unit.key, lambda: _said(unit))
    shared = topic.concepts & said.concepts
    return _Read(said.words | stems(naming_words(shared)), shared, said)


def _said(unit: Unit) -> _Said:
    quote = unit.quote
    label = quote.partition("\t")[0] if unit.kind is ElementKind.TABLE else ""
    return _Said(
        words=stems(words(f"{quote} {unit.header_text} {unit.lead_text}")),
        label=stems(words(label)) - stems(FORM),
        concepts=concepts_in(quote),
        told=read_quantities(quote),
    )


def _signs(asked: _Asked, candidate: Candidate, read: _Read, around: frozenset[str]) -> Signs:
    topic, unit = asked.topic, candidate.unit
    around |= read.own
    figure = _tells_figure(topic, unit, read)
    return {
        "own_words": _held(asked, asked.terms, read.own),
        "words_around": _held(asked, asked.terms, around),
        "own_names": _held(asked, asked.names, read.own) if asked.names else 0.0,
        "names_around": _held(asked, asked.names, around) if asked.names else 0.0,
        "concepts": len(read.shared) / len(topic.concepts) if topic.concepts else 0.0,
        "label": _share(read.said.label, asked.terms | asked.names | asked.synonyms),
        "row_without_figure": float(unit.kind is ElementKind.TABLE and not figure),
        "no_figure": float(topic.figure and not figure),
        "things": _things(topic, unit, read),
        **_when(topic, unit),
        "far": min(asked.best_score - candidate.hit.score, _FAR),
        "first": float(candidate.rank == 0),
        "focus": _overlap(unit.words, candidate.hit.focus),
        **_shape(unit),
    }


def _held(asked: _Asked, wanted: frozenset[str], held: frozenset[str]) -> float:
    """Share of the worth of the wanted words that is held; all of it where none is wanted."""
    whole = sum(asked.worth[word] for word in wanted)
    return sum(asked.worth[word] for word in wanted & held) / whole if whole else 1.0


def _share(label: frozenset[str], wanted: frozenset[str]) -> float:
    return len(label & wanted) / len(label) if label else 0.0


def _tells_figure(topic: Topic, unit: Unit, read: _Read) -> bool:
    """One that the question does not hold itself, and that is no mere year."""
    said = unit.quote
    held = topic.terms | topic.names | topic.years
    numbers = (words(said[a.start : a.end]) for a in read.said.told.amounts)
    is_new = any(not held.issuperset(number) for number in numbers)
    return is_new or (Thing.DATE in topic.things and bool(read.said.told.moments))


def _things(topic: Topic, unit: Unit, read: _Read) -> float:
    """Share of what the answer should hold that it holds; all where the question does not say."""
    if not topic.things:
        return 1.0
    held = set(_holding(unit, read))
    return len(held & topic.things) / len(topic.things)


def _holding(unit: Unit, read: _Read) -> Iterator[Thing]:
    units = {amount.unit for amount in read.said.told.amounts}
    is_row = unit.kind is ElementKind.TABLE
    if units & CURRENCIES or (is_row and None in units):
        yield Thing.AMOUNT
    if units & _SHARES or (is_row and "%" in f"{unit.quote} {unit.header_text}"):
        yield Thing.SHARE
    if read.said.told.moments:
        yield Thing.DATE
    if units & _PERIODS:
        yield Thing.DURATION
    if _NAMED.search(unit.quote):
        yield Thing.PERSON


def _when(topic: Topic, unit: Unit) -> Signs:
    told = years_told(unit)
    return {
        "year": float(bool(topic.years & told)),
        "other_year": float(bool(topic.years and told and not topic.years & told)),
    }


def years_told(unit: Unit) -> frozenset[str]:
    """The years of a unit: its own, else those of its headings, else its document's."""
    return years_in(unit.quote) or years_in(unit.context) or years_in(unit.passage.chunk.context)


def _shape(unit: Unit) -> Signs:
    size = unit.words.end - unit.words.start
    return {
        "short": float(size < _SHORT and unit.kind is not ElementKind.TABLE),
        "long": float(size > _LONG),
        "introduces": float(unit.quote.endswith(":")),
    }


def _overlap(one: WordSpan, other: WordSpan | None) -> float:
    """Share of the words of the one that are in the other."""
    if other is None:
        return 0.0
    return max(0, min(one.end, other.end) - max(one.start, other.start)) / (one.end - one.start)


def stems(found: Iterable[str]) -> frozenset[str]:
    """Words without the ending of their plural: nothing else is the same in both languages."""
    return frozenset(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in found)
