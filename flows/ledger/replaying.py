"""Asks a recorded question again, as whoever asked it then, and explains what differs now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.errors import Conflict, Gone, NotFound
from core.evidence import Answer
from core.ids import CollectionId, DocumentId, ReadingId, RecordId, UseCaseId
from core.ledger import OPENING, Entry, RecordKind
from core.principals import AccessScope, Classification, Principal, Role
from core.scoping import Wanted
from core.stores import UnitOfWork
from flows.ask import Asker
from flows.ledger.asking import Unrecorded
from flows.ledger.ledger import Ledger
from flows.ledger.shown import ShownRecord
from flows.question import Question, query_of
from flows.use_cases.registry import Registry
from governance.ledger.told import told_of
from governance.policy import Action, decide
from retrieval.search import Query

_COMPARED = ("document_id", "document_version", "reading_id", "locator", "quote", "verdict")
"""Of a citation, what makes it another one."""


@dataclass(frozen=True, slots=True)
class Replay:
    record: RecordId
    identical: bool
    changes: tuple[dict[str, Any], ...]
    """What is not as it was: `{"what", …}` with documents, settings or values, also where the
    answer is the same."""
    recorded: Mapping[str, Any]
    replayed: Mapping[str, Any] | None
    """None where it could not be asked again."""
    on_recorded: bool | None = None
    """Whether the documents that were read then, alone, give the same; None where it was not
    tried."""

    def to_json(self) -> dict[str, Any]:
        return {
            "record": self.record,
            "identical": self.identical,
            "changes": list(self.changes),
            "on_recorded_documents": self.on_recorded,
            "recorded": self.recorded,
            "replayed": self.replayed,
        }


@dataclass(frozen=True, slots=True)
class Replayer:
    ledger: Ledger
    asker: Asker
    registry: Registry

    async def replay(self, principal: Principal, record: RecordId) -> Replay:
        """Raises `NotFound`, `Refused`; `Gone` where the content was erased, `Conflict` for what is
        no question that was answered."""
        decide(principal, Action.AUDIT).granted()
        opening, closing = _both(await self.ledger.find(principal, record, opened=True))
        replay = await self._replayed(opening, closing)
        body = {
            "record": replay.record,
            "identical": replay.identical,
            "changes": sorted({change["what"] for change in replay.changes}),
        }
        entry = Entry(principal.entity, RecordKind.REPLAYED, body, principal.id)
        await self.ledger.recorder.write(entry)
        return replay

    async def _replayed(self, opening: ShownRecord, closing: ShownRecord) -> Replay:
        body, told = closing.to_json()["body"], (closing.content or {})["told"]
        asked, question = _asker(opening), _question(opening)
        seen = [*body.get("passages", ()), *body["citations"]]
        async with self.ledger.database.begin() as unit:
            changes = await _gone(unit, asked, question, seen)
        query = await self._query(asked, question, opening)
        if query is None:
            return Replay(opening.record.id, False, tuple(changes), told, None)
        used = opening.to_json()["body"].get("use_case")
        if used:  # by its policy and with its models, wherever it stands by now
            as_used = await self.registry.as_it_was(UseCaseId(used["id"]), used["version"])
            question = replace(question, use_case=as_used)
            changes += [] if as_used else [{"what": "use case changed", **used}]
        kept = Unrecorded(self.asker.made_with)
        answer = await self._answer(question, query, kept)
        changes += _made_otherwise(body.get("made_with", {}), kept.seen.get("made_with", {}))
        changes += _added(body.get("passages", ()), kept.seen.get("passages", ()))
        replayed = told_of(answer.to_json())
        identical, alone = _same(told, replayed), None
        if not identical:
            alone = await self._on_recorded(question, query, seen, told)
            if body.get("model"):
                changes.append({"what": "written by a model", "model": body["model"]})
        return Replay(opening.record.id, identical, tuple(changes), told, replayed, alone)

    async def _query(
        self, asked: Principal, question: Question, opening: ShownRecord
    ) -> Query | None:
        """What was searched then: on that day. None where the document or collection that it was
        asked of is not there any more."""
        day = opening.to_json()["body"]["day"]
        try:
            query = await query_of(self.asker.database, asked, question, self.asker.most_chars)
        except NotFound:
            return None
        on_that_day = replace(query.where, day=date.fromisoformat(day) if day else None)
        # A use case may have narrowed it further than what was asked for.
        collections = opening.to_json()["body"]["collections"]
        if collections is not None:
            then = tuple(map(CollectionId, collections))
            on_that_day = replace(on_that_day, scope=replace(on_that_day.scope, collections=then))
        return replace(query, where=on_that_day)

    async def _answer(self, question: Question, query: Query, kept: Unrecorded) -> Answer:
        async with aclosing(self.asker.answered(question, query, kept)) as parts:
            async for part in parts:
                if isinstance(part, Answer):
                    return part
        raise RuntimeError("the stream ended without an answer")

    async def _on_recorded(
        self,
        question: Question,
        query: Query,
        seen: Sequence[Mapping[str, Any]],
        told: Mapping[str, Any],
    ) -> bool | None:
        documents = tuple(dict.fromkeys(DocumentId(one["document"]) for one in seen))
        if not documents:
            return None
        where = replace(query.where, documents=documents)
        kept = Unrecorded(self.asker.made_with)
        answer = await self._answer(question, replace(query, where=where), kept)
        return _same(told, told_of(answer.to_json()))


def _both(found: Sequence[ShownRecord]) -> tuple[ShownRecord, ShownRecord]:
    opening = next((one for one in found if one.record.kind == OPENING), None)
    answers = (RecordKind.ANSWERED, RecordKind.ABSTAINED)
    closing = next((one for one in found if one.record.kind in answers), None)
    if opening is None or closing is None:
        raise Conflict("It is no question that was answered.", "Give the id of one that was.")
    if opening.erased or closing.erased:
        raise Gone("Its content was erased.")
    return opening, closing


def _asker(opening: ShownRecord) -> Principal:
    """Whoever asked, with the rights of then."""
    content, body = opening.content or {}, opening.to_json()["body"]
    prefix = f"group:{opening.record.entity}/"
    groups = [str(one).removeprefix(prefix) for one in content.get("readers") or ()]
    return Principal(
        content["who"],
        opening.record.entity,
        Classification[body["clearance"].upper()],
        frozenset({Role.READER}),
        frozenset(
            group
            for group, token in zip(groups, content.get("readers") or (), strict=True)
            if str(token).startswith(prefix)
        ),
        tuple(body["sharers"]),
    )


def _question(opening: ShownRecord) -> Question:
    said = opening.content or {}
    return Question(
        said["question"],
        CollectionId(said["collection"]) if said["collection"] else None,
        said["document"],
        date.fromisoformat(said["as_of"]) if said["as_of"] else None,
        Wanted(**said["scope"]),
        tuple(said["before"]),
        replies=tuple(said["replies"]),
    )


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _core(one) == _core(other)


def _core(told: Mapping[str, Any]) -> tuple[Any, ...]:
    cited = [tuple(one[field] for field in _COMPARED) for one in told["citations"]]
    return told["state"], told["answer"], cited


async def _gone(
    unit: UnitOfWork, asked: Principal, question: Question, seen: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What became of the evidence of then."""
    changes: list[dict[str, Any]] = []
    whole = replace(AccessScope.whole(asked.entity), sharers=asked.sharers)
    theirs = decide(asked, Action.ASK).granted()
    for document, reading in dict.fromkeys((one["document"], one["reading"]) for one in seen):
        told = {"document": document, "reading": reading}
        if await unit.documents.find(whole, DocumentId(document)) is None:
            changes.append({"what": "evidence deleted", **told})
        elif (found := await unit.documents.find(theirs, DocumentId(document))) is None:
            changes.append({"what": "access changed", **told})
        elif question.collection not in (None, found.collection):
            changes.append({"what": "evidence moved", **told})
        else:
            head = await unit.readings.find(whole, ReadingId(reading))
            if head is None or not head.live:
                changes.append({"what": "evidence superseded", **told})
    return changes


def _made_otherwise(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = {
        "probant": "software changed",
        "encoder": "encoder changed",
        "generation": "index changed",
        "chat_model": "model changed",
    }
    return [
        {
            "what": names.get(name, "settings changed"),
            "name": name,
            "then": then.get(name),
            "now": now.get(name),
        }
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]


def _added(
    then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Documents among the passages of now that were not among those of then."""
    known = {one["document"] for one in then}
    new = dict.fromkeys(one["document"] for one in now if one["document"] not in known)
    return [{"what": "evidence added", "document": document} for document in new]
