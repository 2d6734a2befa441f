"""Recognised words become blocks in the order in which a person reads them."""

from __future__ import annotations

from adapters.parsers.ocr.blocks import scan_blocks
from adapters.parsers.pdf.layout import Ink
from core.places import Box


def line(text: str, x: float, y: float) -> list[Ink]:
    """Words of 30 points, 5 apart, 10 high."""
    return [
        Ink(word, Box(1, x + 35 * i, y, x + 35 * i + 30, y + 10))
        for i, word in enumerate(text.split())
    ]


def order(*lines: list[Ink]) -> list[str]:
    return [block.text for block in scan_blocks([word for words in lines for word in words])]


def test_a_letter_is_read_from_top_to_bottom() -> None:
    sender, addressee = line("SAS Exemple", 60, 60), line("Mme Isaure Fictive", 400, 160)
    date, subject = line("le 7 février 2025", 380, 240), line("Objet : loyer", 60, 280)
    greeting = line("Madame la Présidente,", 60, 320)
    body = line("Nous vous informons que le loyer de votre lot sera indexé bientôt.", 60, 360)
    assert order(sender, addressee, date, subject, greeting, body) == [
        "SAS Exemple",
        "Mme Isaure Fictive",
        "le 7 février 2025",
        "Objet : loyer",
        "Madame la Présidente,",
        "Nous vous informons que le loyer de votre lot sera indexé bientôt.",
    ]


def test_columns_are_read_one_after_the_other() -> None:
    left = [line("un deux trois quatre cinq", 60, 60 + 12 * i) for i in range(5)]
    right = [line("six sept huit neuf dix", 330, 60 + 12 * i) for i in range(5)]
    found = " ".join(order(*left, *right))
    assert found.rindex("cinq") < found.index("six")
