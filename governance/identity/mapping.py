"""The declared mapping: which claims of a provider give which rights. Deny by default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic import StrictBool as Bool
from pydantic import StrictInt as Int
from pydantic import StrictStr as Str

from core.errors import Misconfigured, Refused
from core.ids import EntityId
from core.login import Claims
from core.marked_yaml import Marked, NotYaml, read_yaml
from core.principals import Classification, Principal, Role

MOST_BYTES = 1_000_000
"""Of a file."""
MOST_GROUPS = 200
"""Of a person, as of an access key."""
_LONGEST_GROUP = 100
_LONGEST_PERSON = 255
_SEE = "See docs/identity.md."

_Claim = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Value = Str | Bool | Int
_Values = _Value | Annotated[list[_Value], Field(min_length=1, max_length=1000)]
_Group = Annotated[
    str, StringConstraints(min_length=1, max_length=_LONGEST_GROUP, pattern=r"^\S(.*\S)?$")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gift(_Strict):
    entity: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] | None = None
    roles: list[Role] = []
    groups: list[_Group] = []
    clearance: str | None = Field(None, pattern="^(public|internal|confidential|restricted)$")


class Rule(_Strict):
    when: dict[_Claim, _Values]
    """Each claim is this, or one of these; empty: whoever signs in."""
    give: Gift


class GroupsFrom(_Strict):
    claim: _Claim
    prefix: str = Field("", max_length=_LONGEST_GROUP)


class Declared(_Strict):
    """A mapping as it is written."""

    person: _Claim = "sub"
    groups_from: GroupsFrom | None = None
    rules: list[Rule] = Field(min_length=1, max_length=1000)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person gets, and which rules gave it, from 1 in the order of the file."""

    entity: EntityId
    roles: frozenset[Role]
    groups: frozenset[str]
    clearance: Classification
    rules: tuple[int, ...]


def parse_mapping(raw: bytes, name: str) -> Declared:
    """The mapping in a file. Raises `Misconfigured` with its name, the line and what to write."""
    if len(raw) > MOST_BYTES:
        raise Misconfigured(f"{name} has {len(raw)} bytes; {MOST_BYTES} are the most.", _SEE)
    try:
        marked = read_yaml(raw)
    except NotYaml as error:
        raise Misconfigured(f"{name} is not YAML: {error}.", _SEE) from error
    try:
        return Declared.model_validate(marked.data)
    except ValidationError as error:
        raise Misconfigured(f"{name}, {_told(error, marked)}.", _SEE) from error


def _told(error: ValidationError, marked: Marked) -> str:
    first = error.errors()[0]
    path = list(first["loc"])
    message = first["msg"]
    if "when" in path[:-1]:
        path = path[: path.index("when") + 2]  # what follows are the alternatives of a value
        message = "Write a text, a whole number, true or false, or a list of some"
    elif path[-1:] == ["clearance"]:
        message = "Write public, internal, confidential or restricted"
    elif not path:
        message = "Write `rules:` and a list of rules"
    shown = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
    return f"line {marked.line(path)}: {shown}{': ' if shown else ''}{message}"


def rights_of(declared: Declared, claims: Claims) -> Rights:
    """What the rules that hold give together: roles and groups add up, the highest clearance
    counts (`public` where none is given), and there must be one entity.

    Raises `Refused` where no entity or no role is given, or two entities are.
    """
    held = [(n, rule.give) for n, rule in enumerate(declared.rules, 1) if _holds(rule, claims)]
    entities = {gift.entity for _, gift in held if gift.entity}
    roles = frozenset(role for _, gift in held for role in gift.roles)
    if len(entities) > 1:
        raise Refused(
            "The declared rules give you more than one entity.", "Ask who runs this service."
        )
    if not entities or not roles:
        raise Refused(
            "No rights are declared for you here.",
            "Ask who runs this service for a rule that gives you an entity and a role.",
        )
    levels = [Classification[gift.clearance.upper()] for _, gift in held if gift.clearance]
    groups = {group for _, gift in held for group in gift.groups} | _claimed(declared, claims)
    if len(groups) > MOST_GROUPS:
        raise Refused(
            f"You are in {len(groups)} groups; {MOST_GROUPS} are the most.",
            "Ask who runs this service to take over those with a prefix only.",
        )
    return Rights(
        entity=EntityId(entities.pop()),
        roles=roles,
        groups=frozenset(groups),
        clearance=max(levels, default=Classification.PUBLIC),
        rules=tuple(number for number, _ in held),
    )


def _holds(rule: Rule, claims: Claims) -> bool:
    return all(_has(claims, claim, wanted) for claim, wanted in rule.when.items())


def _has(claims: Claims, claim: str, wanted: _Value | list[_Value]) -> bool:
    said = _claim(claims, claim)
    known = said if isinstance(said, list) else [said]
    some = wanted if isinstance(wanted, list) else [wanted]
    # By type too: 1 is not true.
    return any(type(one) is type(value) and one == value for one in some for value in known)


def _claim(claims: Claims, name: str) -> object:
    """By its name, or as `one.below.another`; None where there is none."""
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def _claimed(declared: Declared, claims: Claims) -> set[str]:
    """Groups that the provider names, as far as they are names."""
    source = declared.groups_from
    if source is None:
        return set()
    said = _claim(claims, source.claim)
    names = (one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str))
    own = (name.removeprefix(source.prefix) for name in names if name.startswith(source.prefix))
    return {name for name in own if _is_group(name)}


def _is_group(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_GROUP and name.isprintable() and name == name.strip()


def person_id(issuer: str, subject: str) -> str:
    """A pseudonym: the same person is the same, and nobody is named."""
    digest = sha256(f"{issuer}\0{subject}".encode()).hexdigest()
    return f"user:{digest[:32]}"


def principal_of(declared: Declared, issuer: str, claims: Claims) -> Principal:
    """The person that verified claims speak of. Raises `Refused`."""
    subject = _claim(claims, declared.person)
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_PERSON:
        raise Refused(
            "Your token does not say who you are, as it was agreed.",
            f"Ask who runs this service about the claim {declared.person!r}.",
        )
    rights = rights_of(declared, claims)
    return Principal(
        person_id(issuer, subject), rights.entity, rights.clearance, rights.roles, rights.groups
    )


def name_of(claims: Claims) -> str:
    """What to call a person; empty where the provider does not say."""
    for claim in ("name", "preferred_username"):
        said: Any = claims.get(claim)
        if isinstance(said, str) and said.strip():
            return re.sub(r"[^\S ]|[\x00-\x1f\x7f]", " ", said).strip()[:100]
    return ""
