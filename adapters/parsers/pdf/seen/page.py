"""A page without the words that a reader does not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from adapters.parsers.finish import hidden_text
from adapters.parsers.pdf.seen.drawing import Cover, Drawing, Text, drawing_of
from adapters.parsers.pdf.seen.glyphs import texts_by_handle
from adapters.parsers.pdf.seen.places import Places, holds, middle
from adapters.parsers.pdf.seen.proof import Proof
from adapters.parsers.pdf.seen.suspects import Suspect, covers_of, suspects_of
from adapters.parsers.pdf.seen.view import Bounds
from core.outcomes import Hidden, HiddenReason

if TYPE_CHECKING:
    from liteparse import ParsedPage, TextItem, WordBox
    from pypdfium2 import PdfPage


def seen(page: ParsedPage, drawn: PdfPage) -> tuple[ParsedPage, list[Hidden]]:
    """The page with only those words that are seen, and the others, one item a reason.

    `drawn` is the same page as pdfium has it; it is left as it was.
    """
    view = _View(page, drawn)
    unseen: list[tuple[HiddenReason, str]] = []
    items = [kept for item in page.text_items if (kept := _kept(item, view, unseen))]
    unseen += [(HiddenReason.OFF_PAGE, text) for text in view.off_page()]
    if not unseen:
        return page, []
    return replace(page, text_items=items), _told(unseen, page.page_num)


def _told(unseen: Sequence[tuple[HiddenReason, str]], page: int) -> list[Hidden]:
    ordered = sorted(unseen, key=lambda pair: pair[0])
    return [
        hidden_text(reason, " ".join(text for _, text in pairs), page)
        for reason, pairs in groupby(ordered, key=lambda pair: pair[0])
    ]


def _kept(item: TextItem, view: _View, unseen: list[tuple[HiddenReason, str]]) -> TextItem | None:
    """What is seen of a run of words; the rest goes to `unseen`."""
    words: Sequence[WordBox | TextItem] = item.words or [item]
    reasons = [view.reason(word) for word in words]
    if not any(reasons):
        return item
    unseen += [(why, word.text) for why, word in zip(reasons, words, strict=True) if why]
    kept = [word for why, word in zip(reasons, item.words, strict=False) if not why]
    return replace(item, text=" ".join(word.text for word in kept), words=kept) if kept else None


class _View:
    """Judges the words of one page; draws it only where something is suspect."""

    def __init__(self, page: ParsedPage, drawn: PdfPage) -> None:
        self._page, self._drawn = page, drawn
        self._drawing: Drawing = drawing_of(drawn)
        self._covers: Places[Cover] = covers_of(self._drawing)
        self._suspects = suspects_of(self._drawing, self._covers)
        self._at = self._placed(_Placed(suspect) for suspect in self._suspects)

    def _placed(self, things: Iterator[_Placed]) -> Places[_Placed]:
        return Places(things, self._drawing.width, self._drawing.height)

    def reason(self, word: WordBox | TextItem) -> HiddenReason | None:
        """Why the word is not seen; None where it is."""
        bounds = (word.x, word.y, word.x + word.width, word.y + word.height)
        if not word.text.strip():
            return None
        if not holds((0, 0, self._page.width, self._page.height), *middle(bounds)):
            return HiddenReason.OFF_PAGE
        if not self._suspects:
            return None
        suspects = [placed.suspect for placed in self._at.touching(bounds)]
        if not suspects or self._is_shown(suspects, bounds) or self._is_scanned(suspects, bounds):
            return None
        return None if self._is_doubled(word.text.strip(), bounds) else suspects[0].reason

    def _is_shown(self, suspects: Sequence[Suspect], bounds: Bounds) -> bool:
        return any(
            not suspect.is_certain and self._proof.shows(_shared(suspect.text.bounds, bounds))
            for suspect in suspects
        )

    def _is_scanned(self, suspects: Sequence[Suspect], bounds: Bounds) -> bool:
        """Whether the word is the text layer of an image that shows it: then it is seen."""
        if any(suspect.is_certain for suspect in suspects):
            return False
        on_image = any(cover.is_image for cover in self._covers.at(*middle(bounds)))
        return on_image and self._proof.has_other_ink(bounds)

    def _is_doubled(self, text: str, bounds: Bounds) -> bool:
        """Whether a text above suspicion stands at the same place, and says the same.

        pdfium tells what is drawn twice only once: an object that says nothing is the second.
        """
        others = [self._said.get(other.handle, "") for other in self._others.touching(bounds)]
        if not all(others):
            return True
        if not others:
            return False
        said = "".join(others)
        hidden = "".join(
            self._said.get(placed.suspect.text.handle, "") for placed in self._at.touching(bounds)
        )
        return _letters(text) in _letters(said) or _letters(text) not in _letters(hidden)

    @cached_property
    def _proof(self) -> Proof:
        texts = [suspect.text for suspect in self._suspects if not suspect.is_certain]
        x0, y0, x1, y1 = zip(*(text.bounds for text in texts), strict=True)
        frame = (min(x0), min(y0), max(x1), max(y1))
        return Proof(self._drawn, [text.handle for text in texts], frame)

    @cached_property
    def _others(self) -> Places[Text]:
        suspect = {suspect.text.handle for suspect in self._suspects}
        rest = (text for text in self._drawing.texts if text.handle not in suspect)
        return Places(rest, self._drawing.width, self._drawing.height)

    @cached_property
    def _said(self) -> dict[int, str]:
        return texts_by_handle(self._drawn)

    def off_page(self) -> list[str]:
        """What texts say that lie off the page as a whole: the engine leaves them out."""
        outside = [s.text for s in self._suspects if s.reason is HiddenReason.OFF_PAGE]
        said = (self._said.get(text.handle, "").strip() for text in outside)
        return [text for text in said if text]


class _Placed:
    __slots__ = ("bounds", "suspect")

    def __init__(self, suspect: Suspect) -> None:
        self.suspect = suspect
        self.bounds = suspect.text.bounds


def _shared(one: Bounds, other: Bounds) -> Bounds:
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    return x0, y0, max(x0, min(one[2], other[2])), max(y0, min(one[3], other[3]))


def _letters(text: str) -> str:
    return "".join(text.split())
