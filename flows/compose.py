"""Puts an answer together from sentences that are checked before they leave."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from core.chat import ChatFailed
from core.evidence import Hit
from core.principals import AccessScope
from core.use_cases import UseCase
from core.verdicts import Policy
from flows.notices import BLOCKED, SILENT, TOO_LONG, UNPROVEN, Notices
from flows.question import MOST_EARLIER, Question
from ingest.language import language_of
from retrieval.answer import Writer, extractive
from retrieval.concern import Concern, concern
from retrieval.draft import Draft, Silence
from retrieval.extract import Evidence
from retrieval.sentence import Sentence
from retrieval.verify import Verifier

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Composer:
    verifier: Verifier
    writer: Writer | None
    policy: Policy

    def for_one_answer(self, use_case: UseCase | None = None) -> Composer:
        """One that reads what it checks against once; under the policy of a use case, and with a
        model that may write for it."""
        once = replace(self, verifier=self.verifier.for_one_answer())
        if use_case is None:
            return once
        return replace(once, writer=self.writer_for(use_case), policy=use_case.verification)

    def writer_for(self, use_case: UseCase | None) -> Writer | None:
        """With the model that may write its answers; None: they are quotes."""
        if self.writer and use_case and self.writer.model.name not in use_case.models:
            return None
        return self.writer

    async def sentences(
        self,
        scope: AccessScope,
        question: Question,
        hits: Sequence[Hit],
        drawn: Sentence | None,
        evidence: Sequence[Evidence],
        notices: Notices,
    ) -> AsyncIterator[Sentence]:
        """Verified sentences: the model's where it gives any, else `drawn`, what was worked out,
        else the evidence word for word.

        `notices` gets what the reader should know of how it went.
        """
        if self.writer:
            about = concern([*question.before[-MOST_EARLIER:], question.text], evidence, hits)
            written = self._written(self.writer, scope, question, hits, about, notices)
            async with aclosing(written) as sentences:
                async for sentence in sentences:
                    yield sentence
            if not notices.proven and not notices.cause:
                notices.cause = UNPROVEN
        if not notices.proven and not notices.is_silent:
            worked = await self.verifier.judged(scope, drawn, question.text) if drawn else None
            if worked and worked.judgement.holds:
                yield worked  # it cites its rows
                return
            async for sentence in self.quoted(scope, evidence):
                yield sentence

    async def quoted(
        self, scope: AccessScope, evidence: Sequence[Evidence]
    ) -> AsyncIterator[Sentence]:
        """The evidence word for word, what of it is verified."""
        for sentence in extractive(evidence):
            checked = await self.verifier.judged(scope, sentence)
            if checked and checked.judgement.holds:
                yield checked

    async def _written(
        self,
        writer: Writer,
        scope: AccessScope,
        question: Question,
        hits: Sequence[Hit],
        about: Concern,
        notices: Notices,
    ) -> AsyncGenerator[Sentence, None]:
        """The model's sentences that hold. No failure of its server is one of ours."""
        notices.language = language_of(question.text)
        draft = await writer.draft(question.text, notices.language, hits, question.turns)
        if not draft.hits:
            notices.cause = TOO_LONG
            return
        notices.draft = draft
        try:
            async with aclosing(self._checked(scope, draft, about, notices)) as sentences:
                async for sentence in sentences:
                    notices.count(sentence)
                    yield sentence
        except Silence:
            notices.cause = SILENT
        except ChatFailed as failed:
            log.warning("the chat model failed: %s", failed)
            notices.cause = failed.failure
        notices.writing = await draft.writing(len(hits) - len(draft.hits))

    async def _checked(
        self, scope: AccessScope, draft: Draft, about: Concern, notices: Notices
    ) -> AsyncGenerator[Sentence, None]:
        """What of a draft the policy lets out; each as soon as it is checked, but where one that
        does not hold blocks them all."""
        held: list[Sentence] = []
        async with aclosing(draft.sentences()) as sentences:
            async for sentence in sentences:
                checked = await self.verifier.judged(scope, sentence, about.question)
                checked = about.checked(checked) if checked else None
                holds = checked is not None and checked.judgement.holds
                if checked is None or not (holds or self.policy is Policy.FLAG):
                    notices.dropped += 1
                elif self.policy is Policy.BLOCK:
                    held.append(checked)
                else:
                    yield checked
        notices.dropped += draft.barred
        if held and notices.dropped:
            notices.cause = BLOCKED
            return
        for checked in held:
            yield checked
