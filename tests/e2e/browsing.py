"""What tests of the page at `/` share: opening it, asking, and looking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
)

FIRST_ANSWER_MS = 60_000
"""The server loads its model when the first question comes."""
SOON_MS = 30_000
expect.set_options(timeout=SOON_MS)


@dataclass
class Watch:
    """What a page did besides what is seen."""

    base: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expects_failures: bool = False
    """Whether the test provokes answers that are errors; the browser reports each."""

    def request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", f"blob:{self.base}/", "data:")):
            self.outside.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def check(self) -> None:
        failed = "Failed to load resource"
        expected = failed if self.expects_failures else "nothing"
        assert not self.outside
        assert [c for c in self.complaints if not c.startswith(expected)] == []


Open = Callable[..., tuple[Page, Watch]]


@contextmanager
def visiting(browser: Browser) -> Iterator[Open]:
    """Opens the page of a server; what happened unseen is checked at the end."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_page(base: str, locale: str = "en-GB", width: int = 1280) -> tuple[Page, Watch]:
        height = 800
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.set_default_timeout(SOON_MS)
        watch = Watch(base)
        opened.append((context, watch))
        page = context.new_page()
        page.on("request", watch.request)
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        page.on("dialog", lambda dialog: watch.complaints.append(f"dialog: {dialog.message}"))
        page.goto(base)
        return page, watch

    yield open_page
    for context, _ in opened:
        context.close()
    for _, watch in opened:
        watch.check()


def ask(page: Page, question: str) -> None:
    box = page.locator("#question")
    box.fill(question)
    box.press("Enter")


def sentences(page: Page) -> Locator:
    """The clickable stretches of the answers."""
    return page.locator(".sentence .part")


def expect_answer(page: Page, says: str) -> None:
    expect(page.locator(".sentence").filter(has_text=says)).to_be_visible(timeout=FIRST_ANSWER_MS)
    expect(page.get_by_role("button", name=re.compile("^(Ask|Demander)$"))).to_be_visible()


def page_image(page: Page) -> Locator:
    return page.locator("#view img")


def natural_width(page: Page) -> int:
    expect(page_image(page)).to_be_visible()
    return int(page_image(page).evaluate("image => image.naturalWidth"))


# The rectangle around all pixels of the frame's colour, and the part of the page in sight, both in
# the coordinates of the window.
FRAME_AND_SIGHT = """image => {
  const canvas = document.createElement("canvas");
  const [width, height] = [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const at = image.getBoundingClientRect(), scale = at.width / width;
  const frame = [Infinity, Infinity, -Infinity, -Infinity];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue] = data.subarray(4 * pixel, 4 * pixel + 3);
    if (red !== 214 || green !== 51 || blue !== 132) continue;
    const x = at.left + scale * (pixel % width), y = at.top + scale * Math.floor(pixel / width);
    frame[0] = Math.min(frame[0], x); frame[1] = Math.min(frame[1], y);
    frame[2] = Math.max(frame[2], x); frame[3] = Math.max(frame[3], y);
  }
  const sight = document.getElementById("view").getBoundingClientRect();
  return { frame, sight: [sight.left, sight.top, sight.right, sight.bottom] };
}"""


def expect_framed_words_in_sight(page: Page) -> None:
    natural_width(page)
    found = page_image(page).evaluate(FRAME_AND_SIGHT)
    left, top, right, bottom = found["frame"]
    assert left < right, "no frame is drawn on the page"
    assert found["sight"][0] <= left < found["sight"][2]
    assert found["sight"][1] <= top < bottom <= found["sight"][3]
