"""What somebody may be told of without being among its readers."""

from __future__ import annotations

from core.ids import CollectionId
from core.principals import AccessScope, Principal
from governance.policy import Action, decide


def overseen(
    principal: Principal, collections: tuple[CollectionId, ...] | None = None
) -> AccessScope:
    """Of their entity whatever they manage, else what they may read. For lists of what there is and
    what is done, never for what a document says. Raises `Refused`."""
    managed = decide(principal, Action.MANAGE, collections).scope
    return managed or decide(principal, Action.READ, collections).granted()


def manages(principal: Principal) -> AccessScope | None:
    """None for who manages nothing."""
    return decide(principal, Action.MANAGE).scope
