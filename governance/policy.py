"""Who may do what: one pure, total function, deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refused
from core.ids import CollectionId
from core.principals import AccessScope, Principal


class Action(StrEnum):
    ASK = "ask"
    READ = "read"
    INGEST = "ingest"
    DELETE = "delete"
    MANAGE = "manage"
    """Move, hold, set how long a collection is kept."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A scope, or the reason why there is none; `rule` names what decided."""

    scope: AccessScope | None
    rule: str

    def granted(self) -> AccessScope:
        """The scope. Raises `Refused` where there is none."""
        if self.scope is None:
            raise Refused(f"Refused by the rule {self.rule!r}.", "Ask the owner of the data.")
        return self.scope


def decide(
    principal: Principal, action: Action, collections: tuple[CollectionId, ...] | None = None
) -> Decision:
    """What a principal may see or change for an action, limited to some collections if given.

    A principal acts within its own entity, up to its clearance.
    """
    scope = AccessScope(principal.entity, principal.clearance, collections)
    return Decision(scope, "own entity")
