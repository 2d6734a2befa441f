"""Files made to hurt: each costs one error within its limits, and the same one twice."""

from __future__ import annotations

import asyncio
import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.parsers.cage import CagedParser
from adapters.parsers.confine import Limits
from core.errors import Unreadable
from core.readings import Parsed
from ingest.sniff import sniff
from tests.adapters.parsers import files

SAMPLES = Path(__file__).parents[3] / "samples" / "documents"
OPENXML = "application/vnd.openxmlformats-officedocument"
LIMITS = Limits(memory_bytes=1 << 30, cpu_s=5, wall_s=30.0)
ENDINGS = {"malformed", "encrypted", "empty", "too_large", "unsupported"}
"""How a file that is not what it should be may end."""
FORCED = {"timeout", "memory", "crash"}
"""How a child may end that a file got the better of."""


async def outcome(path: Path, media_type: str = "", limits: Limits = LIMITS) -> Parsed | str:
    """What was read, or the category of the one error."""
    try:
        media_type = media_type or await asyncio.to_thread(sniff, path, path.name)
        return await CagedParser(limits).parse(path, media_type)
    except Unreadable as error:
        return error.category


def pdf_of(stream: bytes, filters: str) -> bytes:
    """One page with this content stream, compressed already."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(stream), filters.encode(), stream),
    ]
    body = b"%PDF-1.5\n"
    for number, content in enumerate(objects, 1):
        body += b"%d 0 obj" % number + content + b"endobj\n"
    return body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"


def pdf_bomb(folder: Path) -> Path:
    """Half a gigabyte of drawing in a few kilobytes: deflated twice."""
    packer = zlib.compressobj(9)
    line = b"0 0 m 9 9 l S\n" * 5_000
    once = b"".join([packer.compress(line) for _ in range(8_000)]) + packer.flush()
    twice = zlib.compress(once, 9)
    return files.write(folder, "bomb.pdf", pdf_of(twice, "/FlateDecode/FlateDecode"))


def docx_bomb(folder: Path) -> Path:
    return files.docx_bomb(folder, 300 << 20)


def xlsx_bomb(folder: Path) -> Path:
    """A sheet that unpacks to 600 MB of rows."""
    row = b"<row><c><v>1</v></c></row>"
    sheet = (
        b"<worksheet><sheetData>" + row * (600_000_000 // len(row)) + b"</sheetData></worksheet>"
    )
    path = files.xlsx(folder, {"Loyers": {"A1": 1}})
    return files.replace_member(path, "xl/worksheets/sheet1.xml", sheet)


def nested_zip(folder: Path) -> Path:
    """Six levels of sixteen archives each around a megabyte of zeros: 16 TB."""
    inner = bytes(1 << 20)
    for level in range(7):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(16 if level else 1):
                archive.writestr(f"{copy}.{'zip' if level else 'txt'}", inner)
        inner = packed.getvalue()
    return files.write(folder, "nested.zip", inner)


@pytest.mark.parametrize("bomb", [pdf_bomb, docx_bomb, xlsx_bomb])
async def test_a_bomb_costs_one_error(tmp_path: Path, bomb: Callable[[Path], Path]) -> None:
    path = bomb(tmp_path)
    assert path.stat().st_size < 5_000_000
    ending = await outcome(path)
    assert ending in ENDINGS | FORCED


async def test_a_nested_archive_is_not_unpacked_to_be_read(tmp_path: Path) -> None:
    """What is in it are documents of their own: sixteen files of the next level."""
    read = await outcome(nested_zip(tmp_path))
    assert isinstance(read, Parsed)
    assert len(read.leaves[0].elements) == 16


@pytest.mark.parametrize(
    ("bomb", "media_type"),
    [
        (docx_bomb, f"{OPENXML}.wordprocessingml.document"),
        (xlsx_bomb, f"{OPENXML}.spreadsheetml.sheet"),
    ],
)
async def test_a_bomb_that_got_past_the_door_meets_the_cage(
    tmp_path: Path, bomb: Callable[[Path], Path], media_type: str
) -> None:
    assert await outcome(bomb(tmp_path), media_type) in ENDINGS | FORCED


class Seed(NamedTuple):
    name: str
    media_type: str
    data: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """Ten good files: some are packed, some are text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ods = files.ods(folder, [["Local", "Loyer"], ["Lot 1", "1 200"]]).read_bytes()
    mail = b"From: a@b.fr\nSubject: Bail\nContent-Type: text/plain\n\nLe loyer est de 1 200.\n"
    page = "<html><body><h1>Bail</h1><table><tr><td>Loyer</td><td>1 200</td></tr></table>"
    made = (
        Seed("etat.ods", "application/vnd.oasis.opendocument.spreadsheet", ods),
        Seed("note.pptx", f"{OPENXML}.presentationml.presentation", slides()),
        Seed("bail.eml", "message/rfc822", mail),
        Seed("bail.html", "text/html", page.encode()),
        Seed("etat.csv", "text/csv", b"Local;Loyer\nLot 1;1 200\n"),
    )
    kept = ("bail-commercial.pdf", "rapport-audit.pdf", "annual-report-extract.pdf")
    own = [Seed(name, "application/pdf", (SAMPLES / name).read_bytes()) for name in kept]
    return (
        *own,
        Seed("etat.xlsx", f"{OPENXML}.spreadsheetml.sheet", read("etat-locatif.xlsx")),
        Seed("offre.docx", f"{OPENXML}.wordprocessingml.document", read("offre-de-pret.docx")),
        *made,
    )


