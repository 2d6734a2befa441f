"""Whom a question points to."""

from __future__ import annotations

import pytest

from retrieval.follow_up.pointing import points_back


@pytest.mark.parametrize(
    "text",
    [
        "Y a-t-il un dépôt de garantie ?",
        "Faut-il une assurance ?",
        "Existe-t-il une clause de non-concurrence ?",
        "Que se passe-t-il en cas de retard ?",
    ],
)
def test_an_impersonal_il_is_nobody(text: str) -> None:
    assert points_back(text) == ""


def test_any_other_is_somebody() -> None:
    assert points_back("Quand se termine-t-il ?") == "m"
    assert points_back("Quand prend-elle effet ?") == "f"
