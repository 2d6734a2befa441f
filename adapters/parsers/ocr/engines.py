"""Which engine reads an image, how it is turned for that, and when another one is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.parsers.ocr import rapid, tesseract
from adapters.parsers.ocr.ink import is_blank, missed, small_grey, without_words
from adapters.parsers.ocr.upright import Stance, lie_of
from adapters.parsers.ocr.words import Sight
from core.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

SURE = 0.85
"""Mean confidence of a page under which it is turned, and then given to the next engine. Sharp
pages have .88 and more, blurred ones with every fifth word wrong .84 and less."""
MISSED = 0.2
"""Share of the ink outside the words from which on the next engine is asked, too. Pages of text
have 0 to .15; .21 are the figures of a diagram, .62 most of a page that was passed over."""
MISSING = (
    "The page is an image, and no text recognition is installed: "
    "install tesseract-ocr and tesseract-ocr-fra, or the package rapidocr with onnxruntime."
)


@dataclass(frozen=True, slots=True)
class Engine:
    """What reads an image of `dpi` dots an inch; both raise `Unreadable`."""

    name: str
    recognise: Callable[[Image, int], Sight]
    turn_of: Callable[[Image, int], int] | None = None
    """By how many degrees an image must be turned clockwise; 0 where that is not to be seen."""


@dataclass(frozen=True, slots=True)
class Look:
    """The best that was seen of a page: words in pixels of its upright image."""

    sight: Sight
    stance: Stance
    read_by: tuple[str, ...]
    """The engines in order; one that gave way with its reason, `tesseract: confidence 0.41`."""


def installed() -> tuple[Engine, ...]:
    """The engines of this machine, the one to ask first first."""
    found = []
    if tesseract.languages():
        found.append(Engine(tesseract.NAME, tesseract.recognise, tesseract.turn_of))
    if rapid.is_installed():
        found.append(Engine(rapid.NAME, rapid.recognise))
    return tuple(found)


def look(image: Image, dpi: int, size_pt: tuple[float, float], engines: Sequence[Engine]) -> Look:
    """Read a grey image of a page of that size with the first engine that is sure, else the best.

    Raises `Unreadable` where every engine failed, or there is none.
    """
    if is_blank(small_grey(image)):
        return Look(Sight("", ()), Stance(*size_pt), ())
    skew, is_sideways = lie_of(image)
    stance = Stance(*size_pt, skew=skew)
    best: Look | None = None
    told: list[str] = []
    for engine in engines:
        try:
            if best and best.sight.confidence >= SURE:
                seen = best = _completed(engine, image, dpi, best)
            else:
                lie = best.stance if best else stance
                seen = _turned_right(engine, image, dpi, lie, is_sideways)
                best = seen if best is None else _joined(best, seen)
        except Unreadable as error:
            told.append(f"{engine.name}: {error.category}")
            continue
        doubt = _doubt(image, seen)
        if not doubt:
            break
        told.append(f"{engine.name}: {doubt}")
    if best is None:
        raise Unreadable("; ".join(told) or MISSING, "no_text_layer")
    others = [one for one in told if one.partition(":")[0] != best.sight.engine]
    return replace(best, read_by=(*others, best.sight.engine))


def _doubt(image: Image, seen: Look) -> str:
    """Why another engine should be asked; empty where there is no need."""
    if seen.sight.confidence < SURE:
        return f"confidence {seen.sight.confidence:.2f}"
    share = missed(seen.stance.straighten(image), seen.sight.telling)
    return f"missed {share:.2f} of the ink" if share > MISSED else ""


def _completed(engine: Engine, image: Image, dpi: int, best: Look) -> Look:
    """What was surely seen, and what the next engine sees where ink was missed: only there."""
    rest = without_words(best.stance.straighten(image), best.sight.telling)
    filled = replace(best.sight, words=best.sight.telling).filled(engine.recognise(rest, dpi))
    return replace(best, sight=replace(filled, engine=engine.name))


def _turned_right(
    engine: Engine, image: Image, dpi: int, stance: Stance, is_sideways: bool
) -> Look:
    """What an engine sees of a page, turned by quarters where it is not sure of it as it is."""
    told = engine.turn_of(image, dpi) if engine.turn_of and is_sideways and not stance.turn else 0
    first = _seen(engine, image, dpi, replace(stance, turn=told or stance.turn))
    if first.sight.confidence >= SURE or stance.turn:
        return first
    if is_sideways:
        turns = [turn for turn in (90, 270) if turn != told]
    else:
        turns = [engine.turn_of(image, dpi)] if engine.turn_of else [180]
    return _best(first, (_seen(engine, image, dpi, replace(stance, turn=t)) for t in turns if t))


def _seen(engine: Engine, image: Image, dpi: int, stance: Stance) -> Look:
    return Look(engine.recognise(stance.straighten(image), dpi), stance, ())


def _best(first: Look, others: Iterable[Look]) -> Look:
    for other in others:
        first = _better(first, other)
    return first


def _joined(one: Look, other: Look) -> Look:
    """The better one; where both saw the page the same way up, filled from the other."""
    better = _better(one, other)
    worse = one if better is other else other
    if better.stance != worse.stance:
        return better
    return replace(better, sight=better.sight.filled(worse.sight))


def _better(one: Look, other: Look) -> Look:
    """The one that is sure of more letters: few words of a page, all certain, are not it."""
    return other if other.sight.sure_letters > one.sight.sure_letters else one
