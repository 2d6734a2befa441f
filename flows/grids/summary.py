"""What a workbook says of a grid as a whole: counts by question and by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.cells import CellState
from core.grids import Grid
from core.workbook import RowLink, Sheet, SheetCell, Tone
from flows.grids.shown import TONES
from flows.grids.views import Row

_STATE_WIDTH = 13
_VERSION_CHARS = 12
"""Of a SHA-256: enough to tell the versions of a document apart."""


@dataclass(slots=True)
class Summary:
    """Counts the cells of a grid as its rows come."""

    grid: Grid
    words: Mapping[str, str]
    states: Sequence[CellState]
    """That are shown, also where no cell has them."""
    _counts: Counter[tuple[int, CellState]] = field(default_factory=Counter, init=False)
    """By rank of the question and state."""

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.words["summary"], (28, 76, 12, *self._state_widths))

    @property
    def documents_sheet(self) -> Sheet:
        widths = (70, 16, *self._state_widths)
        return Sheet(self.words["documents"], widths, frozen=(1, 1))

    @property
    def _state_widths(self) -> list[int]:
        return [_STATE_WIDTH for _ in self.states]

    @property
    def _state_names(self) -> list[str]:
        return [self.words[f"state {state.value}"] for state in self.states]

    @property
    def documents_header(self) -> tuple[SheetCell, ...]:
        return header([self.words["document"], self.words["version"]], self._state_names)

    def document(self, row: Row, name: str, place: RowLink) -> tuple[SheetCell, ...]:
        """Count a row; what is said of its document. `place` is where its values stand."""
        self._counts.update((column, cell.state) for column, cell in enumerate(row.cells))
        states = Counter(cell.state for cell in row.cells)
        return (
            SheetCell(name, Tone.STRONG),
            SheetCell((row.version or "→")[:_VERSION_CHARS], link=place),
            *(_count(states[state], state) for state in self.states),
        )

    def rows(self) -> Iterable[tuple[SheetCell, ...]]:
        """Of the sheet, once all rows are counted."""
        words, grid = self.words, self.grid
        by = words["by"].format(grid.created_by)
        yield (SheetCell(grid.title, Tone.TITLE),)
        yield (
            SheetCell(f"{words['made']} {grid.created_at:%Y-%m-%d %H:%M} UTC, {by}", Tone.MUTED),
        )
        size = words["size"].format(len(grid.documents), len(grid.questions), grid.size)
        yield (SheetCell(size, Tone.MUTED),)
        if grid.is_draft:
            yield (SheetCell(words["draft"], Tone.STRONG),)
        yield ()
        yield header([words["column"], words["question"], words["type"]], self._state_names)
        yield from (self._question(column) for column in range(len(grid.questions)))
        yield self._totals()
        yield self._shares()
        yield ()
        yield header([words["legend"], ""])
        for state, name in zip(self.states, self._state_names, strict=True):
            yield SheetCell(name, TONES[state]), SheetCell(words[f"about {state.value}"])
        yield ()
        yield header([words["made with"], ""])
        yield from ((SheetCell(name), SheetCell(v)) for name, v in sorted(grid.made_with.items()))

    def _question(self, column: int) -> tuple[SheetCell, ...]:
        question = self.grid.questions[column]
        return (
            SheetCell(question.label, Tone.STRONG),
            SheetCell(question.text),
            SheetCell(self.words[f"type {question.type.value}"]),
            *(_count(self._counts[column, state], state) for state in self.states),
        )

    def _total(self, state: CellState) -> int:
        return sum(count for (_, one), count in self._counts.items() if one is state)

    def _totals(self) -> tuple[SheetCell, ...]:
        counts = (SheetCell(self._total(state), Tone.STRONG) for state in self.states)
        return SheetCell(self.words["total"], Tone.STRONG), _BLANK, _BLANK, *counts

    def _shares(self) -> tuple[SheetCell, ...]:
        size = max(1, self.grid.size)
        shares = (round(100 * self._total(state) / size) for state in self.states)
        share = SheetCell(self.words["share"], Tone.STRONG)
        return share, _BLANK, _BLANK, *(SheetCell(one, Tone.STRONG, unit="%") for one in shares)


_BLANK = SheetCell("", Tone.STRONG)


def header(texts: Sequence[str], counts: Sequence[str] = ()) -> tuple[SheetCell, ...]:
    """Of columns of texts, and of counts behind them."""
    named = [SheetCell(text, Tone.HEADER) for text in texts]
    return *named, *(SheetCell(text, Tone.COUNTS) for text in counts)


def _count(count: int, state: CellState) -> SheetCell:
    """In the colour of its state where there are any that need a look."""
    return SheetCell(count, TONES[state] if count and state is not CellState.ABSENT else Tone.PLAIN)
