"""Which engine is believed, and when another one is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL import Image, ImageFilter

from adapters.parsers.ocr.engines import Engine, Look, look
from adapters.parsers.ocr.words import SeenWord
from core.errors import Unreadable
from tests.adapters.parsers.ocr_pages import A4_PX, bars, engine, seen_bars

A4_PT = 595.0, 842.0


def looked(engines: Sequence[Engine], image: Image.Image | None = None) -> Look:
    return look(image or bars(), 200, A4_PT, engines)


def never(image: Image.Image) -> Sequence[SeenWord]:
    raise AssertionError("it should not have been asked")


def failing(image: Image.Image) -> Sequence[SeenWord]:
    raise Unreadable("too slow", "timeout")


def test_one_that_is_sure_is_enough() -> None:
    seen = looked([engine("first", seen_bars(0.95)), engine("second", never)])
    assert seen.read_by == ("first",)


def test_one_that_is_not_sure_gives_way_and_says_why() -> None:
    seen = looked([engine("first", seen_bars(0.41), 0), engine("second", seen_bars(0.9))])
    assert seen.read_by == ("first: confidence 0.41", "second")
    assert {word.confidence for word in seen.sight.words} == {0.9}


def test_the_better_one_of_two_that_are_not_sure_is_kept() -> None:
    few = seen_bars(0.8, range(3))
    seen = looked([engine("first", seen_bars(0.7), 0), engine("second", few)])
    assert seen.read_by == ("second: confidence 0.80", "first")
    assert len(seen.sight.words) == 240


def test_half_a_page_passed_over_is_noticed_however_sure_the_rest_is() -> None:
    half = seen_bars(0.97, range(15))
    seen = looked([engine("first", half), engine("second", seen_bars(0.9))])
    assert seen.read_by == ("first: missed 0.50 of the ink", "second")
    assert len(seen.sight.words) == 240


def test_what_only_the_worse_one_saw_is_added_once() -> None:
    top, bottom = seen_bars(0.6, range(12), "haut"), seen_bars(0.8, range(10, 30), "bas")
    seen = looked([engine("first", top, 0), engine("second", bottom)])
    texts = [word.text for word in seen.sight.words]
    assert (texts.count("haut"), texts.count("bas")) == (10 * 8, 20 * 8)
    assert len({word.line for word in seen.sight.words}) == 30


def test_an_engine_that_fails_is_told_and_the_next_one_reads() -> None:
    seen = looked([engine("first", failing), engine("second", seen_bars())])
    assert seen.read_by == ("first: timeout", "second")


def test_where_all_fail_or_none_is_there_the_page_has_no_text() -> None:
    with pytest.raises(Unreadable, match="first: timeout") as caught:
        looked([engine("first", failing)])
    assert caught.value.category == "no_text_layer"
    with pytest.raises(Unreadable, match="tesseract-ocr-fra"):
        looked([])


def test_nobody_is_asked_about_a_blank_page() -> None:
    seen = looked([engine("first", never)], Image.new("L", A4_PX, 250))
    assert (seen.sight.words, seen.read_by) == ((), ())


def test_a_blurred_page_is_not_taken_for_a_blank_one() -> None:
    blurred = bars().filter(ImageFilter.GaussianBlur(12))
    assert looked([engine("first", seen_bars())], blurred).read_by == ("first",)


def test_a_page_on_its_head_is_turned() -> None:
    """The engine reads only what stands upright: here, where the top of the page is empty."""
    short = bars(10)

    def reads_upright(image: Image.Image) -> Sequence[SeenWord]:
        is_upright = image.getpixel((210, 310)) == 0
        return seen_bars(0.95 if is_upright else 0.3, range(10))

    seen = looked([engine("first", reads_upright, 180)], short.rotate(180))
    assert seen.stance.turn == 180
    assert seen.sight.confidence == pytest.approx(0.95)


@pytest.mark.parametrize("told", [0, 90, 270])
def test_a_page_on_its_side_is_turned_whatever_the_engine_tells(told: int) -> None:
    """Told wrongly, or not at all: both ways are tried."""

    def reads_upright(image: Image.Image) -> Sequence[SeenWord]:
        is_upright = image.size == A4_PX and image.getpixel((210, 310)) == 0
        return seen_bars(0.95 if is_upright else 0.3, range(10))

    on_side = bars(10).transpose(Image.Transpose.ROTATE_90)
    assert looked([engine("first", reads_upright, told)], on_side).stance.turn == 90
