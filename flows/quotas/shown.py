"""What is left of a quota, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.quotas import Counter


@dataclass(frozen=True, slots=True)
class Left:
    counter: Counter
    limit: int
    used: int
    resets_at: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            "whose": self.counter.whose.value,
            "use_case": self.counter.use_case,
            "measure": self.counter.measure.value,
            "window": self.counter.window.value,
            "limit": self.limit,
            "used": self.used,
            "left": max(0, self.limit - self.used),
            "resets_at": self.resets_at.isoformat(),
        }
