"""The journey of a question, second half: passages → sentences with citations."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from core.chat import ChatModel
from core.evidence import Hit
from core.readings import ElementKind, WordSpan
from retrieval.cite import cite
from retrieval.draft import Draft
from retrieval.extract import Evidence
from retrieval.figures import figures_of
from retrieval.prompts.prompt import Turn, prompt
from retrieval.sentence import Part, Sentence
from retrieval.units import Unit


def extractive(evidence: Sequence[Evidence]) -> list[Sentence]:
    """One sentence for each unit: its words, then what they can't be read without, each cited.

    That is the column headers and the stated scale of a row, and what introduces a list's item;
    what an earlier unit showed is not shown again.
    """
    sentences: list[Sentence] = []
    shown: set[tuple[str, int, WordSpan]] = set()
    for found in evidence:
        unit = found.unit
        parts = [_quoting(unit, unit.words, found.confidence)]
        for words in _read_with(unit):
            key = (unit.passage.chunk.reading, unit.passage.leaf.number, words)
            if key not in shown:
                parts.append(_quoting(unit, words, found.confidence))
                shown.add(key)
        sentences.append(Sentence(tuple(parts)))
    return sentences


def _read_with(unit: Unit) -> list[WordSpan]:
    figures = figures_of(unit) if unit.kind is ElementKind.TABLE else ()
    spans = figures[0].sources if figures else (unit.header, unit.lead)
    return [words for words in spans if words and words != unit.words]


def _quoting(unit: Unit, words: WordSpan, score: float) -> Part:
    text = " ".join(unit.passage.leaf.quote(words).split())
    return Part(text, (cite(unit.passage, words, score),))


@dataclass(frozen=True, slots=True)
class Writer:
    """Has a model write an answer from numbered passages, sentence by sentence."""

    model: ChatModel
    most_tokens: int
    """Of what is sent: template, passages, conversation and question."""

    async def draft(
        self, question: str, language: str, hits: Sequence[Hit], turns: Sequence[Turn] = ()
    ) -> Draft:
        """A reply that is not asked for before its first sentence is.

        `draft.hits` are the passages that fit the budget; where none does, there is no use in
        asking. `turns` are the conversation so far, oldest first.
        """
        asked = await asyncio.to_thread(
            prompt, question, language, hits, turns, self.model.tokens, self.most_tokens
        )
        return Draft(self.model, asked, hits[: asked.shown])
