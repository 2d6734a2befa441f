"""What users say of a document in place of what was found in it; it outlives every reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.description import Field
from core.documents import Document
from core.errors import InvalidRequest
from core.ids import DocumentId
from core.principals import Principal
from core.stores import Database
from flows.documents.recorded import description_corrected
from flows.documents.shown import locked
from governance.policy import Action, decide

SEVERAL = frozenset({Field.PARTY, Field.REFERENCE, Field.ADDRESS, Field.STATEMENT})
"""Fields that may have more than one value."""
_MOST_VALUES, _LONGEST = 50, 500

Changes = Mapping[str, Sequence[str] | None]
"""Values by the name of a field: none at all says that there is none, None takes back what users
said before."""


@dataclass(frozen=True, slots=True)
class Describer:
    """Corrects descriptions.

    What is embedded with each passage follows when the document is read again.
    """

    database: Database

    async def correct(
        self, principal: Principal, document: DocumentId, changes: Changes
    ) -> Document:
        """The document with its corrections; fields that `changes` does not name stay as they are.

        Raises `InvalidRequest` (no such field, too many or empty values), `NotFound`, `Gone`,
        `Refused`.
        """
        said = {_field(name): values for name, values in changes.items()}
        checked = {field: _checked(field, v) for field, v in said.items() if v is not None}
        scope = decide(principal, Action.INGEST).granted()
        async with self.database.begin() as unit:
            found = await locked(unit, scope, document)
            kept = {f: values for f, values in found.corrections.items() if f not in said}
            corrections = kept | checked
            await unit.documents.correct(document, corrections)
            unit.ledger.append(description_corrected(found, principal.id, {**changes}))
        return replace(found, corrections=corrections)


def _field(name: str) -> Field:
    try:
        return Field(name)
    except ValueError:
        known = ", ".join(field.value for field in Field)
        raise InvalidRequest(f"There is no field {name[:40]!r}.", f"Use {known}.") from None


def _checked(field: Field, values: Sequence[str]) -> tuple[str, ...]:
    most = _MOST_VALUES if field in SEVERAL else 1
    if len(values) > most:
        raise InvalidRequest(f"{field.value} takes {most} value(s) at most.")
    kept = tuple(_readable(value) for value in values)
    if not all(0 < len(value) <= _LONGEST for value in kept):
        raise InvalidRequest(f"A value of {field.value} is empty or over {_LONGEST} characters.")
    return kept


def _readable(value: str) -> str:
    """One line, without what misleads a reader or no database takes: controls, half characters."""
    return "".join(sign for sign in " ".join(value.split()) if sign.isprintable()).strip()
