"""The page from disk in a real browser: silent, alone, and its filter works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eval.report import write
from tests.chromium import launched
from tests.eval.report.parts import FLOORS, HOSTILE, every_task, write_run
from tests.eval.report.scored import asked

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def report(tmp_path: Path) -> Path:
    suites = every_task()
    suites["leases"].scored = [asked(99, 0.0, HOSTILE), *suites["leases"].scored]
    return write(write_run(tmp_path / "nightly", suites, floors=FLOORS))[1]


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def page(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The open page; what it complained of and asked for is checked when the test ends."""
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    asked_for: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda made: asked_for.append(made.url))
    page.goto(report.as_uri())
    yield page
    page.close()
    assert complaints == []
    assert asked_for == [report.as_uri()]


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    for case in page.locator("details").all():
        case.evaluate("details => details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_filter_leaves_the_failing_cases_that_hold_its_text(page: Page) -> None:
    expect(page.locator(".case:visible")).to_have_count(16)
    page.get_by_label("Failing cases that hold").fill(" LOT 12  pay")
    expect(page.locator(".case:visible")).to_have_count(1)
    expect(page.locator("#found")).to_have_text("1 of 16 cases")


def test_a_suite_can_be_looked_at_alone(page: Page) -> None:
    page.get_by_label("Suite", exact=True).select_option("verdicts")
    expect(page.locator(".suite:visible")).to_have_count(1)
    expect(page.locator(".suite:visible h2")).to_contain_text("verdicts")
    expect(page.locator("#found")).to_have_text("2 of 16 cases")


def test_an_entry_opens_by_keyboard(page: Page) -> None:
    case = page.locator(".case").filter(has_text="tenant of lot 8 ")
    expect(case.get_by_text("93,000 EUR", exact=True)).to_be_hidden()
    case.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(case.get_by_text("93,000 EUR", exact=True)).to_be_visible()
