"""Has the verifier judge whether a text follows from the evidence it is given."""

from __future__ import annotations

from time import perf_counter

from eval.cases import Claimed, Judgement
from eval.tasks.work import Done
from retrieval.sentence import cut
from retrieval.verify import supports


async def verify(case: Claimed) -> Done:
    """A text is supported where each of its sentences is."""
    started = perf_counter()
    said = [sentence.strip() for sentence in cut(case.claim) if sentence.strip()]
    supported = all(supports(sentence, case.texts) for sentence in said)
    return Done(Judgement(supported), {"total": 1000 * (perf_counter() - started)})
