"""Pairs of sentences that follow each other on a page: seen by a person, kept as hashes.

A person read the pages that `two_columns` names, as images, and wrote down two sentences that
follow each other in a paragraph, or an item and what stands before it. Kept is the hash of their
joint, the last four words of the first and the first four of the second.

    python -m tests.corpora_gold.reading_order < PAIRS >> tests/corpora_gold/reading_order.csv

reads lines of file, page, first and second sentence with tabs between and writes lines of the gold.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

_GOLD = Path(__file__).with_suffix(".csv")
_WORDS = 4
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


class Joint(NamedTuple):
    """Where two sentences meet; pages count from 1."""

    file: str
    page: int
    letters: int
    """How many letters and digits the words around the joint have."""
    sha256: str

    def stands_in(self, text: str) -> bool:
        """Whether the words follow each other in a page's text, with nothing in between."""
        found = folded(text)
        starts = range(len(found) - self.letters + 1)
        return any(_hash(found[start : start + self.letters]) == self.sha256 for start in starts)


def gold() -> list[Joint]:
    with _GOLD.open(encoding="utf-8", newline="") as lines:
        return [
            Joint(row["file"], int(row["page"]), int(row["letters"]), row["sha256"])
            for row in csv.DictReader(lines)
        ]


def joint(file: str, page: int, first: str, second: str) -> Joint:
    """Of two sentences that follow each other."""
    around = folded(" ".join([*first.split()[-_WORDS:], *second.split()[:_WORDS]]))
    return Joint(file, page, len(around), _hash(around))


def folded(text: str) -> str:
    """Letters and digits only, accents kept: no space, so that words cut at a line's end match."""
    plain = normalize("NFKC", text).casefold().translate(_LIGATURES)
    return "".join(filter(str.isalnum, plain))


def _hash(letters: str) -> str:
    return hashlib.sha256(letters.encode()).hexdigest()


def _made(lines: Iterator[str]) -> Iterator[Joint]:
    for line in lines:
        file, page, first, second = line.rstrip("\n").split("\t")
        yield joint(file, int(page), first, second)


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(_made(iter(sys.stdin)))
