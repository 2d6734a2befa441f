"""The page of HTML, as text: whole, closed in on itself, and deaf to what a document says."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.description import Field, Source
from core.outcomes import HiddenReason
from core.readings import ElementKind, Leaf, LeafKind
from flows.inspect import draw as drawing
from flows.inspect.draw import MOST_LEAVES, draw
from flows.inspect.html import html
from flows.inspect.read import Inspection
from flows.inspect.texts import FRENCH, safe
from tests.flows.inspect.made import HOSTILE, Pen, found, page, sheet, silent


async def page_of(told: Inspection, pen: Pen | None = None) -> str:
    return html(await draw(told, Path("x.pdf"), pen or Pen(), silent))


class Seen(HTMLParser):
    """Tags with their attributes, and the texts between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name))]


async def test_hostile_text_stays_text() -> None:
    seen = Seen(await page_of(found(page(), page(2))))
    tags = [tag for tag, _ in seen.tags]
    assert "img" not in tags
    assert tags.count("script") == 1
    assert sum(HOSTILE in text for text in seen.texts) >= 6
    names = {name for _, attributes in seen.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert "\u202e" not in "".join(seen.texts)


async def test_the_policy_lets_in_the_page_s_own_style_and_script_alone() -> None:
    text = await page_of(found(page()))
    for tag in ("style", "script"):
        [inside] = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert "unsafe" not in text.split("<style>")[0]


async def test_every_way_leads_somewhere_and_picture_and_text_lead_to_each_other() -> None:
    seen = Seen(await page_of(found(page(), page(2))))
    ids = seen.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in seen.values("href") if href.startswith("#")} <= set(ids)
    assert {"b1-3", "e1-3", "b2-1", "e2-1", "leaf-1"} <= set(ids)
    # The issuer's evidence is in the second element of the first page.
    assert "#e1-2" in seen.values("href")


async def test_the_doubtful_word_the_header_and_the_hidden_text_are_marked() -> None:
    text = await page_of(found(page()))
    assert '<mark title="0.41">paid</mark>' in text
    assert '<th scope="col" class="n" colspan="2">2024</th>' in text
    assert text.count("pay &lt;/script&gt;") == 2  # in the list of the file, and beside the page


async def test_a_sheet_shows_what_is_behind_a_cell() -> None:
    seen = Seen(await page_of(found(sheet())))
    assert "0.125 · 0.0 % · =C9/7200" in seen.values("title")
    assert {"B", "C", "9", "C9/7200"} <= set(seen.texts)
    assert "svg" not in [tag for tag, _ in seen.tags]


async def test_pages_beyond_the_most_are_said_to_be_left_out() -> None:
    leaves = [page(number) for number in range(1, MOST_LEAVES + 6)]
    told, pen = found(*leaves), Pen()
    text = await page_of(told, pen)
    assert len(pen.asked) == MOST_LEAVES
    assert f"{MOST_LEAVES} / {MOST_LEAVES + 5}" in text
    chosen = await page_of(told.only({65}), pen)
    assert 'id="leaf-65"' in chosen
    assert "Choose others" not in chosen


async def test_a_page_that_cannot_be_drawn_is_shown_without_a_picture() -> None:
    pen = Pen(fails_on=[1])
    text = await page_of(found(page(), page(2)), pen)
    assert text.count("<image ") == 1
    assert text.count("<figcaption>") == 1
    assert {path.is_absolute() for path, _, _ in pen.asked} == {True}


async def test_pictures_that_do_not_fit_are_left_out() -> None:
    pen = Pen(size_bytes=drawing.MOST_PICTURE_BYTES // 2 + 1)
    shown = await draw(found(page(), page(2)), Path("x.pdf"), pen, silent)
    assert list(shown.pictures) == [1]


async def test_an_empty_file_has_a_page_too() -> None:
    empty = Leaf(1, LeafKind.TEXT, "", (), ())
    assert "Nothing was read here." in await page_of(found(empty))
    assert "</html>" in await page_of(found())


def test_every_word_of_the_core_has_its_french() -> None:
    words = [*ElementKind, *LeafKind, *HiddenReason, *Field, *Source]
    assert {word.value for word in words} <= set(FRENCH)
    assert {f"{kind.capitalize()}s" for kind in LeafKind} <= set(FRENCH)


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_comes_back_as_a_text(text: str) -> None:
    seen = Seen(f"<p>{safe(text)}</p>")
    assert [tag for tag, _ in seen.tags] == ["p"]
    assert len("".join(seen.texts)) == len(text)
