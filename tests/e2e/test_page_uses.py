"""The page at `/` where people ask use cases: one is chosen, told, and refused in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.chromium import launched
from tests.e2e.browsing import Open, ask, expect_answer, visiting
from tests.e2e.offices import RENT, Offices, offices
from tests.flows.use_cases.declaring import DECLARED, declared

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices(tmp_path_factory.mktemp("offices")) as found:
        yield found


@pytest.fixture
def visit() -> Iterator[Open]:
    with launched() as browser, visiting(browser) as opening:
        yield opening


def entered(visit: Open, town: Offices, who: str, locale: str = "en-GB") -> Page:
    """The page, once its visitor has shown a key."""
    page, watch = visit(town.url, locale)
    watch.expects_failures = True
    page.locator("#key").fill(town.keys[who])
    page.locator("#key").press("Enter")
    expect(page.locator("#key-bar")).to_be_hidden()
    return page


def test_a_use_case_is_chosen_told_and_kept(visit: Open, town: Offices) -> None:
    page = entered(visit, town, "north")
    chosen = page.get_by_label("Use case")
    expect(chosen.locator("option")).to_have_text(
        ["Choose a use case…", "Lecture des baux", "Essai sur les loyers (pilot)"]
    )
    ask(page, RENT)  # before one is chosen
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-invalid", "true")
    expect(chosen).to_have_accessible_description("Choose a use case first.")
    expect(page.locator("#question")).to_have_value(RENT)  # nothing typed is lost
    chosen.select_option("leases")
    expect(chosen).to_have_value("leases")
    expect(chosen).to_have_accessible_description(re.compile(DECLARED["purpose"]))
    expect(page.locator("#use-about")).to_contain_text("Answers: exact quotes, no model")
    page.locator("#question").press("Enter")
    expect_answer(page, "12 345 euros")
    version = declared(entity="north", pilot_groups=[]).version[:12]
    expect(page.locator(".asked-as")).to_have_text(f"Use case: Lecture des baux, version {version}")
    page.get_by_role("button", name="Français").click()
    expect(page.locator(".asked-as")).to_have_text(
        f"Cas d’usage\u00a0: Lecture des baux, version {version}"
    )
    page.reload()
    expect(page.get_by_label("Cas d’usage")).to_have_value("leases")
    page.get_by_label("Cas d’usage").select_option("rents")
    expect(page.locator("#use-about")).to_contain_text("En pilote")


def test_one_use_case_that_is_offered_alone_is_chosen(visit: Open, town: Offices) -> None:
    page = entered(visit, town, "south")
    expect(page.get_by_label("Use case")).to_have_value("audits")
    ask(page, RENT.replace("Azur", "Zénith"))
    expect_answer(page, "67 890 euros")


def test_where_nothing_may_be_asked_the_page_says_so_and_how_to_declare(
    visit: Open, town: Offices
) -> None:
    page = entered(visit, town, "east")
    told = page.locator("#use-none")
    expect(told).to_contain_text("No use case is open to you.")
    expect(told).to_contain_text("probant usecase new ID")
    expect(page.locator("#question")).to_be_disabled()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Français").click()
    expect(told).to_contain_text("Aucun cas d’usage ne vous est ouvert.")


def test_a_use_case_that_ended_meanwhile_is_refused_with_what_may_be_asked(
    visit: Open, town: Offices
) -> None:
    page = entered(visit, town, "north", "fr-FR")
    page.get_by_label("Cas d’usage").select_option("rents")
    manager = {"Authorization": f"Bearer {town.keys['manager']}"}
    ended = httpx.post(
        f"{town.url}/v1/use-cases/rents/stage", json={"to": "retired"}, headers=manager, timeout=60
    )
    assert ended.status_code == 200, ended.text
    ask(page, RENT)
    refused = page.get_by_role("alert").filter(has_text="'rents' is no use")
    expect(refused).to_contain_text("You may ask: leases.")
    expect(page.get_by_label("Cas d’usage")).to_have_value("leases")  # all that is left


def test_an_answer_that_waits_for_people_says_so_and_what_became_of_it(
    visit: Open, town: Offices
) -> None:
    page = entered(visit, town, "west")
    ask(page, RENT.replace("Azur", "Couchant"))
    expect_answer(page, "24 680 euros")
    draft = page.locator(".draft")
    expect(draft).to_contain_text("Draft This answer waits for the decision of somebody")
    part = page.locator(".answer .part")
    expect(part).to_contain_text("Le loyer annuel de l'immeuble Couchant est de 24 680 euros")
    draft.get_by_role("button", name="See what became of it").click()
    expect(draft).to_contain_text("It still waits.")
    with httpx.Client(base_url=town.url, timeout=60) as reviewer:
        reviewer.headers["Authorization"] = f"Bearer {town.keys['reviewer']}"
        [waiting] = reviewer.get("/v1/reviews").json()["reviews"]
        path = f"/v1/reviews/{waiting['id']}"
        assert reviewer.post(f"{path}/claim").status_code == 200
        correction = "24 680 euros hors charges."
        body = {"ruling": "corrected", "reason": "Hors charges.", "correction": correction}
        assert reviewer.post(f"{path}/decision", json=body).status_code == 200
    draft.get_by_role("button", name="See what became of it").click()
    expect(draft).to_contain_text("Corrected: it is not to be used as it is.")
    expect(draft).to_contain_text(correction)
    page.get_by_role("button", name="Français").click()
    expect(draft).to_contain_text("Corrigée")
