"""The journey of a question, second half: passages → sentences with citations."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from core.evidence import Hit
from core.ports import ChatModel
from core.readings import WordSpan
from core.words import words
from retrieval.cite import cite
from retrieval.extract import Evidence
from retrieval.prompts import NO_EVIDENCE, messages
from retrieval.sentence import Part, Sentence, cut
from retrieval.units import Unit, units_of

_MARKERS = re.compile(r"\s*\[(\d{1,2})\]")
_BROKEN_MARKER = re.compile(r"\s*\[\d*$")
MOST_CHARS = 8_000
"""A reply longer than this is cut: nobody asked for a book, and a model can loop."""


def extractive(evidence: Sequence[Evidence]) -> list[Sentence]:
    """One sentence for each unit: its words, then the column headers of a row, each cited."""
    sentences: list[Sentence] = []
    shown: set[tuple[str, int, WordSpan]] = set()
    for found in evidence:
        unit = found.unit
        parts = [_quoting(unit, unit.words, found.confidence)]
        if unit.header:
            key = (unit.passage.chunk.reading, unit.passage.leaf.number, unit.header)
            if key not in shown:
                parts.append(_quoting(unit, unit.header, found.confidence))
                shown.add(key)
        sentences.append(Sentence(tuple(parts)))
    return sentences


def _quoting(unit: Unit, words: WordSpan, score: float) -> Part:
    text = " ".join(unit.passage.leaf.quote(words).split())
    return Part(text, (cite(unit.passage, words, score),))


class Silence(Exception):
    """The model said, as it was told to, that the passages do not answer."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Has a model write an answer from numbered passages, sentence by sentence."""

    model: ChatModel

    async def sentences(
        self, question: str, language: str, hits: Sequence[Hit]
    ) -> AsyncGenerator[Sentence, None]:
        """Each finished sentence with the citations its markers name, not verified yet.

        A marker `[n]` cites the unit of passage n that shares most with the sentence. Raises
        `UpstreamFailed`, `Silence`.
        """
        asked = messages(question, language, hits)
        async with aclosing(self.model.stream(asked)) as pieces:
            async for raw in _split(pieces):
                if raw.strip(" .") in NO_EVIDENCE.values():
                    raise Silence
                yield _cited(raw, hits)


async def _split(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Whole sentences, as soon as the next one has begun."""
    held, total = "", 0
    async for piece in pieces:
        total += len(piece)
        held += piece
        *done, held = cut(held)
        for sentence in done:
            yield sentence
        if total > MOST_CHARS:
            break
    if held.strip():
        yield held.strip()


def _cited(raw: str, hits: Sequence[Hit]) -> Sentence:
    text = _BROKEN_MARKER.sub("", _MARKERS.sub("", raw)).strip()
    numbers = dict.fromkeys(int(n) for n in _MARKERS.findall(raw))
    cited = [hits[n - 1] for n in numbers if 1 <= n <= len(hits)]
    units = [(hit, _nearest(text, hit)) for hit in cited]
    citations = (cite(unit.passage, unit.words, hit.score) for hit, unit in units if unit)
    return Sentence((Part(text, tuple(citations)),))


def _nearest(sentence: str, hit: Hit) -> Unit | None:
    """The unit of a passage that holds most of the sentence's words, the shortest of equals."""
    wanted = set(words(sentence))
    units = list(units_of(hit.passage))
    return max(
        units, key=lambda u: (len(wanted & set(words(u.quote))), -len(u.quote)), default=None
    )
