"""A use case comes into use by its stages alone, and by somebody who did not write it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.errors import Conflict, NotFound, ProbantError, Refused
from core.identity import key_of
from core.ids import EntityId, UseCaseId
from core.ledger import RecordKind
from core.principals import Classification, Role
from core.use_cases import Stage, Standing
from flows.bootstrap import Installation
from flows.use_cases.registry import Registry
from governance.identity import local_user
from governance.identity.giving import WantedKey
from tests.flows.use_cases.declaring import a_run, declared
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_person, open_parts

AUTHOR = a_person("author", HERE, roles=frozenset({Role.MANAGER}))
APPROVER = a_person("approver", HERE, roles=frozenset({Role.APPROVER}))
LEASES = UseCaseId("leases")
WAY = (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION)


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder()) as opened:
        yield opened


@pytest.fixture
def registry(parts: Installation) -> Registry:
    return parts.registry


async def evaluated(registry: Registry, **changes: Any) -> Standing:
    standing = await registry.submit(AUTHOR, declared())
    return await registry.evaluated(a_run(standing.use_case, registry.made_with, **changes))


async def refused(registry: Registry, parts: Installation, rule: str, **asked: Any) -> None:
    """A promotion is refused by this rule, changes nothing, and is recorded."""
    before = [one.stage for one in (await registry.versions(APPROVER, LEASES))[0]]
    who, to = asked.pop("who", APPROVER), asked.pop("to", Stage.APPROVED)
    with pytest.raises((Refused, Conflict)) as raised:
        await registry.promote(who, LEASES, to, **asked)
    if isinstance(raised.value, Refused):
        assert rule in raised.value.rule
    assert [one.stage for one in (await registry.versions(APPROVER, LEASES))[0]] == before
    async with parts.database.begin() as unit:
        [last] = await unit.ledger.last(HERE, 1)
    assert last.kind == RecordKind.REFUSED
    assert rule in last.body


async def test_a_use_case_goes_its_way(registry: Registry) -> None:
    standing = await evaluated(registry)
    assert standing.stage is Stage.EVALUATED
    for stage in WAY:
        standing = await registry.promote(APPROVER, LEASES, stage, "seen")
        assert standing.stage is stage
    assert (await registry.promote(AUTHOR, LEASES, Stage.RETIRED)).stage is Stage.RETIRED


async def test_no_stage_is_left_out(registry: Registry, parts: Installation) -> None:
    await evaluated(registry)
    for stage in (Stage.PILOT, Stage.PRODUCTION, Stage.EVALUATED, Stage.DRAFT):
        await refused(registry, parts, "stage", to=stage)
    await registry.promote(APPROVER, LEASES, Stage.RETIRED)
    for stage in Stage:
        await refused(registry, parts, "stage", to=stage)


async def test_a_draft_without_a_run(registry: Registry, parts: Installation) -> None:
    await registry.submit(AUTHOR, declared())
    await refused(registry, parts, "stage")


async def test_who_wrote_it_does_not_approve_it(registry: Registry, parts: Installation) -> None:
    await evaluated(registry)
    both = replace(AUTHOR, roles=frozenset({Role.MANAGER, Role.APPROVER}))
    await refused(registry, parts, "author", who=both)


async def test_nor_does_a_key_of_theirs(registry: Registry, parts: Installation) -> None:
    """Keys that give keys are followed back."""
    await evaluated(registry)
    giver = replace(AUTHOR, roles=frozenset({Role.ADMIN}))
    wanted = WantedKey("one", frozenset({Role.ADMIN}), clearance=Classification.RESTRICTED)
    first, _ = await parts.keys.create(giver, wanted)
    second, _ = await parts.keys.create(
        first.principal, replace(wanted, roles=frozenset({Role.APPROVER}))
    )
    assert key_of(second.principal.id)
    await refused(registry, parts, "author", who=second.principal)


async def test_nor_does_who_gave_the_author_their_key(
    registry: Registry, parts: Installation
) -> None:
    wanted = WantedKey("one", frozenset({Role.MANAGER}), clearance=Classification.RESTRICTED)
    boss = a_person("boss", HERE)
    given, _ = await parts.keys.create(boss, wanted)
    standing = await registry.submit(given.principal, declared())
    await registry.evaluated(a_run(standing.use_case, registry.made_with))
    await refused(registry, parts, "author", who=boss)


async def test_nor_does_a_key_that_the_same_person_gave(
    registry: Registry, parts: Installation
) -> None:
    """But whoever runs the machine gives keys to everybody."""
    rights = frozenset({Role.MANAGER, Role.APPROVER})
    wanted = WantedKey("one", rights, clearance=Classification.RESTRICTED)
    boss = a_person("boss", HERE)
    author, _ = await parts.keys.create(boss, wanted)
    standing = await registry.submit(author.principal, declared())
    await registry.evaluated(a_run(standing.use_case, registry.made_with))
    other, _ = await parts.keys.create(boss, wanted)
    await refused(registry, parts, "author", who=other.principal)
    operator = local_user(HERE)
    given = [(await parts.keys.create(operator, wanted))[0].principal for _ in range(2)]
    standing = await registry.submit(given[0], declared(title="Autre"))
    await registry.evaluated(a_run(standing.use_case, registry.made_with))
    assert (await registry.promote(given[1], LEASES, Stage.APPROVED)).stage is Stage.APPROVED


async def test_the_operator_is_taken_for_the_keys_that_they_gave(
    registry: Registry, parts: Installation
) -> None:
    rights = frozenset({Role.MANAGER, Role.APPROVER})
    wanted = WantedKey("one", rights, clearance=Classification.RESTRICTED)
    operator = local_user(HERE)
    key = (await parts.keys.create(operator, wanted))[0].principal
    standing = await registry.submit(key, declared())
    await registry.evaluated(a_run(standing.use_case, registry.made_with))
    await refused(registry, parts, "author", who=operator)
    standing = await registry.submit(operator, declared(title="Autre"))
    await registry.evaluated(a_run(standing.use_case, registry.made_with))
    await refused(registry, parts, "author", who=key)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.APPROVER])
async def test_another_role_does_not(registry: Registry, parts: Installation, role: Role) -> None:
    await evaluated(registry)
    await refused(registry, parts, "no role", who=a_person("x", HERE, roles=frozenset({role})))


async def test_another_entity_hears_of_nothing(registry: Registry, parts: Installation) -> None:
    await evaluated(registry)
    stranger = a_person("stranger", "elsewhere")
    with pytest.raises(NotFound):
        await registry.promote(stranger, LEASES, Stage.APPROVED)
    with pytest.raises(NotFound):
        await registry.versions(stranger, LEASES)
    assert await registry.page(stranger) == []
    with pytest.raises(Conflict):
        await registry.submit(stranger, declared(entity="elsewhere"))


async def test_what_is_for_everybody_is_governed_at_home(registry: Registry) -> None:
    stranger, everywhere = a_person("stranger", "elsewhere"), declared(entity="*")
    with pytest.raises(Refused):
        await registry.submit(stranger, everywhere)
    standing = await registry.submit(AUTHOR, everywhere)
    await registry.evaluated(a_run(standing.use_case, registry.made_with))
    with pytest.raises(Refused):
        await registry.promote(stranger, LEASES, Stage.APPROVED)
    assert (await registry.promote(APPROVER, LEASES, Stage.APPROVED)).stage is Stage.APPROVED


async def test_a_run_below_a_bar(registry: Registry, parts: Installation) -> None:
    standing = await evaluated(registry, missed=("citation.source is .5.",))
    assert standing.stage is Stage.DRAFT
    await refused(registry, parts, "stage")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"missed": ("citation.source is .5.",)}, "below-bars"),
        ({"at": datetime.now(UTC) - timedelta(days=91)}, "stale-run"),
        ({"made_with": "another model"}, "run-with-other-parts"),
        ({"fingerprint": "an easier suite"}, "suite-changed"),
    ],
)
async def test_a_later_run_counts(
    registry: Registry, parts: Installation, changes: dict[str, Any], rule: str
) -> None:
    """A run that passed once does not cover for one that came after it."""
    standing = await evaluated(registry, at=datetime.now(UTC) - timedelta(days=100))
    assert standing.stage is Stage.EVALUATED
    if rule != "stale-run":
        later = {"made_with": registry.made_with, **changes}
        await registry.evaluated(a_run(standing.use_case, **later))
    await refused(registry, parts, rule)


async def test_a_run_of_another_version(registry: Registry, parts: Installation) -> None:
    first = await evaluated(registry)
    other = declared(purpose="Autre chose encore, et rien de plus.")
    await registry.submit(AUTHOR, other)
    with pytest.raises(Conflict):
        await registry.evaluated(a_run(first.use_case, registry.made_with))
    await registry.evaluated(a_run(other, registry.made_with))
    await refused(registry, parts, "run-of-another-version", version=first.use_case.version)


async def test_a_version_is_submitted_once(registry: Registry) -> None:
    await registry.submit(AUTHOR, declared())
    with pytest.raises(Conflict):
        await registry.submit(AUTHOR, declared())


async def test_a_review_that_is_due(registry: Registry, parts: Installation) -> None:
    late = declared(review_date="2020-01-01")
    await registry.submit(AUTHOR, late)
    await registry.evaluated(a_run(late, registry.made_with))
    await refused(registry, parts, "review-date")


async def test_what_was_changed_in_the_database_does_not_count(
    registry: Registry, parts: Installation
) -> None:
    """Neither a stage, nor what is declared, nor who wrote it, nor what came of a run."""
    await evaluated(registry)
    async with parts.database.begin() as unit:
        [row] = await unit.use_cases.versions(LEASES)
        await unit.use_cases.move(replace(row, stage=Stage.APPROVED))
    with pytest.raises(Refused, match="changed outside"):
        await registry.promote(APPROVER, LEASES, Stage.PILOT)
    assert await registry.page(APPROVER) == []
    async with parts.database.begin() as unit:
        await unit.use_cases.move(row)
        run = registry.seals.stored_run(a_run(declared(), registry.made_with))
        await unit.use_cases.add_run(replace(run, told={**run.told, "by": "nobody"}))
    with pytest.raises(Refused, match="changed outside"):
        await registry.promote(APPROVER, LEASES, Stage.APPROVED)


async def test_a_run_that_was_changed_is_not_shown(registry: Registry, parts: Installation) -> None:
    await evaluated(registry)
    async with parts.database.begin() as unit:
        run = registry.seals.stored_run(a_run(declared(), registry.made_with))
        await unit.use_cases.add_run(replace(run, told={**run.told, "values": {}}))
    found, runs = await registry.versions(APPROVER, LEASES)
    assert [one.stage for one in found] == [Stage.EVALUATED]
    assert run.id not in {one.id for one in runs}
    assert len(runs) == 1


async def test_a_version_stays_what_it_was_called(registry: Registry) -> None:
    """Also where a later release would call what it declares another."""
    standing = await registry.submit(AUTHOR, replace(declared(), version="of an earlier release"))
    [found], _ = await registry.versions(APPROVER, LEASES)
    assert found == standing


async def test_an_id_is_taken_whoever_wants_it_for_everybody(registry: Registry) -> None:
    stranger = a_person("stranger", "elsewhere")
    await registry.submit(stranger, declared(entity="elsewhere"))
    with pytest.raises(Conflict):
        await registry.submit(AUTHOR, declared(entity="*"))


async def test_two_at_once(registry: Registry) -> None:
    await evaluated(registry)
    other = a_person("another", HERE, roles=frozenset({Role.APPROVER}))
    asked = (registry.promote(who, LEASES, Stage.APPROVED) for who in (APPROVER, other))
    came = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(isinstance(one, ProbantError) for one in came) == [False, True]


async def test_a_version_takes_the_place_of_another(registry: Registry) -> None:
    first = await evaluated(registry)
    for stage in WAY:
        await registry.promote(APPROVER, LEASES, stage)
    second = declared(purpose="La même chose, mieux dite encore.")
    await registry.submit(AUTHOR, second)
    await registry.evaluated(a_run(second, registry.made_with))
    for stage in WAY:
        stages = {one.use_case.version: one.stage for one in await registry.page(APPROVER)}
        assert stages[first.use_case.version] is Stage.PRODUCTION
        await registry.promote(APPROVER, LEASES, stage)
    stages = {one.use_case.version: one.stage for one in await registry.page(APPROVER)}
    assert stages == {first.use_case.version: Stage.RETIRED, second.version: Stage.PRODUCTION}


async def test_all_of_it_is_recorded(registry: Registry, parts: Installation) -> None:
    await evaluated(registry)
    await registry.promote(APPROVER, LEASES, Stage.APPROVED, "Vu avec la conformité.")
    async with parts.database.begin() as unit:
        records = await unit.ledger.last(EntityId(HERE), 4)
    assert [one.kind for one in reversed(records)] == [
        RecordKind.USE_CASE_SUBMITTED,
        RecordKind.USE_CASE_EVALUATED,
        RecordKind.USE_CASE_MOVED,
        RecordKind.USE_CASE_MOVED,
    ]
    assert "conformité" not in records[0].body
