"""How a page lies: found in its image, and undone in the boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.parsers.ocr.upright import Stance, lie_of
from core.places import Box
from tests.adapters.parsers.ocr_pages import bars


@pytest.mark.parametrize("tilt", [-7.0, -2.0, -0.5, 0.5, 1.3, 4.0])
def test_a_page_is_straightened_by_as_much_as_it_was_tilted(tilt: float) -> None:
    tilted = bars().rotate(tilt, fillcolor=255)
    skew, is_sideways = lie_of(tilted)
    assert skew == pytest.approx(-tilt, abs=0.2)
    assert not is_sideways
    straight = Stance(595, 842, 0, skew).straighten(tilted)
    assert lie_of(straight)[0] == 0


def test_a_straight_page_is_left_alone() -> None:
    assert lie_of(bars()) == (0.0, False)


def test_text_that_runs_up_is_noticed_with_its_skew() -> None:
    skew, is_sideways = lie_of(bars().rotate(90, expand=True).rotate(1.5, fillcolor=255))
    assert is_sideways
    assert skew == pytest.approx(-1.5, abs=0.3)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 2.0])
def test_a_word_of_the_upright_image_lies_where_its_ink_is_on_the_page(
    turn: int, skew: float
) -> None:
    """Painted on the page, found again in the upright image by its colour."""
    from PIL import Image, ImageDraw

    page = Image.new("L", (600, 840), 255)
    ImageDraw.Draw(page).rectangle((100, 200, 130, 220), fill=0)
    stance = Stance(600, 840, turn, skew)
    upright = stance.straighten(page)
    left, top, right, bottom = upright.point(lambda v: 255 * (v < 128)).getbbox() or (0, 0, 0, 0)
    box = stance.on_page(Box(1, left, top, right, bottom))
    assert (box.x0 + box.x1) / 2 == pytest.approx(115, abs=1.5)
    assert (box.y0 + box.y1) / 2 == pytest.approx(210, abs=1.5)
    assert box.x1 - box.x0 > box.y1 - box.y0


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-10, 10),
    st.floats(150, 400),
    st.floats(150, 400),
)
def test_there_and_back_is_the_same_place(turn: int, skew: float, x: float, y: float) -> None:
    stance = Stance(595, 700, turn, skew)
    box = Box(1, x, y, x + 30, y + 10)
    again = stance.on_page(stance.on_upright(box))
    assert again.x0 == pytest.approx(box.x0, abs=0.05)
    assert again.y1 == pytest.approx(box.y1, abs=0.05)


@given(st.sampled_from([0, 90, 180, 270]), st.floats(-10, 10), st.floats(0, 580), st.floats(0, 830))
def test_no_box_leaves_the_page(turn: int, skew: float, x: float, y: float) -> None:
    stance = Stance(595, 842, turn, skew)
    for box in (
        stance.on_page(Box(1, x, y, x + 15, y + 12)),
        stance.on_upright(Box(1, x, y, x + 9, y + 9)),
    ):
        assert box.x0 < box.x1
        assert box.y0 < box.y1
    on_page = stance.on_page(Box(1, x, y, x + 15, y + 12))
    if turn or skew:
        assert on_page.x0 >= 0
        assert on_page.x1 <= 595
        assert on_page.y1 <= 842
