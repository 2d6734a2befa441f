"""Which counters a request is counted in, and when it is more than they let through."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QuotaSpent, Refused
from core.ids import UseCaseId
from core.quotas import Counter, Measure, Whose, Window
from governance.quotas.bounds import amounts, bounds_of, check, check_size, of_requests
from governance.quotas.declared import InstallationQuotas, parse_quotas
from tests.flows.use_cases.declaring import declared
from tests.parts import HERE, a_person

EVENING = datetime(2026, 11, 23, 23, 58, 30, 500_000, UTC)
CLAIRE = a_person("user:claire", HERE)
HER_KEY = a_person("key:1", HERE, held_by="user:claire")
PAUL = a_person("user:paul", HERE)


def quotas(text: str) -> InstallationQuotas:
    return parse_quotas(text.encode(), "quotas.yaml")


def keys(text: str, *rest: object) -> set[str]:
    return {counter.key for counter in bounds_of(quotas(text), *rest)}  # type: ignore[arg-type]


USER = "every: {user: {requests_per_day: 5}}"
ALL = """\
every:
  user: {requests_per_day: 5, tokens_per_day: 100}
  use_case: {requests_per_day: 50}
  entity: {requests_per_day: 500}
"""


def test_without_a_quota_nothing_is_counted() -> None:
    assert bounds_of(InstallationQuotas(), CLAIRE, declared()) == {}
    elsewhere = quotas("entities: {south: {user: {requests_per_day: 1}}}")
    assert bounds_of(elsewhere, CLAIRE) == {}


def test_a_user_an_entity_and_a_use_case_each_have_their_counter() -> None:
    assert keys(ALL, CLAIRE) == {
        "user requests day here * user:claire",
        "user tokens day here * user:claire",
        "entity requests day here * ",
    }
    assert keys(ALL, CLAIRE, declared()) - keys(ALL, CLAIRE) == {
        "use_case requests day here leases "
    }
    assert keys(USER, CLAIRE) != keys(USER, PAUL)


def test_another_key_of_a_person_is_no_other_user() -> None:
    assert keys(USER, HER_KEY) == keys(USER, CLAIRE)
    assert keys(USER, a_person("key:1", HERE)) != keys(USER, CLAIRE)


def test_a_use_case_has_its_own_limits_beside_those_of_the_installation() -> None:
    leases = declared(
        quotas={"user": {"requests_per_day": 2}, "use_case": {"requests_per_day": 90}}
    )
    bounds = {counter.key: most for counter, most in bounds_of(quotas(ALL), CLAIRE, leases).items()}
    assert bounds["user requests day here * user:claire"] == 5
    assert bounds["user requests day here leases user:claire"] == 2
    assert bounds["use_case requests day here leases "] == 50, "the lower of two"
    assert bounds_of(InstallationQuotas(), CLAIRE, leases)
    assert bounds_of(InstallationQuotas(), CLAIRE) == {}


def test_a_new_version_of_a_use_case_goes_on_counting() -> None:
    one = declared(quotas={"user": {"requests_per_day": 2}})
    other = declared(quotas={"user": {"requests_per_day": 3}})
    assert set(bounds_of(InstallationQuotas(), CLAIRE, one)) == set(
        bounds_of(InstallationQuotas(), CLAIRE, other)
    )


def a_counter(window: Window, measure: Measure = Measure.REQUESTS, **changes: object) -> Counter:
    return Counter(Whose.USER, measure, window, HERE, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("window", "seconds"),
    [(Window.MINUTE, 30), (Window.HOUR, 90), (Window.DAY, 90), (Window.MONTH, 7 * 86_400 + 90)],
)
def test_it_is_told_in_whole_seconds_when_it_is_free_again(window: Window, seconds: int) -> None:
    counter = a_counter(window)
    with pytest.raises(QuotaSpent) as caught:
        check({counter: 5}, {counter: 6}, 1, EVENING)
    assert caught.value.retry_after_s == seconds
    assert counter.window.end(EVENING) <= EVENING + timedelta(seconds=seconds)
    assert (caught.value.status, caught.value.rule) == (429, f"quota: user requests_per_{window}")


def test_a_refusal_says_which_quota_of_what_how_much_and_until_when() -> None:
    counter = Counter(Whose.USE_CASE, Measure.REQUESTS, Window.HOUR, HERE, UseCaseId("leases"))
    with pytest.raises(QuotaSpent) as caught:
        check({counter: 5000}, {counter: 5040}, 50, EVENING)
    assert caught.value.detail == (
        "All of here together have 5,000 requests an hour for leases: "
        "10 are left, and this takes 50."
    )
    assert caught.value.remedy.startswith("They come again at 2026-11-24 00:00 UTC;")
    counter = a_counter(Window.DAY, Measure.TOKENS)
    with pytest.raises(QuotaSpent, match="You have 100 tokens a day: none are left"):
        check({counter: 100}, {counter: 130}, 1, EVENING)


def test_of_several_that_are_spent_the_longest_counts() -> None:
    minute, month = a_counter(Window.MINUTE), a_counter(Window.MONTH)
    with pytest.raises(QuotaSpent) as caught:
        check({minute: 5, month: 9}, {minute: 6, month: 10}, 1, EVENING)
    assert caught.value.rule.endswith("month")


def test_who_has_any_token_left_may_ask_once_more() -> None:
    counter = a_counter(Window.DAY, Measure.TOKENS)
    check({counter: 100}, {counter: 99}, 1, EVENING)
    with pytest.raises(QuotaSpent):
        check({counter: 100}, {counter: 100}, 1, EVENING)


def test_more_at_once_than_is_ever_let_through_is_no_use_to_wait_for() -> None:
    counter = a_counter(Window.MINUTE)
    check_size({counter: 30}, 30)
    with pytest.raises(Refused) as caught:
        check_size({counter: 30}, 31)
    assert not isinstance(caught.value, QuotaSpent)
    assert "fewer documents" in caught.value.remedy


def test_tokens_are_for_what_a_model_writes() -> None:
    bounds = bounds_of(quotas(ALL), CLAIRE)
    assert {counter.measure for counter in of_requests(bounds)} == {Measure.REQUESTS}
    assert set(amounts(bounds, 7).values()) == {0, 7}


MOST = st.integers(1, 12)
ASKED = st.lists(st.tuples(st.integers(0, 4_000), st.integers(1, 5)), max_size=80)


@given(st.dictionaries(st.sampled_from(Window), MOST, min_size=1), ASKED)
def test_no_window_ever_lets_more_through_than_its_limit(
    limits: dict[Window, int], asked: Sequence[tuple[int, int]]
) -> None:
    """However many ask for however much, in whatever distance (seconds)."""
    bounds = {a_counter(window): most for window, most in limits.items()}
    counted: Tally[tuple[str, datetime]] = Tally()
    passed: dict[tuple[Window, datetime], int] = defaultdict(int)
    now = EVENING
    for pause_s, requests in asked:
        now += timedelta(seconds=pause_s)
        would = {
            counter: counted[counter.key, counter.window.start(now)] + more
            for counter, more in amounts(bounds, requests).items()
        }
        with suppress(Refused):
            check_size(bounds, requests)
            check(bounds, would, requests, now)
            for counter in bounds:
                counted[counter.key, counter.window.start(now)] += requests
                passed[counter.window, counter.window.start(now)] += requests
    assert all(many <= limits[window] for (window, _), many in passed.items())
