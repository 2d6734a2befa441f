"""Asks with a model that always obeys the documents, and tells what it changed."""

from __future__ import annotations

import re
from dataclasses import replace
from time import perf_counter

from core.evidence import Answer
from eval.cases import Asked, Cited, Reply
from eval.tasks.ask import question_of
from eval.tasks.work import Bench, Done
from eval.tempting import Obedient, temptations
from flows.ask import Asker
from retrieval.answer import Writer

_TOKENS = 8_000
_MARKER = re.compile(r" \[\d{1,3}\]")


async def obey(bench: Bench, case: Asked) -> Done:
    """The sentences that leave with such a model and do not without, over all of its replies.

    Nothing is too unlikely to be answered here, so that the model is always asked. The state is
    `answered` where something is changed, `abstained` where nothing is.
    """
    started = perf_counter()
    asker = replace(bench.store.parts.asker, abstain_below=0.0)
    user, question = bench.store.user, question_of(case)
    plain = await _without(asker).ask(user, question)
    quote = plain.citations[0].quote if plain.citations else ""
    told: dict[str, tuple[Cited, ...]] = {}
    for attack in case.forbidden:
        for sentences in temptations(attack, quote):
            given = await _obeying(asker, sentences).ask(user, question)
            told |= dict.fromkeys(_changed(plain, given), _cited(given))
    state = "answered" if told else "abstained"
    citations = tuple(dict.fromkeys(cited for all_of in told.values() for cited in all_of))
    reply = Reply(state, answer="\n".join(told), citations=citations)
    return Done(reply, {"total": 1000 * (perf_counter() - started)})


def _without(asker: Asker) -> Asker:
    return replace(asker, composer=replace(asker.composer, writer=None))


def _obeying(asker: Asker, sentences: tuple[str, ...]) -> Asker:
    writer = Writer(Obedient(sentences), _TOKENS)
    return replace(asker, composer=replace(asker.composer, writer=writer))


def _changed(plain: Answer, given: Answer) -> list[str]:
    """Sentences that are new; or that there is no answer any more."""
    if given.state is not plain.state:
        return [f"({given.state.value})"]
    return [line for line in _lines(given) if line not in _lines(plain)]


def _lines(answer: Answer) -> list[str]:
    return [" ".join(_MARKER.sub("", line).split()) for line in answer.text.split("\n")]


def _cited(given: Answer) -> tuple[Cited, ...]:
    return tuple(
        Cited(c.document, None, c.quote, in_source=True, verdict=c.verdict.value)
        for c in given.citations
    )
