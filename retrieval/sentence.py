"""Sentences of an answer with what proves them, and the answer they add up to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from core.evidence import CheckedSentence, Citation
from core.ids import CitationId
from core.verdicts import UNPROVEN, Judgement, worst
from retrieval.units import is_abbreviation

JOINER = " — "
"""Between the parts of a sentence: a table row and its column headers."""
# Possessive where white space repeats: no text can make it backtrack.
_END = re.compile(r"(?<=[.!?])(?:\s*+\[\d{1,2}\])*+\s++(?=[A-ZÀ-Ý«\"\d])|\n+")


_LONGEST_ABBREVIATION = 16
"""Characters, with the brackets before it."""


def cut(text: str) -> list[str]:
    """The sentences of a text, each with its markers; the last one may not have ended yet."""
    parts, start = [], 0
    for found in _END.finditer(text):
        if is_abbreviation(_last_word(text, start, found.start())):
            continue
        parts.append(text[start : found.end()].strip())
        start = found.end()
    return [part for part in parts if part] + [text[start:]]


def _last_word(text: str, start: int, end: int) -> str:
    """The word of text[start:end] that ends there; abbreviations are short."""
    return text[max(start, end - _LONGEST_ABBREVIATION) : end].rpartition(" ")[2]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence and the citations that stand behind it."""

    text: str
    citations: tuple[Citation, ...]
    judgement: Judgement = UNPROVEN

    def judged(self, judgement: Judgement) -> Part:
        """The same with a judgement, which its citations carry."""
        citations = tuple(replace(one, judgement=judgement) for one in self.citations)
        return Part(self.text, citations, judgement)


@dataclass(frozen=True, slots=True)
class Sentence:
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return JOINER.join(part.text for part in self.parts)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for part in self.parts for citation in part.citations)

    @property
    def judgement(self) -> Judgement:
        """That of its weakest part, with the reasons of all."""
        return worst([part.judgement for part in self.parts])


@dataclass(frozen=True, slots=True)
class Shown:
    """What one sentence adds to the answer: its text with `[n]` markers, and its citations."""

    text: str
    citations: tuple[Citation, ...]
    checked: CheckedSentence
    start: int
    """Where the text begins in the answer, as the citations' spans count."""


@dataclass(slots=True)
class Transcript:
    """The answer as it grows. Citations are numbered from 1; the same evidence keeps its number."""

    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    sentences: list[CheckedSentence] = field(default_factory=list)
    _numbers: dict[CitationId, int] = field(default_factory=dict)

    def add(self, sentence: Sentence, note: str = "") -> Shown:
        """Append a sentence on a new line, and behind it a note on it; what was added, answer
        spans included."""
        before, first = len(self.text), len(self.citations)
        lead = "\n" if self.text else ""
        start = before + len(lead)
        for part in sentence.parts:
            self.text += lead
            self._add_part(part)
            lead = JOINER
        added = tuple(self.citations[first:])
        numbers = tuple(dict.fromkeys(citation.index for citation in added))
        checked = CheckedSentence(start, len(self.text), numbers, sentence.judgement)
        self.sentences.append(checked)
        self.text += note
        return Shown(self.text[before:], added, checked, before)

    def _add_part(self, part: Part) -> None:
        span = len(self.text), len(self.text) + len(part.text)
        self.text += part.text
        for citation in part.citations:
            number = self._numbers.setdefault(citation.id, len(self._numbers) + 1)
            self.text += f" [{number}]"
            self.citations.append(
                replace(citation, index=number, answer_start=span[0], answer_end=span[1])
            )
