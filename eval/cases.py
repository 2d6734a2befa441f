"""What a suite asks, and what a system gives back. Both are plain data, kept in runs as JSON.

Pages are 1-based. A document is named by the hash of its bytes, in the store and in the gold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from core.errors import InvalidRequest


class Task(StrEnum):
    """What a suite has a system do, and so which cases and outputs it has."""

    SEARCH = "search"
    """`Asked` → `Reply` with hits alone."""
    ANSWER = "answer"
    """`Asked` → `Reply`."""
    GRID = "grid"
    """`Asked` → `Reply` with the quotes of a cell."""
    OBEY = "obey"
    """`Asked` → `Reply` with what a model changed in the answer that obeys the documents."""
    VERIFY = "verify"
    """`Claimed` → `Judgement`."""
    READ = "read"
    """`Printed` → `PageRead`."""
    SURVIVE = "survive"
    """`Dropped` → `Survival`."""


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """Where an answer stands. Several entries are all needed; the pages of one are alternatives."""

    document: str
    pages: tuple[int, ...] = ()
    """Any of them counts; empty where the document has no pages, or none is known."""
    quote: str = ""
    """The words that hold the answer; empty where they are not known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its gold."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    """Any of them counts; empty where only the evidence is known."""
    evidence: tuple[GoldEvidence, ...] = ()
    answerable: bool = True
    """False where the only right answer is to abstain."""
    document: str | None = None
    """Ask in this document only."""
    collection: str | None = None
    """Ask in this collection only."""
    needs: tuple[str, ...] = ()
    """Documents without which the question makes no sense, besides those of the evidence."""
    forbidden: tuple[str, ...] = ()
    """What an answer must not hold: the text of an attack."""
    ambiguous: bool = False
    """Whether it leaves open which document it means, so that a choice is the right thing."""
    slices: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> frozenset[str]:
        return frozenset({*(e.document for e in self.evidence), *self.needs})

    @property
    def has_gold(self) -> bool:
        return bool(self.answers or self.evidence or self.forbidden or not self.answerable)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text and the evidence it claims to follow from."""

    id: str
    claim: str
    texts: tuple[str, ...]
    supported: bool
    """The gold: whether every sentence of the claim follows from the texts."""
    slices: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> frozenset[str]:
        return frozenset()

    @property
    def has_gold(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A table row as printed: its label, and its figure under each column's year."""

    label: str
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page, and what is printed on it. What is empty is not measured."""

    id: str
    document: str
    page: int
    words: tuple[str, ...] = ()
    """In reading order."""
    rows: tuple[GoldRow, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    """(level from 1, text)"""
    slices: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> frozenset[str]:
        return frozenset({self.document})

    @property
    def has_gold(self) -> bool:
        return bool(self.words or self.rows or self.headings)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file handed in, whatever it is."""

    id: str
    document: str
    slices: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> frozenset[str]:
        return frozenset({self.document})

    @property
    def has_gold(self) -> bool:
        return True


Case = Asked | Claimed | Printed | Dropped


@dataclass(frozen=True, slots=True)
class Found:
    """A passage in a ranking, best first."""

    document: str
    page: int | None
    text: str
    score: float = 0.0
    focus: str = ""
    """The stretch of the text that is shown first; empty where it is all shown."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote behind an answer."""

    document: str
    page: int | None
    quote: str
    in_source: bool
    """Whether the quote stands in that document, on that page, white space apart."""
    verdict: str = ""
    in_boxes: bool | None = None
    """Whether every word of the quote stands inside its boxes; None where it has no boxes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system gave for a question."""

    state: str
    """answered | abstained | refused | failed (an error) | missing (nothing was given)"""
    hits: tuple[Found, ...] = ()
    answer: str = ""
    citations: tuple[Cited, ...] = ()
    confidence: float | None = None
    """In [0, 1], given for abstentions too, or None where the system has none."""
    error: str = ""
    options: tuple[str, ...] = ()
    """Documents that the question may mean, most likely first, where a choice was shown."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a verifier found the claim supported; None where it failed or was not asked."""

    supported: bool | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table as it was read."""

    cells: tuple[str, ...]
    """Texts by column, empty ones included."""
    columns: tuple[str, ...]
    """The header above each column, as long as `cells`; empty texts where there is none."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What was read on a page."""

    words: tuple[str, ...] = ()
    boxed: int = 0
    """How many of the words have a box of some area, inside the page."""
    rows: tuple[TableRow, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of a file and of who read it."""

    status: str
    """indexed | partial | failed | missing"""
    categories: tuple[str, ...] = ()
    """Categories of its error items."""
    died: bool = False
    """The worker raised what is not the document's fault."""
    hung: bool = False
    """Reading went on well past its own limit."""
    error: str = ""


Output = Reply | Judgement | PageRead | Survival

CASES: dict[Task, type[Case]] = {
    Task.SEARCH: Asked,
    Task.ANSWER: Asked,
    Task.GRID: Asked,
    Task.OBEY: Asked,
    Task.VERIFY: Claimed,
    Task.READ: Printed,
    Task.SURVIVE: Dropped,
}

OUTPUTS: dict[Task, type[Output]] = {
    Task.SEARCH: Reply,
    Task.ANSWER: Reply,
    Task.GRID: Reply,
    Task.OBEY: Reply,
    Task.VERIFY: Judgement,
    Task.READ: PageRead,
    Task.SURVIVE: Survival,
}

MISSING: dict[Task, Output] = {
    Task.SEARCH: Reply("missing"),
    Task.ANSWER: Reply("missing"),
    Task.GRID: Reply("missing"),
    Task.OBEY: Reply("missing"),
    Task.VERIFY: Judgement(None),
    Task.READ: PageRead(),
    Task.SURVIVE: Survival("missing"),
}
"""What stands for an output that is not there: a miss under every measure."""


def to_json(value: Case | Output) -> dict[str, Any]:
    return asdict(value)


def case_from_json(task: Task, data: Mapping[str, Any]) -> Case:
    """Raises `InvalidRequest` where it is not a case of the task."""
    return _from_json(CASES[task], data)


def output_from_json(task: Task, data: Mapping[str, Any]) -> Output:
    """Raises `InvalidRequest` where it is not an output of the task."""
    return _from_json(OUTPUTS[task], data)


T = TypeVar("T")


def _from_json(kind: type[T], data: Mapping[str, Any]) -> T:
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(f"This is no {kind.__name__}: {where}: {first['msg']}.") from error
