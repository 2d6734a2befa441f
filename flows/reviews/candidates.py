"""What was corrected, as questions that an evaluation suite may take up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.reviews import Review
from flows.reviews.content import Content


def candidate(
    review: Review, content: Content, said: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """`said` of each decision, of which the last correction counts; None where none can be read."""
    correct = next((one["correction"] for one in reversed(said) if one["correction"]), None)
    if correct is None:
        return None
    return {
        "id": f"review-{review.id}",
        "use_case": review.use_case,
        "question": content.question,
        "expected": correct,
        "answered": content.told.get("answer"),
        "evidence": [
            {
                "document": one["document_id"],
                "name": one["document"],
                "locator": one["locator"],
                "quote": one["quote"],
            }
            for one in content.told["citations"]
        ],
    }
