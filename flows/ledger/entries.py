"""What records say of questions, searches and refusals: the personal part apart from the rest."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.errors import Refused
from core.evidence import Answer, Citation, Hit
from core.generations import Space
from core.ids import RecordId
from core.ledger import Entry, RecordKind
from core.principals import AccessScope, Principal
from flows.question import Question
from governance.ledger.told import salted_hash, told_of
from governance.policy import Action, decide
from retrieval.search import Query

Json = dict[str, Any]


def asked(principal: Principal, question: Question, query: Query) -> Entry:
    return Entry(
        principal.entity,
        RecordKind.ASKED,
        _decided(principal, question, query),
        principal.id,
        _question(question, query.where.scope),
        keep_days=_kept_days(question),
    )


def searched(
    principal: Principal, question: Question, query: Query, seen: Mapping[str, Any]
) -> Entry:
    return Entry(
        principal.entity,
        RecordKind.SEARCHED,
        {**_decided(principal, question, query), **seen},
        principal.id,
        _question(question, query.where.scope),
        keep_days=_kept_days(question),
    )


def refused(principal: Principal, refusal: Refused, what: str, personal: Json) -> Entry:
    """`what` somebody wanted: a route, or an action."""
    body = {"what": what, "rule": refusal.rule}
    return Entry(principal.entity, RecordKind.REFUSED, body, principal.id, personal)


def closed(opening: Entry, answer: Answer, seen: Mapping[str, Any]) -> Entry:
    kinds = {"answered": RecordKind.ANSWERED, "abstained": RecordKind.ABSTAINED}
    why = {"why": answer.abstention.why.value} if answer.abstention else {}
    writing = answer.writing
    written = {"model": writing.model, "prompt": writing.prompt} if writing else {}
    waits = {"supervision": answer.supervision.to_json()} if answer.supervision else {}
    more = {**why, **written, **waits, "confidence": round(answer.confidence, 6), **seen}
    kind = kinds.get(answer.state.value, RecordKind.REFUSED)
    return _ending(opening, kind, told_of(answer.to_json()), answer.citations, more)


def broken_off(
    opening: Entry,
    kind: RecordKind,
    text: str,
    citations: Sequence[Citation],
    seen: Mapping[str, Any],
) -> Entry:
    """Of what was told until then."""
    told = {"state": kind.value, "answer": text, "citations": [one.to_json() for one in citations]}
    return _ending(opening, kind, told, citations, seen)


def _ending(
    opening: Entry,
    kind: RecordKind,
    told: Json,
    citations: Sequence[Citation],
    more: Mapping[str, Any],
) -> Entry:
    salt = os.urandom(32)
    body = {
        "sent": salted_hash(salt, told),
        "citations": [_cited(one) for one in citations],
        **more,
    }
    personal = {"told": told, "salt": salt.hex()}
    closes, keep_days = RecordId(opening.id), opening.keep_days
    return Entry(opening.entity, kind, body, opening.who, personal, closes, keep_days)


def seen_of(space: Space, hits: Sequence[Hit], made_with: Mapping[str, Any]) -> Json:
    """What an answer was made from, and with."""
    passages = [
        {
            "chunk": hit.passage.chunk.id,
            "document": hit.passage.document,
            "version": hit.passage.version,
            "reading": hit.passage.chunk.reading,
        }
        for hit in hits
    ]
    encoder = {"encoder": space.encoder.fingerprint, "generation": space.generation.id}
    return {"passages": passages, "made_with": {**made_with, **encoder}}


def _decided(principal: Principal, question: Question, query: Query) -> Json:
    scope, day, used = query.where.scope, query.where.day, question.used
    return {
        "rule": decide(principal, Action.ASK, use_case=question.use_case).rule,
        "use_case": {"id": used.id, "version": used.version} if used else None,
        "clearance": scope.clearance.name.lower(),
        "collections": scope.collections,
        "sharers": scope.sharers,
        "day": day.isoformat() if day else None,
    }


def _kept_days(question: Question) -> int | None:
    return question.used.retention_days if question.used else None


def _question(question: Question, scope: AccessScope) -> Json:
    return {
        "question": question.text,
        "before": question.before,
        "replies": question.replies,
        "collection": question.collection,
        "document": question.document,
        "as_of": question.day.isoformat() if question.day else None,
        "scope": asdict(question.wanted),
        "readers": scope.readers,
    }


def _cited(citation: Citation) -> Json:
    return {
        "index": citation.index,
        "document": citation.document_id,
        "version": citation.document_version,
        "reading": citation.reading_id,
        "locator": citation.place.locator,
        "verdict": citation.verdict.value,
    }
