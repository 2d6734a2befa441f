"""Small documents, each with a word of its own: what is found by that word is that document."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
# fmt: off
_WORDS = [
    "loyer", "bail", "charge", "surface", "dépôt", "garantie", "indice", "échéance", "preneur",
    "bailleur", "mandat", "audit", "annexe", "trésorerie", "emprunt", "covenant", "ratio",
    "provision", "notaire", "hypothèque", "travaux", "diagnostic", "cession",
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    content: bytes
    marker: str
    """A word of this paper alone; empty where it can't be read, or is somebody else's file."""
    is_readable: bool = True
    holds: int = 0
    """Files in it that become documents of their own."""


def papers(count: int, seed: int = 1) -> list[Paper]:
    """Texts mostly; some archives, some PDF files, some files that can't be read."""
    chance = random.Random(seed)
    return [_paper(number, chance) for number in range(count)]


def _paper(number: int, chance: random.Random) -> Paper:
    if number % 20 == 7:
        broken = b"%PDF-1.4\n" + chance.randbytes(300) + b"\nstartxref\n0\n%%EOF"
        return Paper(f"{number:03d}-broken.pdf", broken, "", is_readable=False)
    if number % 20 == 13:
        sample = (SAMPLES / "rapport-audit.pdf").read_bytes()
        return Paper(f"{number:03d}-report.pdf", sample + f"\n%{number}\n".encode(), "")
    if number % 20 == 17:
        return _archive(number, chance)
    marker = _marker(number)
    return Paper(f"{number:03d}.md", _text(marker, chance).encode(), marker)


def _archive(number: int, chance: random.Random) -> Paper:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for inner in ("a", "b"):
            archive.writestr(f"{inner}.txt", _text(_marker(number, inner), chance))
    return Paper(f"{number:03d}.zip", packed.getvalue(), _marker(number, "a"), holds=2)


def _marker(number: int, inner: str = "") -> str:
    digest = hashlib.sha256(f"{number}{inner}".encode()).hexdigest()
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:12])


def _text(marker: str, chance: random.Random) -> str:
    paragraphs = [" ".join(chance.choices(_WORDS, k=60)) for _ in range(chance.randint(1, 6))]
    return f"# Dossier\n\nLe code du dossier est {marker}.\n\n" + "\n\n".join(paragraphs)
