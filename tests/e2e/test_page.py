"""The page at `/`, as someone who uses it notices it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.chromium import launched
from tests.e2e.browsing import (
    FIRST_ANSWER_MS,
    FRAME_AND_SIGHT,
    Open,
    ask,
    expect_answer,
    expect_framed_words_in_sight,
    natural_width,
    page_image,
    sentences,
    visiting,
)
from tests.e2e.conftest import new_key, serving

pytestmark = pytest.mark.browser

FRENCH = (
    "Quel est le montant de la garantie à première demande remise au bailleur par SAS Exemplarion"
    " Agencement, et quelle banque l'émet ?"
)
ENGLISH = "What were Northfable Instruments' net sales in fiscal 2023?"
OFF_TOPIC = "What is the best recipe for ratatouille in Marseille?"
HOSTILE = "<img src=x onerror=alert(1)>.txt"


# Not for the session: while Playwright's synchronous driver lives, no other event loop can run in
# this thread, and the tests of other modules need theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    with visiting(browser) as open_page:
        yield open_page


@pytest.fixture
def page(visit: Open, served: str) -> Page:
    return visit(served)[0]


def drawn_width(page: Page) -> float:
    return float(page_image(page).evaluate("image => image.getBoundingClientRect().width"))


def test_an_answer_streams_and_shows_the_page_of_its_first_citation(page: Page) -> None:
    with page.expect_response("**/v1/chat/completions", timeout=FIRST_ANSWER_MS) as streamed:
        ask(page, FRENCH)
    expect_answer(page, "93 000 €")
    assert streamed.value.headers["content-type"].startswith("text/event-stream")
    expect(page.locator("#proof-name")).to_have_text("bail-commercial.pdf")
    expect(page.locator("#proof-where")).to_have_text("Page 4")
    expect(page.locator("#proof-quote")).to_contain_text("émise par Banque Fictive du Ponant.")
    expect(page.locator("#proof-facts")).to_contain_text("Matches the source")
    expect_framed_words_in_sight(page)


def test_a_clicked_sentence_shows_its_page_with_its_words_framed(page: Page) -> None:
    ask(page, ENGLISH)
    expect_answer(page, "4,862")
    sentence = sentences(page).filter(has_text="4,862").first
    sentence.click()
    expect(sentence).to_have_attribute("aria-current", "true")
    expect(page.locator("#proof-name")).to_have_text("annual-report-extract.pdf")
    expect(page.locator("#proof-quote")).to_contain_text("4,862")
    expect_framed_words_in_sight(page)


def test_a_zoomed_page_keeps_its_framed_words_in_sight(page: Page) -> None:
    ask(page, FRENCH)
    expect_answer(page, "93 000 €")
    width = natural_width(page)
    page.get_by_role("button", name="100 %").click()
    assert drawn_width(page) == width
    found = page_image(page).evaluate(FRAME_AND_SIGHT)
    # The words are wider than the view; their lines are in sight, from their first words on.
    assert found["sight"][0] <= found["frame"][0] < found["sight"][2]
    assert found["sight"][1] <= found["frame"][1] < found["frame"][3] <= found["sight"][3]
    page.get_by_role("button", name="Fit width").click()
    assert drawn_width(page) < width


def test_citations_are_stepped_through_in_order(page: Page) -> None:
    ask(page, ENGLISH)
    expect_answer(page, "4,862")
    last = sentences(page).count()
    expect(page.locator("#step-count")).to_have_text(f"1 of {last}")
    expect(page.get_by_role("button", name="Previous citation")).to_be_disabled()
    for number in range(2, last + 1):
        page.get_by_role("button", name="Next citation").click()
        expect(page.locator("#step-count")).to_have_text(f"{number} of {last}")
        expect(sentences(page).nth(number - 1)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="Next citation")).to_be_disabled()


def test_evidence_without_a_page_image_is_its_quote_and_locator(page: Page) -> None:
    page.locator("#within").select_option(label="etat-locatif.xlsx")
    ask(page, "Quelle est la part du premier locataire dans le loyer en cours ?")
    expect_answer(page, "Premier locataire")
    expect(page.locator(".within")).to_have_text("In etat-locatif.xlsx")
    expect(page.locator("#proof-where")).to_contain_text("Sheet Synthèse, cells")
    expect(page.locator("#proof-facts")).to_contain_text("sheet:Synthèse!")
    expect(page.locator("#proof-quote td").first).to_contain_text("Premier locataire")
    expect(page.locator("#view")).to_contain_text("no page image")
    expect(page_image(page)).to_have_count(0)


def test_no_evidence_is_a_notice_and_no_answer(page: Page) -> None:
    ask(page, OFF_TOPIC)
    notice = page.locator(".notice")
    expect(notice).to_be_visible(timeout=FIRST_ANSWER_MS)
    expect(notice).to_contain_text("No answer: not enough evidence")
    expect(page.locator(".sentence")).to_have_count(0)
    expect(page.locator("#proof-empty")).to_be_visible()


def test_a_near_passage_shows_its_page_and_is_not_called_evidence(page: Page) -> None:
    ask(page, OFF_TOPIC)
    passage = page.locator(".nearest button").filter(has_text=".pdf").first
    expect(passage).to_be_visible(timeout=FIRST_ANSWER_MS)
    passage.click()
    assert natural_width(page) > 0
    expect(page.locator("#proof-facts")).to_contain_text("not evidence")


def test_the_interface_speaks_the_language_of_the_browser_then_the_chosen_one(
    visit: Open, served: str
) -> None:
    page, _ = visit(served, locale="fr-FR")
    expect(page.get_by_role("button", name="Demander")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Ask")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Ask")).to_be_visible()
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")


def test_what_is_on_the_page_already_follows_the_language(page: Page) -> None:
    ask(page, OFF_TOPIC)
    expect(page.locator(".notice")).to_be_visible(timeout=FIRST_ANSWER_MS)
    page.get_by_role("button", name="Français").click()
    expect(page.locator(".notice h3")).to_contain_text("aucune preuve suffisante")
    expect(page.locator(".told dt").first).to_have_text("Consulté")


def test_the_keyboard_is_enough(page: Page) -> None:
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(ENGLISH)
    page.keyboard.press("Enter")
    expect_answer(page, "4,862")
    page.keyboard.press("Shift+Tab")
    expect(sentences(page).last).to_be_focused()
    page.keyboard.press("Enter")
    last = sentences(page).count()
    expect(page.locator("#step-count")).to_have_text(f"{last} of {last}")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press(" ")
    expect(page.locator("#step-count")).to_have_text(f"{last - 1} of {last}")


def test_shift_and_enter_write_a_new_line(page: Page) -> None:
    box = page.locator("#question")
    box.press_sequentially("One")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    expect(box).to_have_value("One\ntwo")
    expect(page.locator(".turn")).to_have_count(0)


def test_an_error_says_what_and_how_to_mend_it(visit: Open, served: str) -> None:
    page, watch = visit(served)
    watch.expects_failures = True
    ask(page, "why " * 2000)
    problem = page.get_by_role("alert").filter(has_text="characters")
    expect(problem).to_contain_text("4000 are the most")
    expect(problem).to_contain_text("PROBANT_MAX_QUESTION_CHARS")
    expect(page.locator(".sentence")).to_have_count(0)


def test_a_service_that_does_not_answer_can_be_asked_again(visit: Open, served: str) -> None:
    page, watch = visit(served)
    watch.expects_failures = True
    page.route("**/v1/chat/completions", lambda route: route.abort(), times=1)
    ask(page, FRENCH)
    expect(page.locator(".problem")).to_contain_text("The service does not answer")
    page.get_by_role("button", name="Try again").click()
    expect_answer(page, "93 000 €")
    expect(page.locator(".problem")).to_have_count(0)


def test_an_answer_can_be_stopped(page: Page) -> None:
    page.route("**/v1/chat/completions", lambda route: None)  # it never answers
    ask(page, FRENCH)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn")).to_contain_text("Answer stopped")
    expect(page.get_by_role("button", name="Ask")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


def test_a_cut_answer_is_said_to_be_cut(page: Page) -> None:
    half = 'data: {"choices": [{"index": 0, "delta": {"content": "Half"}}]}\n\n'
    page.route(
        "**/v1/chat/completions",
        lambda route: route.fulfill(body=half, content_type="text/event-stream"),
    )
    ask(page, FRENCH)
    expect(page.locator(".problem")).to_contain_text("The answer was cut")


def test_an_error_in_the_middle_of_a_stream_is_shown(page: Page) -> None:
    error = 'data: {"error": {"title": "Upstream failed", "detail": "No {model}.", "status": 502}}'
    page.route(
        "**/v1/chat/completions",
        lambda route: route.fulfill(body=f"{error}\n\n", content_type="text/event-stream"),
    )
    ask(page, FRENCH)
    expect(page.locator(".problem")).to_contain_text("Upstream failed")
    expect(page.locator(".problem")).to_contain_text("No {model}.")


def test_a_hostile_name_is_text_and_its_document_can_be_deleted(page: Page, served: str) -> None:
    content = b"The Zorblax annuity is worth 12 345 EUR a year."
    sent = httpx.post(f"{served}/v1/documents", files={"file": (HOSTILE, content)}, timeout=30)
    assert sent.status_code in (200, 202)
    page.get_by_role("button", name="Documents").click()
    row = page.locator(".doc").filter(has_text=HOSTILE)
    expect(row).to_contain_text("Ready")
    expect(page.locator("#docs img")).to_have_count(0)
    row.get_by_role("button", name=f"Delete {HOSTILE}").click()
    expect(row).to_contain_text("Delete this document and all that was read from it?")
    row.get_by_role("button", name="Cancel").click()
    expect(row).to_be_visible()
    row.get_by_role("button", name=f"Delete {HOSTILE}").click()
    row.locator(".sure").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    known = httpx.get(f"{served}/v1/documents/{sent.json()['id']}", timeout=30)
    assert known.status_code == 410


@pytest.mark.slow
def test_an_empty_server_with_a_key_becomes_one_that_answers(visit: Open, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing more")
    note = tmp_path / "note.md"
    note.write_text("# Rents\n\nThe annual rent of the Zorblax building is 12,345 euros.\n")
    key = new_key(tmp_path, "north", "manager")
    settings = {"PROBANT_IDENTITY": "required", "PROBANT_USES": "open"}
    with serving(tmp_path, settings) as base:
        page, watch = visit(base)
        watch.expects_failures = True
        page.get_by_label("Access key").fill("a-key-nobody-gave-out")
        page.get_by_role("button", name="Use this key").click()
        expect(page.locator("#key-note")).to_have_text("This key is not accepted.")
        page.get_by_label("Access key").fill(key)
        page.get_by_role("button", name="Use this key").click()
        expect(page.locator("#key-bar")).to_be_hidden()
        expect(page.locator("#who")).to_have_text(f"key:{key.split('_')[1]}, for north")
        page.get_by_role("button", name="Add a first document").click()
        page.locator("#files").set_input_files([note, broken])
        listed = page.locator(".doc")
        expect(listed.filter(has_text="note.md")).to_contain_text("Ready", timeout=FIRST_ANSWER_MS)
        expect(listed.filter(has_text="broken.pdf")).to_contain_text("Failed")
        expect(listed.filter(has_text="broken.pdf").locator("ul li")).not_to_be_empty()
        page.keyboard.press("Escape")
        ask(page, "What is the annual rent of the Zorblax building?")
        expect_answer(page, "12,345 euros")
        expect(page.locator("#proof-name")).to_have_text("note.md")
        cited = page.evaluate("shown.source.id")
        linked, there = visit(base)  # a tab of its own, without the key
        there.expects_failures = True
        linked.goto(f"{base}/?citation={quote(cited, safe='')}")
        linked.get_by_label("Access key").fill(key)
        linked.get_by_role("button", name="Use this key").click()
        expect(linked.locator("#proof-quote")).to_contain_text("12,345 euros")
        assert page.evaluate("localStorage.length") == 0  # the key is kept for the tab alone
        page.get_by_role("button", name="Forget the key").click()
        expect(page.get_by_label("Access key")).to_be_visible()


def test_a_link_to_evidence_opens_it(page: Page, visit: Open, served: str) -> None:
    ask(page, FRENCH)
    expect_answer(page, "93 000 €")
    expect_framed_words_in_sight(page)
    cited = page.evaluate("shown.source.id")
    linked, watch = visit(served)
    linked.goto(f"{served}/?citation={quote(cited, safe='')}")
    expect(linked.locator("#proof-name")).to_have_text("bail-commercial.pdf")
    expect(linked.locator("#proof-quote")).to_contain_text("émise par Banque Fictive du Ponant.")
    expect_framed_words_in_sight(linked)
    watch.expects_failures = True
    linked.goto(f"{served}/?citation=nothing~page%3A1%3Achar%3A0-1")
    expect(linked.locator("#proof-empty")).to_contain_text("Not found")


def test_a_phone_stacks_the_page_under_the_answer(visit: Open, served: str) -> None:
    page, _ = visit(served, width=390)
    ask(page, FRENCH)
    expect_answer(page, "93 000 €")
    sentences(page).first.click()
    expect(page.locator("#proof-quote")).to_be_in_viewport(ratio=1)
    expect_framed_words_in_sight(page)
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not overflow
    page.get_by_role("button", name="Back to the answer").click()
    expect(sentences(page).first).to_be_in_viewport()
    expect(sentences(page).first).to_be_focused()


SCOPED: dict[str, Any] = {
    "state": "answered",
    "answer": "It was $1,577 million.",
    "citations": [],
    "reason": None,
    "timings_ms": {"total": 12},
    "searched": {
        "documents": 2,
        "nearest": [],
        "scope": {
            "label": "Zorblax <b>SA</b>, annual report, 2018",
            "documents": 2,
            "named": [
                {"facet": "issuer", "value": "Zorblax <b>SA</b>", "said": "", "origin": "earlier"},
                {"facet": "period", "value": "2018", "said": "2018", "origin": "question"},
                {"facet": "kind", "value": "annual_report", "said": "", "origin": "question"},
            ],
            "options": [{"document_id": "d-2", "label": "Zorblax <b>SA</b>, letter, 2018"}],
        },
    },
}
"""The end of a streamed answer whose question names three things and may mean a letter."""


def cited(index: int, document: str) -> dict[str, Any]:
    """A citation of a text, which the server that shows the page does not hold."""
    return {
        "id": f"c{index}",
        "index": index,
        "document": document,
        "document_id": f"d-{index}",
        "document_version": "5d41402abc4b",
        "place": {"type": "text_span", "start": 0, "end": 9},
        "page_start": None,
        "boxes": [],
        "locator": "char:0-9",
        "quote": "Net sales",
        "in_force": index == 1,
        "verdict": "supported",
        "links": {"self": f"/v1/citations/c{index}", "page_image": None},
    }


LOOKED_UP = {
    "facts": {"kind": None, "issuer": None, "period": None},
    "headings": [],
    "is_current": True,
    "superseded_by": None,
    "before": "",
    "quote": "Net sales",
    "after": "",
}
DISAGREEING = SCOPED | {
    "citations": [cited(1, "a.pdf"), cited(2, "b.pdf")],
    "contradictions": [
        {
            "values": [
                {"citation": 1, "value": "€1,577 million"},
                {"citation": 2, "value": "€1,612 million"},
            ]
        }
    ],
    "searched": SCOPED["searched"]
    | {"scope": SCOPED["searched"]["scope"] | {"understood": "Sales of Zorblax in 2018?"}},
}


def answer_scoped(page: Page) -> list[dict[str, Any]]:
    """Has every question answered by the one above; what is asked from here on, as it is sent."""
    return answer_with(page, SCOPED)


def answer_with(page: Page, answer: dict[str, Any]) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def answered(route: Route) -> None:
        asked.append(route.request.post_data_json or {})
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "probant": answer}
        stream = f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n"
        route.fulfill(body=stream, content_type="text/event-stream")

    page.route("**/v1/chat/completions", answered)
    page.route("**/v1/citations/*", lambda route: route.fulfill(json=LOOKED_UP))
    return asked


def test_what_was_searched_is_shown_and_each_thing_named_can_be_taken_away(page: Page) -> None:
    asked = answer_scoped(page)
    ask(page, "What was the capital expenditure of Zorblax?")
    ask(page, "And in 2018?")
    turns = page.locator(".turn")
    expect(turns.nth(1).locator(".named li")).to_have_text(
        ["Zorblax <b>SA</b> (earlier question)×", "2018×", "annual report×"]
    )
    assert [said["content"] for said in asked[1]["messages"]] == [
        "What was the capital expenditure of Zorblax?",
        "And in 2018?",
    ]
    page.get_by_role("button", name="Français").click()
    turns.nth(1).get_by_role("button", name="Demander de nouveau sans rapport annuel").click()
    expect(turns.locator(".foot")).to_have_count(3)
    assert asked[2]["messages"] == asked[1]["messages"]
    kept = {"everywhere": True, "issuer": "Zorblax <b>SA</b>", "period": "2018"}
    assert asked[2]["scope"] == kept


def test_one_of_the_documents_that_a_question_may_mean_is_chosen(page: Page) -> None:
    asked = answer_scoped(page)
    ask(page, "What was the capital expenditure of Zorblax?")
    page.get_by_role("button", name="Zorblax <b>SA</b>, letter, 2018").click()
    expect(page.locator(".within")).to_have_text("In Zorblax <b>SA</b>, letter, 2018")
    expect(page.locator(".turn .foot")).to_have_count(2)
    assert asked[1]["document"] == "d-2"
    assert "scope" not in asked[1]
    assert asked[1]["messages"] == asked[0]["messages"]


def test_documents_that_disagree_are_shown_with_their_values(page: Page) -> None:
    asked = answer_with(page, DISAGREEING)
    ask(page, "And in 2018?")
    disagree = page.locator(".disagree")
    expect(disagree.get_by_role("heading")).to_have_text("Documents disagree")
    expect(disagree.locator("li")).to_have_text(["€1,577 milliona.pdf1", "€1,612 millionb.pdf2"])
    expect(page.locator(".scope").first).to_have_text("Understood as: Sales of Zorblax in 2018?")
    disagree.get_by_role("button", name="Citation 2: b.pdf").click()
    expect(page.locator("#proof-name")).to_have_text("b.pdf")
    expect(page.locator("#proof-facts")).to_contain_text("Not in force today")
    assert len(asked) == 1
