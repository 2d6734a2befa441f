"""Who may use a use case, and what it may see for them. Pure, deny by default."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.principals import AccessScope, Principal
from core.use_cases import Stage, Standing, UseCase


def admits(standing: Standing, principal: Principal) -> bool:
    """Whether it is in use for somebody: of its entity, with one of its roles, in one of its groups
    where it names any. A pilot is for its own groups, where it names those."""
    use_case = standing.use_case
    if use_case.entity not in (None, principal.entity):
        return False
    if use_case.roles.isdisjoint(principal.roles):
        return False
    groups = use_case.groups
    if standing.stage is Stage.PILOT:
        groups = use_case.pilot_groups or groups
    elif standing.stage is not Stage.PRODUCTION:
        return False
    return not groups or not groups.isdisjoint(principal.groups)


def is_overdue(use_case: UseCase, today: date) -> bool:
    """Past its last day, nobody uses it until somebody has looked at it again."""
    return today > use_case.review_date


def narrowed(scope: AccessScope, use_case: UseCase) -> AccessScope:
    """What of a scope a use case may see: never more."""
    collections = scope.collections
    if use_case.collections is not None:
        asked = use_case.collections if collections is None else collections
        collections = tuple(one for one in asked if one in use_case.collections)
    clearance = min(scope.clearance, use_case.classification)
    return replace(scope, clearance=clearance, collections=collections)
