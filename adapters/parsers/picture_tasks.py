"""The steps of a picture file as tasks of the cage, as `adapters.parsers.pdf.tasks` has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from adapters.parsers import picture
from adapters.parsers.frames import count, opened
from adapters.parsers.ocr.engines import installed
from adapters.parsers.pdf.page import A4_PT, Page
from adapters.parsers.pdf.tasks import leave, leaves
from adapters.parsers.pdf.told import Told
from core.reading_json import parsed_to_json

__all__ = ["begin", "first_pass", "leaves", "second_pass"]


def begin(arguments: dict[str, Any]) -> bytes:
    """How many frames there are; and the whole reading where there is one."""
    path = Path(arguments["path"])
    with opened(path) as file:
        frames = count(file)
    parsed = parsed_to_json(picture.read(path)) if frames == 1 and arguments["whole"] else None
    told = {"pages": frames, "outline": [], "hidden": [], "parsed": parsed}
    return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()


def first_pass(arguments: dict[str, Any]) -> bytes:
    """Every frame is an image, and nothing more is known of it."""
    blank = [Page(number, *A4_PT, (), ()) for number in arguments["pages"]]
    return leave(arguments, [(page, Told(page.number, is_scan=True)) for page in blank])


def second_pass(arguments: dict[str, Any]) -> bytes:
    """Recognise what is on the frames `pages`."""
    with opened(Path(arguments["path"])) as file:
        found = [picture.page_of(file, number, installed()) for number in arguments["pages"]]
    return leave(arguments, [(page, picture.told_of(page, error)) for page, error in found])
