"""The words and signs that formulas are written in, in questions and in definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.concepts import CONCEPTS
from core.plain import plain
from retrieval.working.expressions import AVERAGE, CHANGE, MINUS, OVER, PLUS, TIMES
from retrieval.working.lines import CALLED, LABELS
from retrieval.working.ratios import RATIOS

_SIGNS = {
    "+": PLUS, "plus": PLUS,
    "-": MINUS, "minus": MINUS, "less": MINUS, "moins": MINUS,
    "*": TIMES, "x": TIMES, "times": TIMES, "multiplied by": TIMES, "multiplie par": TIMES,
    "/": OVER, "divided by": OVER, "over": OVER, "divise par": OVER, "divisee par": OVER,
    "divises par": OVER, "divisees par": OVER, "sur": OVER,
    "(": "(", ")": ")",
}  # fmt: skip
SHARE, MARGIN = "as a percentage of", "margin"
_CUES = {
    SHARE: (
        "as a % of", "as % of", "as a percent of", "as a percentage of", "as a share of",
        "en % du", "en % de la", "en % de l", "en % des", "en pourcentage du",
        "en pourcentage de la", "en pourcentage de l", "rapporte au", "rapportee au",
    ),
    MARGIN: ("margin", "% margin", "margins"),
    AVERAGE: ("average", "moyenne des", "moyenne du", "moyenne de", "mean"),
    CHANGE: ("change in", "variation des", "variation du", "variation de"),
}  # fmt: skip
EMPTY = frozenset(
    plain(
        "the a an of total unadjusted its their between and in for from at end year years fiscal"
        " de du des la le les l d entre et en au fin exercice année"
    ).split()
)
"""Words that may stand inside a formula and say nothing."""
OTHERS = ("besoin en fonds de roulement",)
"""Names that hold the name of something else: worked out where a question spells them out."""
_NUMBERS = frozenset({100, 360, 365})
"""A percentage's, and days of a year."""
Said = str | int
"""A concept, the first name of a ratio, a sign, a cue, or a number."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of formulas that nothing else parts."""

    said: Sequence[Said]
    at: Sequence[int]
    """Where each stands among the words."""
    words: Sequence[str]
    """All words and signs of the text, folded."""

    def beside(self, start: int, end: int) -> tuple[Sequence[str], Sequence[str]]:
        """What stands before and after said[start:end]."""
        return self.words[: self.at[start]], self.words[self.at[end - 1] + 1 :]


def runs(text: str) -> Iterator[Run]:
    """What a text says in words of formulas, cut at each word that is none."""
    words = tokens_of(text)
    said: list[Said] = []
    at: list[int] = []
    for rank, word in enumerate(words):
        if word in names() or (word.isdigit() and int(word) in _NUMBERS):
            said.append(names().get(word) or int(word))
            at.append(rank)
        elif word not in EMPTY:
            yield Run(said, at, words)
            said, at = [], []
    yield Run(said, at, words)


def tokens_of(text: str) -> list[str]:
    """Names as long as they are known, other words, numbers, signs, of a folded text."""
    return _pattern().findall(" ".join(text.replace("'", " ").split()))


def folded(name: str) -> str:
    return " ".join(plain(name).replace("'", " ").split())


@cache
def names() -> Mapping[str, str]:
    """What may stand in a formula: name as it is looked for → key."""
    known: dict[str, str] = {}
    for concept in LABELS:
        labels = (label for label in LABELS[concept] if " " in label)
        # Not the key itself: "interest" may be earned, too.
        called = (*labels, *CONCEPTS.get(concept, ()), *CALLED.get(concept, ()))
        known |= {folded(name): concept for name in called}
    known |= {folded(name): ratio.names[0] for ratio in RATIOS for name in ratio.names}
    known |= {cue: key for key, cues in _CUES.items() for cue in cues}
    return known | _SIGNS


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted([*names(), *OTHERS], key=len, reverse=True)
    known = "|".join(
        (r"(?<![\w&])" if name[0].isalnum() else "")
        + re.escape(name)
        + (r"(?![\w&])" if name[-1].isalnum() else "")
        for name in longest
    )
    return re.compile(rf"{known}|[^\W_]+|[^\s\w]")
