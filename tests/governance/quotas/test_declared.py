"""What somebody who declares quotas is told, and what is read."""

from __future__ import annotations

import pytest

from core.ids import EntityId
from core.quotas import LIMIT_NAMES, Limit, Measure, Whose, Window, limits_to_json
from governance.mistakes import MOST_BYTES, Mistake, Mistaken
from governance.quotas.declared import parse_quotas
from governance.use_cases.declared import from_json
from tests.flows.use_cases.declaring import DECLARED, declared

FILE = """\
every:
  user: {requests_per_minute: 20, requests_per_day: 500}
  use_case:
    tokens_per_month: 50000000
  entity: {requests_per_hour: 5000}
entities:
  north:
    user: {requests_per_day: 2000}
"""
NORTH, SOUTH = EntityId("north"), EntityId("south")


def mistakes(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(Mistaken) as caught:
        parse_quotas(text.encode(), "quotas.yaml")
    return caught.value.mistakes


def test_what_an_entity_has_takes_the_place_of_what_every_one_has() -> None:
    read = parse_quotas(FILE.encode(), "quotas.yaml")
    assert limits_to_json(read.of(SOUTH)) == {
        "user": {"requests_per_minute": 20, "requests_per_day": 500},
        "use_case": {"tokens_per_month": 50_000_000},
        "entity": {"requests_per_hour": 5000},
    }
    assert read.of(NORTH)[Whose.USER] == (Limit(Measure.REQUESTS, Window.DAY, 2000),)
    assert read.of(NORTH)[Whose.ENTITY] == read.of(SOUTH)[Whose.ENTITY]


def test_every_limit_can_be_declared() -> None:
    each = "".join(f"    {name}: {n}\n" for n, name in enumerate(LIMIT_NAMES, start=1))
    read = parse_quotas(f"every:\n  user:\n{each}".encode(), "quotas.yaml")
    assert [limit.most for limit in read.every[Whose.USER]] == [*range(1, len(LIMIT_NAMES) + 1)]
    assert {limit.name for limit in read.every[Whose.USER]} == set(LIMIT_NAMES)


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "told"),
    [
        ("20", "0", 2, "every.user.requests_per_minute", "Write a whole number"),
        ("20", "-1", 2, "every.user.requests_per_minute", "Write a whole number"),
        ("20", "'20'", 2, "every.user.requests_per_minute", "Write a whole number"),
        ("20", "1.5", 2, "every.user.requests_per_minute", "Write a whole number"),
        ("20", "true", 2, "every.user.requests_per_minute", "Write a whole number"),
        ("20", "", 2, "every.user.requests_per_minute", "Write a whole number"),
        ("20", "1" * 20, 2, "every.user.requests_per_minute", "Write a whole number"),
        ("50000000", "", 4, "every.use_case.tokens_per_month", "Write a whole number"),
        ("{requests_per_hour: 5000}", "{}", 5, "every.entity", "nothing is limited here"),
        ("{requests_per_hour: 5000}", "", 5, "every.entity", "Write limits below it"),
        ("requests_per_hour", "requests_per_huor", 5, "every.entity.requests_per_huor", "`reque"),
        ("tokens_per_month", "tokens_per_hour", 4, "every.use_case.tokens_per_hour", "There are"),
        ("  entity:", "  group:", 5, "every.group", "There are: user, use_case, entity."),
        ("north:", "North Bank:", 8, "entities.North Bank", "Write the name of an entity"),
        ("entities:", "entity:", 7, "entity", "Do you mean `entities`?"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(
    old: str, new: str, line: int, field: str, told: str
) -> None:
    assert FILE.count(old) >= 1
    [mistake] = mistakes(FILE.replace(old, new, 1))
    assert (mistake.line, mistake.field) == (line, field)
    assert told in str(mistake)
    assert str(mistake).startswith(f"quotas.yaml, line {line}: ")


def test_all_mistakes_are_told_at_once() -> None:
    found = mistakes(
        FILE.replace("20", "0", 1).replace("50000000", "many", 1).replace("north", "N", 1)
    )
    assert [one.line for one in found] == [2, 4, 8]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "declares nothing"),
        ("every:\n  user: &a {requests_per_day: 1}\n  entity: *a\n", "aliases"),
        ("every: {}\nevery: {}\n", "twice"),
        ("every: [\n", "not YAML"),
        (f"# {'x' * MOST_BYTES}", "bytes"),
    ],
)
def test_what_is_no_declaration_is_told(text: str, told: str) -> None:
    [mistake] = mistakes(text)
    assert told in mistake.said


# In the declaration of a use case


def test_quotas_of_a_use_case_are_part_of_its_version() -> None:
    limited = declared(quotas={"user": {"requests_per_day": 50}})
    assert limited.version != declared().version
    assert from_json(limited.to_json()) == limited
    assert limited.quotas == {Whose.USER: (Limit(Measure.REQUESTS, Window.DAY, 50),)}


def test_without_quotas_it_is_the_version_that_it_was_before_there_were_any() -> None:
    assert "quotas" not in declared().to_json()
    assert declared(quotas={}).version == declared().version


@pytest.mark.parametrize(
    ("quotas", "field"),
    [
        ({"user": {}}, "quotas.user"),
        ({"user": None}, "quotas.user"),
        ({"user": {"requests_per_day": "many"}}, "quotas.user.requests_per_day"),
        ({"entity": {"requests_per_day": 1}}, "quotas.entity"),
        ("none", "quotas"),
    ],
)
def test_a_mistake_in_them_is_one_of_the_declaration(quotas: object, field: str) -> None:
    with pytest.raises(Mistaken) as caught:
        from_json({**DECLARED, "quotas": quotas})
    assert [one.field for one in caught.value.mistakes] == [field]
    assert all(one.fix for one in caught.value.mistakes)
