"""Whether a sentence that a model wrote is about what was asked.

A sentence can be word for word in its source and be no answer: a model that obeys its passages
repeats what stands there to be repeated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.evidence import Citation
from core.ids import CitationId
from core.lexicon import concepts_in
from core.plain import plain
from core.verdicts import About, Judgement, Reason, Verdict
from retrieval.cite import cite
from retrieval.extract import Evidence
from retrieval.sentence import Sentence
from retrieval.topic import topic_of
from retrieval.verifying.reading import told
from retrieval.verifying.vocabulary import ANNOUNCING, ASKING, COURTEOUS, LINKING
from retrieval.verifying.wording import Stems

_CLOSING = " \"'»”)]."
_BEGINNING = 200
"""Characters that are looked at for the first word that counts."""
_WORD = re.compile(r"[^\W_]+")
_LARGE = 100
_ANSWER = re.compile(r"\b(?:your|ta|votre) (?:answer|reply|response|reponse)\b")
_NO_VERBS = frozenset({"chez", "assez", "rez"})


@dataclass(frozen=True, slots=True)
class Concern:
    """What a question is about."""

    question: str
    """With those before it, which it may take its subject from."""
    stems: Stems
    concepts: frozenset[str]
    wants_figure: bool
    chosen: frozenset[CitationId]
    """Of the units that answer best."""

    def checked(self, sentence: Sentence) -> Sentence:
        """The sentence, its judgement lowered where it is about something else."""
        judgement = sentence.judgement
        if not judgement.holds or self._is_met(sentence):
            return sentence
        reason = Reason(About.TOPIC, sentence.text)
        lowered = Judgement(Verdict.PARTIAL, (reason,), judgement.derivations)
        return Sentence(tuple(part.judged(lowered) for part in sentence.parts))

    def _is_met(self, sentence: Sentence) -> bool:
        """It shares a word or a concept with the question; else it asks nothing, and cites what
        answers best, or tells a figure where one is wanted."""
        texts = [sentence.text, _source(sentence)]
        if any(self.stems.has(stem) for text in texts for stem in told(text).stems):
            return True
        if any(self.concepts & concepts_in(text) for text in texts):
            return True
        if any(_asks(text) for text in texts):
            return False
        if any(citation.id in self.chosen for citation in sentence.citations):
            return True
        return self.wants_figure and _tells_figure(sentence.text)


def _source(sentence: Sentence) -> str:
    """The quote that has most of the sentence's words: others may be cited for show."""
    stems = told(sentence.text).stems
    quotes = [citation.quote for citation in sentence.citations]
    return max(quotes, key=lambda quote: len(stems & told(quote).stems), default="")


def _asks(text: str) -> bool:
    """Whether a text asks something of its reader: a question, a sentence that begins as an order
    does, one on the answer to be given. Such a text tells nothing, but of those whom it names."""
    if text.rstrip(_CLOSING).endswith("?") or _ANSWER.search(plain(text)):
        return True
    words = _WORD.findall(plain(text[:_BEGINNING]))
    first = next((word for word in words if word not in COURTEOUS), "")
    return first in ASKING or (first.endswith("ez") and first not in _NO_VERBS)


def _tells_figure(text: str) -> bool:
    """A date, or an amount that is more than a number: any text may hold one."""
    return any(
        segment.moments or any(a.unit or a.magnitude >= _LARGE for a in segment.amounts)
        for segment in told(text).segments
    )


def concern(questions: Sequence[str], evidence: Sequence[Evidence]) -> Concern:
    """Of the last of some questions, those before it and the units that answer it best."""
    text = " ".join(questions)
    stems = told(text).stems - ANNOUNCING - LINKING
    return Concern(
        question=text,
        stems=Stems.of(stems),
        concepts=concepts_in(text),
        wants_figure=topic_of(questions[-1]).figure,
        chosen=frozenset(_citation(one).id for one in evidence),
    )


def _citation(evidence: Evidence) -> Citation:
    return cite(evidence.unit.passage, evidence.unit.words, evidence.confidence)
