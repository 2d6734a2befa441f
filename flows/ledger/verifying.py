"""Whether the chains are whole: in the database, or in an exported file."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import InvalidRequest, Unavailable
from core.ids import EntityId, RecordId
from core.ledger import Anchor, Record
from core.stores import Database
from governance.ledger.examine import Examination, Finding, Unclosed
from governance.ledger.heads import SignedHead, Signer, parsed

FORMAT = "probant-ledger/1"
MOST_UNCLOSED = 1_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong with it."""

    records: int = 0
    entities: tuple[EntityId, ...] = ()
    findings: tuple[Finding, ...] = ()
    unclosed: tuple[Unclosed, ...] = ()
    """Questions without an end, oldest first; the first `MOST_UNCLOSED` of each entity."""
    anchored: int = 0
    """Signed heads that were compared."""
    unreadable_lines: int = 0
    """Of the anchor: cut off by a crash, or damaged. They say nothing for or against a chain."""
    public_key: str | None = None
    """That the heads are signed with."""

    def to_json(self) -> dict[str, Any]:
        return {
            "records": self.records,
            "entities": list(self.entities),
            "findings": [one.to_json() for one in self.findings],
            "unclosed": [one.to_json() for one in self.unclosed],
            "anchored": self.anchored,
            "unreadable_lines": self.unreadable_lines,
            "public_key": self.public_key,
        }


@dataclass(slots=True)
class _Anchored:
    heads: dict[EntityId, list[SignedHead]] = field(default_factory=dict)
    unreadable: int = 0

    def add(self, line: str) -> None:
        if not line.strip():
            return
        try:
            signed = parsed(line)
        except ValueError:
            self.unreadable += 1
        else:
            self.heads.setdefault(signed.head.entity, []).append(signed)


@dataclass(frozen=True, slots=True)
class Verifying:
    database: Database
    anchor: Anchor
    signer: Signer

    async def verify(self, entity: EntityId | None) -> Verified:
        """The chain of an entity, or of all. Raises `Unavailable`."""
        anchored = await self.anchored()  # first: what is anchored by now, the chains have to hold
        async with self.database.begin() as unit:
            known = await unit.ledger.entities()
        entities = sorted({*known, *anchored.heads}) if entity is None else [entity]
        public, examinations = self.signer.public_key(), list[Examination]()
        for one in entities:
            examination = Examination(one)
            examination.anchor(anchored.heads.get(one, ()), public)
            async with self.database.begin() as unit:
                async for batch in unit.ledger.records(one):
                    for record in batch:
                        examination.take(record)
                    await asyncio.sleep(0)  # others have their turn
            examination.end()
            examinations.append(examination)
        return _verified(examinations, anchored, public)

    async def anchored(self) -> _Anchored:
        try:
            lines = await asyncio.to_thread(self.anchor.lines)
        except OSError as error:
            raise Unavailable(
                f"The anchored heads can't be read ({error.strerror}).",
                "See PROBANT_LEDGER_ANCHOR, or who may read that file.",
            ) from error
        found = _Anchored()
        for line in lines:
            found.add(line)
        return found


def _verified(
    examinations: Sequence[Examination], anchored: _Anchored, public: str | None
) -> Verified:
    looked_at = {one.entity for one in examinations}
    return Verified(
        records=sum(one.records for one in examinations),
        entities=tuple(one.entity for one in examinations),
        findings=tuple(finding for one in examinations for finding in one.findings),
        unclosed=tuple(
            unclosed
            for one in examinations
            for unclosed in list(one.unclosed.values())[:MOST_UNCLOSED]
        ),
        anchored=sum(len(of) for entity, of in anchored.heads.items() if entity in looked_at),
        unreadable_lines=anchored.unreadable,
        public_key=public,
    )


def verify_lines(lines: Iterable[str], public_key: str | None = None) -> Verified:
    """An export, without a database: by the public key that is given, else by the one it names.

    Raises `InvalidRequest` for what is no export.
    """
    numbered = iter(enumerate(lines, start=1))
    head = _json(*next(numbered, (1, "{}")))
    entity, first, last = _announced(head)
    key = public_key or str(head.get("public_key") or "")
    anchored, examination = _Anchored(), Examination(entity, first=first)
    is_begun = False
    for number, line in numbered:
        data = _json(number, line)
        if "signature" in data and not is_begun:  # heads stand before the records
            anchored.add(line)
            continue
        if not is_begun:
            examination.anchor(_up_to(anchored.heads.get(entity, ()), last), key)
            is_begun = True
        examination.take(_record(number, data))
    examination.end(last)
    return _verified([examination], anchored, key)


def _announced(head: dict[str, Any]) -> tuple[EntityId, int, int]:
    """Whose records an export has, from which sequence to which."""
    try:
        if head["format"] == FORMAT and int(head["from"]) > 0:
            return EntityId(str(head["entity"])), int(head["from"]), int(head["to"])
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    raise InvalidRequest("It is no export of a ledger.", "`probant ledger export` writes one.")


def _up_to(heads: Iterable[SignedHead], last: int) -> list[SignedHead]:
    return [one for one in heads if one.head.sequence <= last]


def _json(number: int, line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"Line {number} is no JSON.") from error
    if not isinstance(data, dict):
        raise InvalidRequest(f"Line {number} is no object.")
    return data


def _record(number: int, data: dict[str, Any]) -> Record:
    try:
        sealed = b64decode(data["sealed"]) if data.get("sealed") else None
        return Record(
            entity=EntityId(str(data["entity"])),
            sequence=int(data["sequence"]),
            id=RecordId(str(data["id"])),
            kind=str(data["kind"]),
            at_us=int(data["at_us"]),
            closes=RecordId(str(data["closes"])) if data["closes"] else None,
            body=str(data["body"]),
            sealed=sealed,
            previous=bytes.fromhex(data["previous"]),
            hash=bytes.fromhex(data["hash"]),
            digest=bytes.fromhex(data["seal_sha256"] or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InvalidRequest(f"Line {number} is no record.") from error
