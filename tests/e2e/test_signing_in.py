"""A person signs in with a real provider in a real browser; the operator sends them away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from governance.identity.mapping import person_id
from tests.chromium import launched
from tests.e2e.browsing import Watch, visiting
from tests.e2e.conftest import free_port, new_key, probant, run_probant, serving
from tests.provider import Provider, provider

MAPPING = """
rules:
  - when: {company: NB}
    give: {entity: north, roles: [manager], clearance: internal}
"""


@dataclass(frozen=True)
class Town:
    url: str
    folder: Path
    provider: Provider

    def signed_in(self, subject: str) -> httpx.Client:
        """A browser whose person has signed in."""
        client = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=60)
        sent = client.get("/auth/login").headers["location"]
        assert client.get(self.provider.signs_in(sent, subject)).status_code == 303
        return client


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder, port = tmp_path_factory.mktemp("town"), free_port()
    (folder / "mapping.yaml").write_text(MAPPING, "utf-8")
    with provider(folder) as found:
        found.has("claire", company="NB", name="Claire Petit")
        found.has("guest", name="Guest")
        settings = {
            "PROBANT_IDENTITY": "required",
            "PROBANT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PROBANT_IDENTITY_MAPPING": "mapping.yaml",
            "PROBANT_OIDC_ISSUER": found.url,
            "PROBANT_OIDC_CLIENT_ID": "probant",
            "PROBANT_OIDC_CLIENT_SECRET": "a secret of the tests",
        }
        with serving(folder, settings, port) as url:
            yield Town(url, folder, found)


def sign_in(page: Page, watch: Watch, town: Town, subject: str) -> None:
    """At the provider's page, which gets nothing from elsewhere, whatever it asks for."""
    before = len(watch.outside)
    page.route(re.compile("^https:"), lambda route: route.abort())
    page.get_by_role("link", name="Sign in").click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{town.url}/**")
    del watch.outside[before:]


@pytest.mark.browser
def test_a_person_signs_in_at_the_page_and_out_again(town: Town) -> None:
    with launched() as browser, visiting(browser) as visit:
        page, watch = visit(town.url)
        watch.expects_failures = True
        sign_in(page, watch, town, "claire")
        expect(page.locator("#who")).to_have_text("Claire Petit, for north")
        assert page.url == f"{town.url}/"
        expect(page.locator("#key-bar")).to_be_hidden()
        expect(page.get_by_role("button", name="Add a first document")).to_be_visible()
        assert page.evaluate("document.cookie") == ""  # no script reads it
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("#key-bar")).to_be_visible()
        expect(page.locator("#who")).to_be_hidden()
        page.reload()
        expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.browser
def test_a_person_without_rights_reads_what_to_do(town: Town) -> None:
    with launched() as browser, visiting(browser) as visit:
        page, watch = visit(town.url)
        watch.expects_failures = True
        sign_in(page, watch, town, "guest")
        expect(page.get_by_text("No rights are declared for you here.")).to_be_visible()
        page.get_by_role("link", name="Probant").click()
        expect(page.locator("#key-bar")).to_be_visible()


def test_whoever_is_sent_away_is_out_at_once(town: Town) -> None:
    claire = person_id(town.provider.url, "claire")
    ending = ("identity", "end", "--person", claire, "--json")
    with closing(town.signed_in("claire")) as browser:
        assert browser.get("/v1/documents").status_code == 200
        ended = json.loads(run_probant(town.folder, *ending))  # by another process
        assert ended["ended"] >= 1
        assert browser.get("/v1/documents").status_code == 401
    admin = new_key(town.folder, "north", "admin")
    with closing(town.signed_in("claire")) as browser:
        away = probant(town.folder, *ending, "--server", town.url, PROBANT_KEY=admin)
        assert json.loads(away.stdout) == {"ended": 1}
        assert browser.get("/v1/documents").status_code == 401
    again = probant(town.folder, *ending)
    assert again.returncode == 1
    assert re.search("There is no such person", again.stderr)


def test_a_mistake_in_the_mapping_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text("rules:\n  - when: {}\n    gives: {}\n", "utf-8")
    refused = probant(
        tmp_path,
        "serve",
        PROBANT_IDENTITY="required",
        PROBANT_OIDC_ISSUER="https://login.example",
        PROBANT_OIDC_AUDIENCE="probant",
        PROBANT_IDENTITY_MAPPING="mapping.yaml",
    )
    assert refused.returncode == 1
    assert "mapping.yaml, line 2: rules.1.give: Field required" in refused.stderr
