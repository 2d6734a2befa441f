"""The page from disk in a real browser: silent, alone, in two languages, and it lights up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from flows.inspect.draw import draw
from flows.inspect.html import html
from tests.chromium import launched
from tests.flows.inspect.made import Pen, found, page, silent

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Before the browser starts: while Playwright's driver lives, this thread runs no other loop.
    drawing = asyncio.run(draw(found(page(), page(2)), Path("x.pdf"), Pen(), silent))
    path = tmp_path_factory.mktemp("inspected") / "page.html"
    path.write_text(html(drawing), "utf-8")
    return path


@pytest.fixture(scope="module")
def browser(written: Path) -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def opened(browser: Browser, written: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The open page; what it complained of and asked for is checked when the test ends."""
    opened = browser.new_page(viewport={"width": request.param, "height": 800}, locale="en-GB")
    opened.set_default_timeout(15_000)
    complaints: list[str] = []
    asked_for: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.on("request", lambda made: asked_for.append(made.url))
    opened.goto(written.as_uri())
    yield opened
    opened.close()
    assert complaints == []
    assert [url for url in asked_for if not url.startswith("data:image/png;")] == [written.as_uri()]


def test_nothing_is_wider_than_the_screen(opened: Page) -> None:
    for details in opened.locator("details").all():
        details.evaluate("details => details.open = true")
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_boxes_and_texts_light_each_other_up(opened: Page) -> None:
    opened.locator("#e1-2").hover()
    expect(opened.locator("#b1-2")).to_have_class("on")
    expect(opened.locator("#b1-1")).not_to_have_class("on")
    opened.locator("#b1-1").hover()
    expect(opened.locator("#e1-1")).to_contain_class("on")
    expect(opened.locator("#e1-2")).not_to_contain_class("on")


def test_the_keyboard_goes_from_a_text_to_its_box(opened: Page) -> None:
    opened.locator("#e1-3 .no").focus()
    expect(opened.locator("#b1-3")).to_have_class("on")
    opened.keyboard.press("Enter")
    assert opened.url.endswith("#b1-3")
    expect(opened.locator("#b1-3")).to_be_in_viewport()


def test_each_layer_can_be_hidden(opened: Page) -> None:
    for name, layer in (("Boxes", ".boxes"), ("Order", ".order"), ("Picture", "image")):
        shown = opened.locator(f"#leaf-1 {layer}")
        expect(shown).to_be_visible()
        opened.get_by_label(name, exact=True).uncheck()
        expect(shown).to_be_hidden()
    expect(opened.locator("#leaf-1 svg .words")).to_be_hidden()
    opened.get_by_label("Words", exact=True).check()
    expect(opened.locator("#leaf-1 svg .words")).to_be_visible()


def test_it_speaks_french_and_english(opened: Page) -> None:
    expect(opened.locator("html")).to_have_attribute("lang", "en")
    expect(opened.locator("#e1-2 .kind")).to_have_text("paragraph")
    opened.get_by_role("button", name="Français").click()
    expect(opened.locator("html")).to_have_attribute("lang", "fr")
    expect(opened.locator("#e1-2 .kind")).to_have_text("paragraphe")
    opened.get_by_role("button", name="English").click()
    expect(opened.locator("#e1-2 .kind")).to_have_text("paragraph")
