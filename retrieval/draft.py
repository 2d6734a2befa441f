"""What a model writes, cut into sentences with the citations that their markers name."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from core.chat import NO_USAGE, ChatModel, Usage
from core.evidence import Citation, Hit, Writing
from core.readings import ElementKind
from core.words import words
from retrieval.cite import cite
from retrieval.links import is_linkless
from retrieval.orders import is_order
from retrieval.prompts.prompt import Prompt
from retrieval.prompts.templates import silences
from retrieval.sentence import Part, Sentence, cut
from retrieval.units import Unit, units_of

MOST_CHARS = 8_000
"""A reply longer than this is cut: nobody asked for a book, and a model can loop."""
MOST_SENTENCE_CHARS = 2_000
MOST_REPEATED = 3
"""Sentences that it said before."""
MOST_CITED = 6
"""Passages that stand behind one sentence; who cites them all cites none."""
# A run of white space is looked at from its beginning only.
_MARKERS = re.compile(r"(?<!\s)\s*+\[(\d{1,2})\]|\[(\d{1,2})\]")
_BROKEN_MARKER = re.compile(r"(?<!\s)\s*+\[\d*$|\[\d*$")


class Silence(Exception):
    """The model said, as it was told to, that the passages do not answer."""


@dataclass(slots=True)
class Draft:
    """One reply of a model: read it once."""

    model: ChatModel
    prompt: Prompt
    hits: Sequence[Hit]
    """Those that were shown, in the order of their numbers."""
    barred: int = 0
    """Sentences that nobody may see, whatever the policy."""
    _said: list[str] = field(default_factory=list)
    _was_answered: bool = False
    _counted: list[Usage] = field(default_factory=list)

    async def sentences(self) -> AsyncGenerator[Sentence, None]:
        """Each finished sentence with its citations, none of which is verified yet.

        A marker `[n]` cites the unit of passage n that shares most with the sentence, and the
        headers of a row. What holds a link, an image or markup that its citations do not hold, and
        what reports an order to a model, is counted as `barred`. What was said before is left out,
        and a model that goes round in it is not heard to the end. Raises `ChatFailed`, `Silence`.
        """
        known, repeated = set[str](), 0
        async with aclosing(self.model.stream(self.prompt.messages, self._counted.append)) as said:
            async for raw in _split(self._heard(said)):
                if raw.strip(" .*") in silences():
                    raise Silence
                if raw in known:
                    repeated += 1
                    if repeated > MOST_REPEATED:
                        return
                    continue
                known.add(raw)
                sentence = _cited(raw, self.hits)
                if is_order(sentence.text) or not is_linkless(
                    sentence.text, (citation.quote for citation in sentence.citations)
                ):
                    self.barred += 1
                else:
                    yield sentence

    async def writing(self, left_out: int) -> Writing:
        """How the reply was asked for, and what it cost: as the server counted, or counted here."""
        usage = self._counted[-1] if self._counted else await asyncio.to_thread(self._count)
        name = self.prompt.template.fingerprint
        return Writing(self.model.name, name, len(self.hits), left_out, usage)

    async def spent(self) -> Usage:
        """What a reply cost that nobody waits for any more: its prompt was sent, at least."""
        return self._counted[-1] if self._counted else await asyncio.to_thread(self._count_sent)

    def _count(self) -> Usage:
        return self._count_sent() if self._was_answered else NO_USAGE

    def _count_sent(self) -> Usage:
        return Usage(self.prompt.tokens, self.model.tokens("".join(self._said)))

    async def _heard(self, pieces: AsyncIterator[str]) -> AsyncIterator[str]:
        """The reply up to its most characters, and a note of it."""
        left = MOST_CHARS
        async for piece in pieces:
            self._was_answered = True
            self._said.append(piece[:left])
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                return
        self._was_answered = True


async def _split(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Whole sentences, as soon as the next one has begun. One that does not end is given up."""
    held = ""
    async for piece in pieces:
        held += piece
        *done, held = cut(held)
        for sentence in done:
            yield sentence
        if len(held) > MOST_SENTENCE_CHARS:
            return
    if held.strip():
        yield held.strip()


def _cited(raw: str, hits: Sequence[Hit]) -> Sentence:
    text = _BROKEN_MARKER.sub("", _MARKERS.sub("", raw)).strip()
    numbers = dict.fromkeys(int(one or other) for one, other in _MARKERS.findall(raw))
    cited = [hits[n - 1] for n in numbers if 1 <= n <= len(hits)][:MOST_CITED]
    citations = tuple(citation for hit in cited for citation in _citations(text, hit))
    return Sentence((Part(text, citations),))


def _citations(sentence: str, hit: Hit) -> Iterator[Citation]:
    """The unit of a passage that holds most of the sentence's words, the shortest of equals; then
    the headers of a row, where they hold words of the sentence that the row does not."""
    wanted = set(words(sentence))
    unit = max(
        units_of(hit.passage),
        key=lambda u: (len(wanted & set(words(u.quote))), -len(u.quote)),
        default=None,
    )
    if unit is None:
        return
    yield cite(unit.passage, unit.words, hit.score)
    if unit.header and _adds(unit, wanted):
        yield cite(unit.passage, unit.header, hit.score)


def _adds(unit: Unit, wanted: set[str]) -> bool:
    missing = wanted - set(words(unit.quote))
    return unit.kind is ElementKind.TABLE and bool(missing & set(words(unit.header_text)))
