"""Tesseract through its own command line; it is a program of the system, not a package.

Columns of its table (TSV): level, page, block, paragraph, line, word, left, top, width, height,
conf (0 to 100, -1 for what is no word), text. https://tesseract-ocr.github.io/tessdoc/
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from adapters.parsers.ocr.words import SeenWord, Sight
from core.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

NAME = "tesseract"
LIMIT_S = 60.0
"""For one image: a dense page of A3 takes 8 s, and cores are shared."""
_LANGUAGES = ("fra", "eng")
_WORD_LEVEL = "5"
_COLUMNS = 12
_SURE_TURN = 1.0
"""Tesseract's own measure of an orientation; below, it is a guess."""


@cache
def languages() -> tuple[str, ...]:
    """Those of French and English that are installed; empty where tesseract can't be used."""
    if shutil.which(NAME) is None:
        return ()
    try:
        told = _run(["--list-langs"], b"").decode("utf-8", "replace").split()
    except Unreadable:
        return ()
    return tuple(language for language in _LANGUAGES if language in told)


def recognise(image: Image, dpi: int) -> Sight:
    """The words of a grey image that stands upright. Raises `Unreadable` (timeout, crash)."""
    wanted = ["-l", "+".join(languages()), "--psm", "3", "--oem", "1", "--dpi", str(dpi), "tsv"]
    table = _run(["stdin", "stdout", *wanted], _pnm(image)).decode("utf-8", "replace")
    return Sight(NAME, tuple(_words(table)))


def turn_of(image: Image, dpi: int) -> int:
    """By how many degrees (0, 90, 180, 270) the image must be turned clockwise to be upright.

    0 where that is not to be seen. Raises `Unreadable` (timeout).
    """
    try:
        wanted = ["--psm", "0", "-l", "osd", "--dpi", str(dpi)]
        told = _run(["stdin", "stdout", *wanted], _pnm(image)).decode("utf-8", "replace")
    except Unreadable as error:
        if error.category == "timeout":
            raise
        return 0  # too few letters, or no `osd` model: it says so by failing
    turn = re.search(r"Rotate: (\d+)", told)
    sure = re.search(r"Orientation confidence: ([\d.]+)", told)
    return int(turn[1]) % 360 if turn and sure and float(sure[1]) >= _SURE_TURN else 0


def _words(table: str) -> Iterator[SeenWord]:
    lines: dict[tuple[str, ...], int] = {}
    for row in table.splitlines():
        fields = row.split("\t")
        if len(fields) != _COLUMNS or fields[0] != _WORD_LEVEL or not fields[11].strip():
            continue
        left, top, width, height = (float(field) for field in fields[6:10])
        line = lines.setdefault(tuple(fields[1:5]), len(lines))
        confidence = min(max(float(fields[10]) / 100, 0.0), 1.0)
        yield SeenWord(fields[11].strip(), left, top, left + width, top + height, confidence, line)


def _pnm(image: Image) -> bytes:
    """Uncompressed: packing it for a pipe would cost a tenth of the recognition."""
    written = io.BytesIO()
    image.save(written, "PPM")
    return written.getvalue()


def _run(arguments: list[str], given: bytes) -> bytes:
    """What the program prints; one thread, because pages are read side by side."""
    try:
        done = subprocess.run(
            [NAME, *arguments],
            input=given,
            capture_output=True,
            timeout=LIMIT_S,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"text recognition took more than {LIMIT_S:g} s", "timeout") from None
    except (subprocess.CalledProcessError, OSError) as error:
        raise Unreadable(f"tesseract failed: {type(error).__name__}", "crash") from error
    return done.stdout
