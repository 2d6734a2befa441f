"""How people behave in a simulated quarter: every number that it is made from, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

SIZES = (
    *(9000, 6500, 5200, 4300, 3600, 3000, 2400, 1800, 1300, 900),
    *(650, 450, 320, 230, 150, 100, 60, 28, 12),
)
"""People of each of 19 entities: 40,000."""
FIRST_WEEK = date(2026, 6, 1)
"""Four weeks before the quarter: not everybody begins in it."""
WEEKS = 17
"""To the end of 2026-Q3, which has 13 of them."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """With one use case."""

    use_case: str
    title: str
    supervision: dict[str, Any]
    baseline: dict[str, Any]
    group: str = ""
    """Who may use it is in this group; empty: everybody."""
    in_group: float = 1.0
    """Share of an entity's people who are."""
    adopts: float = 0.05
    """Of those who may and have not begun, how many begin in a week."""
    regular: float = 0.4
    """Of those who begin, how many become regular users; others are occasional ones."""
    stays: tuple[float, float] = (0.72, 0.18)
    """In how many of the weeks that follow a regular, and an occasional user come back."""
    conversations: tuple[int, int] = (1, 3)
    """In a week of somebody who uses it; a few have up to eight times as many."""
    busy: float = 0.04
    follows: float = 0.35
    """Chance of a further question, after each one."""
    abstains: float = 0.12
    opens: float = 0.45
    """Chance that a citation of an answer is opened; then another."""
    reviewed: float = 0.0
    """Share of answers that people decided on."""
    twice: bool = False
    """Whether two decide, independently."""
    decides: tuple[float, float] = (0.84, 0.11)
    """How often an answer is accepted, and corrected; else rejected."""
    rates: float = 0.06
    """Share of answers that whoever asked says something of."""
    ratings: tuple[float, ...] = (0.06, 0.08, 0.17, 0.41, 0.28)
    """From 1 to 5."""
    tasks: float = 0.0
    """Share of conversations that are a task which is timed."""
    task_minutes: tuple[float, float] = (4, 14)
    gives_up: float = 0.1
    renewed_in: int | None = None
    """The week, from 0, in which a version comes into use with a baseline a third lower."""


def _declared(low: float, high: float, method: str, sample: int, how: str) -> dict[str, Any]:
    return {"minutes": [low, high], "method": method, "sample": sample, "how": how}


BEHAVIOURS = (
    Behaviour(
        "general-assistant",
        "Assistant général",
        {"mode": "none"},
        _declared(3, 10, "declared", 30, "Trente agents ont dit combien ils cherchaient."),
        adopts=0.035,
        rates=0.05,
        tasks=0.02,
    ),
    Behaviour(
        "public-service-support",
        "Appui aux agents d'accueil",
        {"mode": "sampled", "share": 0.1, "deadline_hours": 48},
        _declared(6, 12, "timed", 120, "Chronométré à l'accueil pendant deux semaines."),
        "support",
        0.18,
        adopts=0.12,
        regular=0.6,
        conversations=(2, 5),
        reviewed=0.1,
        opens=0.6,
    ),
    Behaviour(
        "real-estate-documents",
        "Baux et états locatifs",
        {"mode": "none"},
        _declared(15, 30, "timed", 24, "Vingt-quatre lectures de baux chronométrées."),
        "estate",
        0.06,
        adopts=0.09,
        tasks=0.3,
        task_minutes=(5, 18),
        rates=0.1,
        opens=0.75,
    ),
    Behaviour(
        "risk-analysis",
        "Notes de risque",
        {"mode": "required", "deadline_hours": 48},
        _declared(45, 90, "declared", 11, "Onze analystes ont dit ce que prend une note."),
        "risk",
        0.04,
        adopts=0.08,
        reviewed=0.9,
        opens=0.8,
        renewed_in=10,
    ),
    Behaviour(
        "financing-files",
        "Instruction des dossiers",
        {"mode": "four_eyes", "deadline_hours": 72},
        _declared(60, 120, "modelled", 8, "Estimé d'après la durée de huit dossiers."),
        "financing",
        0.05,
        adopts=0.08,
        reviewed=0.85,
        twice=True,
        opens=0.8,
    ),
    Behaviour(
        "audit",
        "Éléments probants d'audit",
        {"mode": "required", "deadline_hours": 96},
        _declared(20, 60, "declared", 6, "Six auditeurs l'ont dit."),
        "audit",
        0.012,
        adopts=0.1,
        reviewed=0.9,
    ),
)


@dataclass(frozen=True, slots=True)
class World:
    seed: int = 1
    scale: float = 1.0
    """Of every entity."""
    behaviours: tuple[Behaviour, ...] = BEHAVIOURS
    sizes: tuple[int, ...] = SIZES
    first: date = FIRST_WEEK
    weeks: int = WEEKS
    names: tuple[str, ...] = field(default=())
    """Of entities, in the place of numbers."""

    def entities(self) -> dict[str, int]:
        """People by entity."""
        names = self.names or tuple(f"e{n:02}" for n in range(1, len(self.sizes) + 1))
        sizes = (max(4, round(size * self.scale)) for size in self.sizes)
        return dict(zip(names, sizes, strict=True))
