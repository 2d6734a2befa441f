"""Picture files as pages, and what they may not cost."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from adapters.parsers.cage import CagedParser
from adapters.parsers.frames import MOST_FRAMES, MOST_PIXELS
from adapters.parsers.picture import read
from adapters.parsers.render import run
from core.errors import NotFound, Unreadable
from tests.adapters.parsers.files import write
from tests.adapters.parsers.ocr_pages import bars, engine, seen_bars

READS = [engine("one", seen_bars())]


def saved(folder: Path, image: Image.Image, name: str, **how: object) -> Path:
    image.save(folder / name, **how)  # type: ignore[arg-type]
    return folder / name


def category(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read(path, READS)
    return caught.value.category


@pytest.mark.parametrize("name", ["page.png", "page.jpg", "page.tiff"])
def test_a_picture_is_a_page_of_words_with_boxes(tmp_path: Path, name: str) -> None:
    parsed = read(saved(tmp_path, bars(), name, dpi=(200, 200)), READS)
    [leaf] = parsed.leaves
    assert (round(leaf.width_pt or 0), round(leaf.height_pt or 0)) == (595, 842)
    assert len(leaf.words) == 240
    assert leaf.words[0].box
    assert leaf.words[0].box.x0 == pytest.approx(72, abs=0.2)
    assert (leaf.words[0].confidence, leaf.read_by) == (0.95, ("one",))
    assert parsed.errors == ()


def test_without_a_resolution_a_page_is_as_long_as_a4(tmp_path: Path) -> None:
    [leaf] = read(saved(tmp_path, bars(), "page.png", dpi=(72, 72)), READS).leaves
    assert leaf.height_pt == pytest.approx(842, abs=0.5)


def test_every_frame_is_a_page_and_a_blank_one_is_no_error(tmp_path: Path) -> None:
    frames = [bars(), Image.new("L", (1654, 2339), 255), bars()]
    path = saved(tmp_path, frames[0], "fax.tiff", save_all=True, append_images=frames[1:])
    parsed = read(path, READS)
    assert [(leaf.number, len(leaf.words)) for leaf in parsed.leaves] == [
        (1, 240),
        (2, 0),
        (3, 240),
    ]
    assert parsed.errors == ()


def test_a_frame_that_is_cut_off_costs_itself_alone(tmp_path: Path) -> None:
    frames = [bars(), bars()]
    path = saved(tmp_path, frames[0], "cut.tiff", save_all=True, append_images=frames[1:])
    data = bytearray(path.read_bytes())
    with Image.open(path) as file:
        file.seek(1)
        start = file.tag_v2[273][0]
    strips = struct.pack("<I", start)
    at = data.rfind(strips)
    data[at : at + 4] = struct.pack("<I", len(data) + 9)
    parsed = read(write(tmp_path, "broken.tiff", bytes(data)), READS)
    assert [(error.category, error.page) for error in parsed.errors] == [("malformed", 2)]
    assert [len(leaf.words) for leaf in parsed.leaves] == [240, 0]


def test_a_picture_of_too_many_pixels_is_refused_unopened(tmp_path: Path) -> None:
    """Eighty bytes that would unpack to ten gigapixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )
    assert category(write(tmp_path, "bomb.png", b"\x89PNG\r\n\x1a\n" + chunks)) == "too_large"
    wide = saved(tmp_path, Image.new("1", (MOST_PIXELS // 1_000 + 1, 1_000)), "wide.png")
    assert category(wide) == "too_large"


def test_too_many_frames_are_refused(tmp_path: Path) -> None:
    dots = [Image.new("1", (8, 8)) for _ in range(MOST_FRAMES + 1)]
    path = saved(tmp_path, dots[0], "many.tiff", save_all=True, append_images=dots[1:])
    assert category(path) == "too_large"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\nnothing", b"\xff\xd8\xff", b"II*\0\xff\xff"]
)
def test_half_a_picture_is_malformed(tmp_path: Path, content: bytes) -> None:
    assert category(write(tmp_path, "half", content)) == "malformed"


def test_what_a_camera_turned_is_read_as_viewers_show_it(tmp_path: Path) -> None:
    turned = bars().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees clockwise
    [leaf] = read(saved(tmp_path, turned, "photo.jpg", exif=exif, quality=95), READS).leaves
    assert (leaf.height_pt or 0) > (leaf.width_pt or 0)


def test_ink_on_a_transparent_page_is_seen_on_white(tmp_path: Path) -> None:
    page = Image.merge("LA", (Image.new("L", bars().size, 0), bars().point(lambda v: 255 - v)))
    asked: list[int] = []

    def recognise(image: Image.Image) -> list:  # type: ignore[type-arg]
        asked.append(image.getpixel((5, 5)))
        return seen_bars()

    read(saved(tmp_path, page, "page.png"), [engine("one", recognise)])
    assert asked == [255]


def test_the_page_is_drawn_with_frames_where_its_words_are(tmp_path: Path) -> None:
    path = saved(tmp_path, bars(), "page.tiff", dpi=(200, 200))
    [leaf] = read(path, READS).leaves
    box = leaf.words[0].box
    assert box
    corners = [(box.x0, box.y0, box.x1, box.y1)]
    drawn = run({"path": str(path), "page": 1, "scale": 2.0, "frames": corners})
    assert struct.unpack_from("<d", drawn) == (2.0,)
    image = Image.open(io.BytesIO(drawn[8:]))
    assert image.size == (1191, 1684)
    assert image.getpixel((round(2 * box.x0) + 20, round(2 * box.y0) + 6)) != (0, 0, 0)
    with pytest.raises(NotFound):
        run({"path": str(path), "page": 2, "scale": 2.0, "frames": []})


async def test_a_long_fax_is_read_in_parts_and_says_how_far_it_is(tmp_path: Path) -> None:
    frames = []
    for number in range(1, 6):
        frames.append(Image.new("L", (800, 400), 255))
        ImageDraw.Draw(frames[-1]).text((80, 120), f"Avenant {number} du bail", font_size=48)
    path = saved(tmp_path, frames[0], "fax.tiff", save_all=True, append_images=frames[1:])
    told: list[tuple[int, int]] = []
    parsed = await CagedParser().parse(path, "image/tiff", lambda *pages: told.append(pages))
    assert [leaf.text for leaf in parsed.leaves] == [f"Avenant {n} du bail" for n in range(1, 6)]
    assert (told[0], told[-1]) == ((0, 5), (5, 5))
