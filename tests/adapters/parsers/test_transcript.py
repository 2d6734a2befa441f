"""WebVTT: who said what, found by the file's first bytes."""

from __future__ import annotations

from pathlib import Path

from adapters.parsers.cage import CagedParser
from ingest.sniff import sniff

MEETING = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Mme Aubry>Le loyer est de 1 200 euros.</v>

2
00:00:04.500 --> 00:00:06.000
<v Mme Aubry>Il est payé d'avance.</v>

00:00:07.000 --> 00:00:09.000
<v M. Diop>Le bailleur l'a confirmé.
"""


async def test_a_turn_of_a_speaker_is_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_text(MEETING)
    parser = CagedParser()
    media_type = sniff(path, "réunion.vtt", parser.signs)
    assert media_type == "text/vtt"
    [leaf] = (await parser.parse(path, media_type)).leaves
    assert [leaf.quote(element.words) for element in leaf.elements] == [
        "Mme Aubry: Le loyer est de 1 200 euros. Il est payé d'avance.",
        "M. Diop: Le bailleur l'a confirmé.",
    ]
    assert parser.fingerprint(media_type) == "transcript/1"
