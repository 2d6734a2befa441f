"""What people see of an evaluation under way."""

from __future__ import annotations

from eval.progress import Lines


def test_what_is_left_is_told_where_it_is_known() -> None:
    said: list[str] = []
    told = Lines(said.append, every_s=0)
    told("suite", "cases", 1, 4)
    told("suite", "cases", 4, 4)
    told("tune", "weightings tried", 7, 0)
    assert "1/4" in said[0]
    assert said[0].endswith("left")
    assert "left" not in said[1]
    assert said[2].startswith("tune: weightings tried 7 in")
    assert "left" not in said[2]
