"""Whether a sentence that a model wrote is about what was asked.

A sentence can be word for word in its source and be no answer: a model that obeys its passages
repeats what stands there to be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.evidence import Citation, Hit
from core.readings import ElementKind
from core.verdicts import About, Judgement, Reason, Verdict
from retrieval.extract import Evidence
from retrieval.sentence import Part, Sentence
from retrieval.topic import topic_of
from retrieval.units import Unit, units_of
from retrieval.verifying.addressed import Matter, asks, matter_of
from retrieval.verifying.judge import judge
from retrieval.verifying.reading import told

_LARGE = 100
_LEAST_SHARED = 2
"""Words that a statement shares with those that it goes on from."""
_Span = tuple[str, int, int]
"""A reading, and characters of one of its leaves."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What a question is about, and which sources bear on it."""

    question: str
    """With those before it, which it may take its subject from."""
    matter: Matter
    language: str
    """`fr` or `en`; empty where it can't be told."""
    wants_figure: bool
    chosen: frozenset[_Span]
    """Units that answer best."""
    shown: Mapping[_Span, Unit]
    """Units that the model may have read."""
    known: dict[_Span, bool] = field(default_factory=dict)
    """Whether a unit bears on the question, once it was looked at."""

    def checked(self, sentence: Sentence) -> Sentence:
        """The sentence without the citations that have nothing to do with the question, its
        judgement lowered where it does not hold without them."""
        judgement = sentence.judgement
        parts = tuple(self._bearing(part) for part in sentence.parts)
        if not judgement.holds or parts == sentence.parts:
            return sentence
        if all(self._holds(part) for part in parts):
            return Sentence(parts)
        reason = Reason(About.TOPIC, sentence.text)
        lowered = Judgement(Verdict.PARTIAL, (reason,), judgement.derivations)
        return Sentence(tuple(part.judged(lowered) for part in sentence.parts))

    def _bearing(self, part: Part) -> Part:
        """With the citations that bear on the question, and those that go on from one that does."""
        bearing = [citation for citation in part.citations if self._bears(citation)]
        stems = frozenset(stem for cited in bearing for stem in told(cited.quote).stems)
        kept = tuple(
            one
            for one in part.citations
            if one in bearing or (bearing and self._goes_on(one, stems))
        )
        return part if kept == part.citations else Part(part.text, kept, part.judgement)

    def _holds(self, part: Part) -> bool:
        return judge(part.text, [cited.quote for cited in part.citations], self.question).holds

    def _bears(self, citation: Citation) -> bool:
        span = _place(citation)
        if span not in self.known:
            unit = self.shown.get(span)
            self.known[span] = unit is None or self._is_on_it(unit)
        return self.known[span]

    def _is_on_it(self, unit: Unit) -> bool:
        """It shares a word or a concept with the question; else it asks nothing, and is what
        answers best, or tells a figure where one is wanted."""
        if unit.kind is ElementKind.TABLE or self.matter.is_in(unit.quote):
            return True
        if asks(unit.quote):
            return False
        if _span(unit) in self.chosen or self.matter.is_in(unit.lead_text):
            return True
        return self.wants_figure and _tells_figure(unit.quote)

    def _goes_on(self, citation: Citation, stems: frozenset[str]) -> bool:
        """Whether a statement speaks of what others do; in another language than the question,
        whose words it cannot have, a word in common will do."""
        if asks(citation.quote):
            return False
        language = self.shown[_place(citation)].passage.chunk.language
        is_foreign = bool(language and self.language) and language != self.language
        return len(told(citation.quote).stems & stems) >= (1 if is_foreign else _LEAST_SHARED)


def _tells_figure(text: str) -> bool:
    """A date, or an amount that is more than a number: any text may hold one."""
    return any(
        segment.moments or any(a.unit or a.magnitude >= _LARGE for a in segment.amounts)
        for segment in told(text).segments
    )


def _place(citation: Citation) -> _Span:
    return (citation.reading_id, citation.source_start, citation.source_end)


def _span(unit: Unit) -> _Span:
    return (unit.passage.chunk.reading, *unit.passage.leaf.char_span(unit.words))


def concern(questions: Sequence[str], evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Concern:
    """Of the last of some questions, those before it, the units that answer it best, and the
    passages that a model is shown."""
    text, topic = " ".join(questions), topic_of(questions[-1])
    units = (unit for hit in hits for unit in units_of(hit.passage))
    return Concern(
        question=text,
        matter=matter_of(text),
        language=topic.language,
        wants_figure=topic.figure,
        chosen=frozenset(_span(one.unit) for one in evidence),
        shown={_span(unit): unit for unit in units},
    )
