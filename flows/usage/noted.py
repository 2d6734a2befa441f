"""What is noted of the usage of an answer."""

from __future__ import annotations

import asyncio

from core.evidence import Answer, AnswerState
from core.ledger import Entry
from core.usage import UsageEvent, UsageKind
from flows.ledger.asking import Minutes
from flows.question import Question
from flows.usage.gathering import Gathering

_ENDS = {
    AnswerState.ANSWERED: UsageKind.ANSWERED,
    AnswerState.ABSTAINED: UsageKind.ABSTAINED,
}


def note_asked(usage: Gathering, kept: Minutes, question: Question) -> None:
    """Once the question is in the ledger."""

    def note(opened: asyncio.Future[None]) -> None:
        if not opened.cancelled() and opened.exception() is None:
            usage.note(_of(UsageKind.ASKED, kept.opening, question))

    kept.opened.add_done_callback(note)


def note_ended(usage: Gathering, kept: Minutes, question: Question, answer: Answer) -> None:
    """What came to neither an answer nor an abstention is not noted."""
    if kind := _ENDS.get(answer.state):
        usage.note(_of(kind, kept.opening, question))


def _of(kind: UsageKind, opening: Entry, question: Question) -> UsageEvent:
    used = question.used
    return UsageEvent(
        kind,
        opening.entity,
        used.id if used else None,
        opening.who or "",
        opening.at,
        used.version if used else "",
        opening.id,
        len(question.before) + 1,
    )
