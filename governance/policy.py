"""Who may do what: one pure, total function, deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refused
from core.ids import CollectionId
from core.principals import AccessScope, Principal, Role
from core.use_cases import Standing
from governance.use_cases.entitled import admits, narrowed


class Action(StrEnum):
    ASK = "ask"
    READ = "read"
    INGEST = "ingest"
    """Add documents, say what they are, have them read again."""
    DELETE = "delete"
    MANAGE = "manage"
    """Move, hold, classify, say who reads, set how long a collection is kept."""
    SHARE = "share"
    """Let another entity read, and take that back."""
    REVIEW = "review"
    """Decide of answers of others that wait for people."""
    DECLARE = "declare"
    """Submit use cases, and retire them."""
    APPROVE = "approve"
    """Let use cases into use, and retire them."""
    OVERSEE = "oversee"
    """See the map of use cases, and what is asked beside it."""
    AUDIT = "audit"
    """See and export the ledger."""
    ADMINISTER = "administer"
    """Give and take back access keys."""


_READING = frozenset({Action.ASK, Action.READ})
_GIVING = _READING | {Action.INGEST}
_ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.READER: _READING,
    Role.CONTRIBUTOR: _GIVING,
    Role.MANAGER: _GIVING
    | {Action.DELETE, Action.MANAGE, Action.SHARE, Action.DECLARE, Action.OVERSEE},
    Role.REVIEWER: frozenset({Action.REVIEW}),
    Role.APPROVER: frozenset({Action.APPROVE, Action.OVERSEE}),
    Role.AUDITOR: frozenset({Action.AUDIT, Action.OVERSEE}),
    Role.ADMIN: frozenset({Action.ADMINISTER, Action.DECLARE, Action.OVERSEE}),
}
_OF_SHARED = _READING | {Action.REVIEW}
"""What may be done with what another entity shares. All else is for its own people."""
_WHOEVER_READS = frozenset({Action.DELETE, Action.MANAGE, Action.SHARE})
"""What a manager may do with documents of the entity that are for others to read: else one whose
readers have left could be neither given to others nor deleted."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A scope, or the reason why there is none; `rule` names what decided."""

    scope: AccessScope | None
    rule: str
    remedy: str = "Ask the owner of the data."

    def granted(self) -> AccessScope:
        """The scope. Raises `Refused` where there is none."""
        if self.scope is None:
            raise Refused(f"Refused by the rule {self.rule!r}.", self.remedy, rule=self.rule)
        return self.scope


def decide(
    principal: Principal,
    action: Action,
    collections: tuple[CollectionId, ...] | None = None,
    use_case: Standing | None = None,
) -> Decision:
    """What a principal may see or change for an action, limited to some collections if given.

    One of its roles has to allow the action. It then acts within its own entity, up to its
    clearance, on what it may read; to ask and to read, also on what others share with it. Within a
    use case, which has to be in use for it, it sees what that may see at most.
    """
    role = next(
        (role for role in Role if role in principal.roles and action in _ALLOWED[role]), None
    )
    if role is None:
        return Decision(None, f"no role to {action}", _wanted(action))
    scope = AccessScope(
        principal.entity,
        principal.clearance,
        None if action in _WHOEVER_READS else principal.readers,
        collections,
        principal.sharers if action in _OF_SHARED else (),
    )
    if use_case is None:
        return Decision(scope, f"role {role}")
    name = use_case.use_case.id
    if not admits(use_case, principal):
        return Decision(None, f"not in the use case {name}")
    return Decision(narrowed(scope, use_case.use_case), f"role {role}, use case {name}")


def _wanted(action: Action) -> str:
    able = " or ".join(f"`{role}`" for role in Role if action in _ALLOWED[role])
    return f"It takes the role {able}."
