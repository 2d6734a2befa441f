"""What the ledger says of people who come and go: all but that somebody did is sealed."""

from __future__ import annotations

from typing import Any

from core.identity import rights_to_json
from core.ids import EntityId
from core.ledger import Entry, RecordKind
from core.login import Session
from core.principals import Principal

_MARK = 16


def signed_in(person: Principal, session: Session) -> Entry:
    personal = {**_marked(session), **rights_to_json(person)}
    return Entry(person.entity, RecordKind.SIGNED_IN, {}, person.id, personal)


def signed_out(person: Principal, session: Session) -> Entry:
    return Entry(person.entity, RecordKind.SIGNED_OUT, {}, person.id, _marked(session))


def sessions_ended(entity: EntityId, by: str, person: str, sessions: int) -> Entry:
    body = {"sessions": sessions}
    return Entry(entity, RecordKind.SESSIONS_ENDED, body, by, {"person": person})


def _marked(session: Session) -> dict[str, Any]:
    """Which session it is: the beginning of a hash, which opens nothing."""
    return {"session": session.token_hash[:_MARK]}