def read(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def slides() -> bytes:
    import pptx

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Bail"
    slide.placeholders[1].text = "Le loyer est de 1 200."
    packed = io.BytesIO()
    deck.save(packed)
    return packed.getvalue()


class Cut(NamedTuple):
    """One change: `at` is a share of the length."""

    kind: Literal["write", "insert", "drop", "end"]
    at: float
    data: bytes


CUTS = st.lists(
    st.builds(
        Cut,
        st.sampled_from(["write", "write", "insert", "drop", "end"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def cut(data: bytes, cuts: Sequence[Cut]) -> bytes:
    for kind, share, new in cuts:
        at = int(share * len(data))
        rest = {
            "write": new + data[at + len(new) :],
            "insert": new + data[at:],
            "drop": data[at + 16 * len(new) :],
            "end": b"",
        }
        data = data[:at] + rest[kind]
    return data


def mutated(seed: Seed, cuts: Sequence[Cut], member: float | None) -> bytes:
    """The file with its bytes changed; inside one of its members where it is an archive."""
    if member is None or not seed.data.startswith(b"PK"):
        return cut(seed.data, cuts)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed.data)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        for rank, name in enumerate(names):
            data = old.read(name)
            new.writestr(name, cut(data, cuts) if rank == int(member * len(names)) else data)
    return packed.getvalue()


@settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    seed=st.integers(0, 9),
    cuts=CUTS,
    member=st.none() | st.floats(0, 1, exclude_max=True),
)
def test_changed_bytes_end_alike_twice(seed: int, cuts: list[Cut], member: float | None) -> None:
    chosen = seeds()[seed]
    with tempfile.TemporaryDirectory() as name:
        path = files.write(Path(name), chosen.name, mutated(chosen, cuts, member))
        one, other = asyncio.run(twice(path, chosen.media_type))
    assert one == other
    assert isinstance(one, Parsed) or one in ENDINGS | FORCED


async def twice(path: Path, media_type: str) -> tuple[Parsed | str, Parsed | str]:
    limits = Limits(memory_bytes=2 << 30, cpu_s=20, wall_s=60.0)
    return await asyncio.gather(
        outcome(path, media_type, limits), outcome(path, media_type, limits)
    )
