"""The verdict on a sentence: what of it is not accounted for by the evidence it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.verdicts import About, Judgement, Reason, Verdict
from retrieval.units import is_abbreviation
from retrieval.verifying import figures
from retrieval.verifying.actors import misplaced, unknown_names
from retrieval.verifying.addressed import asks, is_idle, unasked
from retrieval.verifying.padding import padding
from retrieval.verifying.reading import Told, told
from retrieval.verifying.wording import covered, sources, turned

LEAST_COVERED = 0.5
"""Share of a sentence's words. A paraphrase keeps the words that matter; a sentence about something
else, or in another language than its source, is left to what can be quoted word for word."""
_STOPS = ".!?;"
_LONGEST_WORD = 40
"""Characters."""


def judge(said: str, quotes: Sequence[str], question: str = "") -> Judgement:
    """Whether one sentence is one of the quotes word for word, or follows from them.

    Partial: nothing of it is contradicted, but too few of its words are in the quotes, or it has a
    clause that is not. The question's words may stand in any clause, and count for nothing. With a
    question, what asks something that it is not about neither holds nor proves anything.
    """
    said = " ".join(said.split())
    if question:
        quotes = [unasked(quote, question) for quote in quotes]
        if is_idle(said, question) and not any(map(asks, quotes)):
            return Judgement(Verdict.UNSUPPORTED, (Reason(About.WORDS, said),))
    if said and any(_is_in(said, " ".join(quote.split())) for quote in quotes):
        return Judgement(Verdict.SUPPORTED)
    if not said:
        return Judgement(Verdict.UNSUPPORTED)
    # Quotes stay apart: figures at their ends must not join to another one.
    sentence, texts = told(said), [told(quote) for quote in quotes]
    unaccounted, derived = figures.account(sentence, texts)
    reasons = (*unaccounted, *_reasons(sentence, texts))
    if reasons:
        return Judgement(Verdict.UNSUPPORTED, reasons)
    share = covered(sentence, texts)
    added = tuple(padding(sentence, texts, question))
    if share >= LEAST_COVERED and not added:
        verdict = Verdict.DERIVED if derived else Verdict.SUPPORTED
        return Judgement(verdict, derivations=tuple(derived))
    verdict = Verdict.PARTIAL if share >= LEAST_COVERED / 2 else Verdict.UNSUPPORTED
    return Judgement(verdict, added or (Reason(About.WORDS, said),))


def _is_in(said: str, quote: str) -> bool:
    """Word for word, from the beginning of a sentence to the end of one: what stands before or
    after could turn the sense."""
    at = quote.find(said)
    if at < 0:
        return False
    end = at + len(said)
    is_end = not quote[end:].strip() or _stops_at(quote, end) or _stops_at(quote, end + 1)
    return is_end and (not quote[:at].strip() or _stops_at(quote, len(quote[:at].rstrip())))


def _stops_at(text: str, end: int) -> bool:
    """Whether a sentence ends there: neither inside "1.577" or "31.12.2027" nor behind "Mr."."""
    head = text[:end]
    if not head or head[-1] not in _STOPS or text[end : end + 1].strip():
        return False
    last = head[-_LONGEST_WORD:].split()[-1]
    return not is_abbreviation(last)


def _reasons(said: Told, texts: Sequence[Told]) -> Iterator[Reason]:
    yield from unknown_names(said, texts)
    for segment in said.segments:
        alike = sources(segment, texts)
        yield from turned(segment, alike)
        yield from misplaced(segment, alike)
