"""WebVTT, as meetings are transcribed: a paragraph for each turn of a speaker."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.parsers.finish import finish
from adapters.parsers.formats import Format
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.plain import decode
from core.formats import Sign
from core.readings import ElementKind, LeafKind, Parsed

FORMAT = Format("transcript", __name__, revision=1, sign=Sign("text/vtt", magic=b"WEBVTT"))

_CUE = re.compile(r"^[\d:.]+ --> [\d:.]+.*$", re.MULTILINE)
_SPEAKER = re.compile(r"<v(?:\.[^ >]*)? ([^>]+)>")
_TAG = re.compile(r"<[^>]*>")


def read(path: Path) -> Parsed:
    """One leaf of kind text. Consecutive cues of one speaker are one paragraph."""
    builder = LeafBuilder(1, LeafKind.TEXT)
    start, last = 0, ""
    for cue in _CUE.split(decode(path.read_bytes()))[1:]:
        text = cue.strip().split("\n\n")[0]
        found = _SPEAKER.search(text)
        speaker = found[1].strip() if found else ""
        if builder.mark == 0 or speaker != last:
            builder.element(ElementKind.PARAGRAPH, start)
            start, last = builder.mark, speaker
            builder.add(f"{speaker}:" if speaker else "", "\n")
        builder.add(_TAG.sub(" ", text), " " if builder.mark > start else "\n")
    builder.element(ElementKind.PARAGRAPH, start)
    return finish("transcript", [builder.build()])
