"""What the page at `/` tells of a sentence: whether it is proven, why not, how it was worked out.

A model of the tests' own writes the answers; the server that checks them is a real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mistralai.client import Mistral
from openai import OpenAI
from playwright.sync_api import Browser, Locator, Page, expect
from reportlab.pdfgen.canvas import Canvas

from tests.adapters.chat.model_server import ModelServer, says
from tests.chromium import launched
from tests.e2e.browsing import (
    FIRST_ANSWER_MS,
    Open,
    ask,
    expect_answer,
    expect_framed_words_in_sight,
    natural_width,
    sentences,
    visiting,
)
from tests.e2e.conftest import serving

pytestmark = pytest.mark.browser

QUESTION = "What were the net sales of Zorblax in 2018?"
SALES = "Net sales of Zorblax were $1,577 million in 2018 and $1,464 million in 2017."
GOOD_YEAR = "It was a good year in all regions."
OUTLOOK = "The outlook is told in the next chapter."
WRITTEN = (
    "Net sales of Zorblax were $1,577 million in 2018 [1]. ",
    "From $1,464 million in 2017 to $1,577 million in 2018, net sales of Zorblax grew 7.7 % [1]. ",
    "Net sales of Zorblax will be $9,999 million in 2018 [1].",
)


def report(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    canvas = Canvas(str(path), pagesize=(560, 400))
    for row, line in enumerate(lines):
        canvas.drawString(40, 340 - 40 * row, line)
    canvas.save()
    return path


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, model: ModelServer) -> Iterator[str]:
    """A server over a small report, which marks what is not proven."""
    folder = tmp_path_factory.mktemp("verdicts")
    settings = {
        "PROBANT_CHAT_URL": model.url,
        "PROBANT_CHAT_MODEL": "fake",
        "PROBANT_VERIFICATION_POLICY": "flag",
    }
    lines = "Annual report of Zorblax 2018", GOOD_YEAR, SALES, OUTLOOK
    with serving(folder, settings) as url:
        read(url, report(folder, "zorblax-2018.pdf", *lines))
        yield url


def read(url: str, path: Path, supersedes: str = "") -> None:
    """Returns once the server has read a file."""
    with path.open("rb") as file:
        sent = httpx.post(
            f"{url}/v1/documents",
            files={"file": (path.name, file)},
            data={"supersedes": supersedes} if supersedes else {},
            timeout=60,
        )
    followed = f"{url}/v1/documents/{sent.json()['id']}/events"
    with httpx.stream("GET", followed, timeout=60) as events:
        assert any("event: end" in line for line in events.iter_lines())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    with visiting(browser) as open_page:
        yield open_page


@pytest.fixture
def page(visit: Open, url: str, model: ModelServer) -> Page:
    model.answer = says(*WRITTEN)
    return visit(url)[0]


def verdict(page: Page, name: str) -> Locator:
    return page.locator(f".sentence.{name}")


def test_each_sentence_tells_its_verdict_and_an_unproven_one_why(page: Page) -> None:
    ask(page, QUESTION)
    expect_answer(page, "$9,999 million")
    true, worked, false = page.locator(".sentence").all()
    expect(true).to_have_class(re.compile("supported"))
    expect(true).to_contain_text("Matches the source")
    expect(true.locator(".badge")).to_have_count(0)  # quiet: a tick, in words for who can't see
    expect(worked.locator(".badge")).to_contain_text("Worked out from the sources")
    expect(false.locator(".badge")).to_contain_text("Not proven")
    why = false.locator(".reasons")
    expect(why).to_be_hidden()
    false.get_by_text("Why").click()
    expect(why).to_contain_text("Figure: no cited source says “$9,999 million”.")
    expect(page.locator(".turn .foot")).to_contain_text("1 sentence not proven")
    expect(page.locator(".aside")).to_contain_text("marked as such: 1")


def test_what_was_worked_out_leads_from_each_figure_to_its_citation(page: Page) -> None:
    ask(page, QUESTION)
    expect_answer(page, "$9,999 million")
    formula = verdict(page, "derived").locator(".formula")
    expect(formula).to_have_text(
        "($1,577,000,000 − $1,464,000,000) ÷ $1,464,000,000 = 7.72%", use_inner_text=True
    )
    formula.get_by_role("button", name="$1,464,000,000").first.click()
    expect(page.locator("#proof-quote")).to_contain_text("$1,464 million")
    expect(page.locator("#proof-facts")).to_contain_text("Worked out from the sources")
    page.get_by_role("button", name="Français").click()
    expect(formula).to_contain_text(re.compile(r"= 7,72\s%"))
    expect(verdict(page, "unsupported").locator(".badge")).to_contain_text("Non prouvé")


def test_the_evidence_of_an_unproven_sentence_is_not_called_proof(page: Page) -> None:
    ask(page, QUESTION)
    expect_answer(page, "$9,999 million")
    expect(page.locator("#proof-facts")).to_contain_text("Matches the source")  # the true one's
    sentences(page).last.click()
    expect(page.locator("#proof-facts")).to_contain_text("Not proven")
    expect(sentences(page).last).to_have_attribute("aria-current", "true")
    expect(sentences(page).first).not_to_have_attribute("aria-current", "true")


def test_a_citation_opens_its_page_and_what_stands_around_its_words(page: Page) -> None:
    ask(page, QUESTION)
    expect_answer(page, "$9,999 million")
    sentences(page).first.click()
    expect_framed_words_in_sight(page)
    around = page.locator("#proof-around")
    expect(around).to_be_hidden()
    page.get_by_text("Surrounding text").click()
    expect(around).to_contain_text(GOOD_YEAR)
    expect(around.locator("mark")).to_have_text(SALES)
    expect(around).to_contain_text(OUTLOOK)


def test_a_citation_is_copied_with_the_address_that_leads_back(page: Page, url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    expect_answer(page, "$9,999 million")
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.locator("#status")).to_have_text("Citation copied.")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith(f"“{SALES}” — zorblax-2018.pdf, Page 1 (page:1:char:")
    address = copied.rpartition(" ")[2]
    assert address.startswith(f"{url}/v1/citations/")
    assert httpx.get(address).json()["quote"] == SALES


def test_arrows_go_from_one_citation_to_the_next(page: Page, model: ModelServer) -> None:
    model.answer = says(WRITTEN[0], "It was a good year in all regions [1].")
    ask(page, QUESTION)
    expect_answer(page, "good year")
    sentences(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(sentences(page).last).to_be_focused()
    expect(page.locator("#proof-quote")).to_contain_text("good year")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#proof-quote")).to_have_text(SALES)


def test_no_answer_tells_what_was_searched_and_what_would_help(page: Page) -> None:
    ask(page, "Quel est le loyer annuel de Northwind en 2021 ?")
    told = page.locator(".told")
    expect(told).to_be_visible(timeout=FIRST_ANSWER_MS)
    expect(told).to_contain_text("1 document, ")
    expect(told.locator("dt")).to_have_text(["Searched", "What would help"])
    expect(told.locator(".help")).to_contain_text("Northwind")
    expect(page.locator(".notice > p").first).to_contain_text("Northwind")
    near = page.locator(".nearest button").first
    near.click()
    assert natural_width(page) > 0
    expect(page.locator("#proof-facts")).to_contain_text("Near passage, not evidence")
    expect(page.get_by_role("button", name="Copy the citation")).to_be_hidden()


@pytest.mark.parametrize("name", ["probant", "probant:references"])
def test_chat_clients_read_the_same_and_each_sentence_s_verdict(
    url: str, model: ModelServer, name: str
) -> None:
    model.answer = says(*WRITTEN)
    asked: list[Any] = [{"role": "user", "content": QUESTION}]
    with Mistral(api_key="none", server_url=url) as client:
        whole = client.chat.complete(model=name, messages=asked)
        pieces = [event.data for event in client.chat.stream(model=name, messages=asked)]
    streamed = [piece.choices[0].delta.content for piece in pieces]
    assert said(whole.choices[0].message.content) == "".join(said(one) for one in streamed)
    assert "will be $9,999 million in 2018. [1] (not proven: $9,999 million)" in "".join(
        said(one) for one in streamed
    )
    with OpenAI(api_key="none", base_url=f"{url}/v1") as other:
        reply = other.chat.completions.create(model="probant", messages=asked)
    answer = reply.model_dump()["probant"]
    verdicts = [sentence["verdict"] for sentence in answer["sentences"]]
    assert verdicts == ["supported", "derived", "unsupported"]
    assert {citation["verdict"] for citation in answer["citations"]} == set(verdicts)
    shown = httpx.get(url + answer["citations"][0]["links"]["page_image"], timeout=60)
    assert shown.headers["content-type"] == "image/png"


def said(content: Any) -> str:
    """The text of either shape, references as markers."""
    if not isinstance(content, list):
        return content or ""
    parts = (p.text if p.type == "text" else f" [{p.reference_ids[0]}]" for p in content)
    return "".join(parts)


def test_a_version_that_was_superseded_since_is_marked_and_still_shown(
    page: Page, url: str, tmp_path: Path
) -> None:
    """The last test of the module: the next ones would find another report."""
    ask(page, QUESTION)
    expect_answer(page, "$9,999 million")
    [document] = httpx.get(f"{url}/v1/documents").json()["documents"]
    newer = report(tmp_path, "zorblax-2019.pdf", "Annual report of Zorblax 2019", "All is new.")
    read(url, newer, supersedes=document["id"])
    sentences(page).first.click()
    marked = page.locator("#proof-superseded")
    expect(marked).to_contain_text("Superseded version")
    expect(marked).to_contain_text("Version 2 (zorblax-2019.pdf) took its place.")
    expect_framed_words_in_sight(page)
    page.get_by_role("button", name="See the current page").click()
    expect(page.locator("#view-what")).to_have_text("Page 1 of the current version, not framed.")
    natural_width(page)
