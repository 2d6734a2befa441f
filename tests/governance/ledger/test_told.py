"""The hash of what was told: the same for the same words, and nothing to guess them by."""

from __future__ import annotations

import hashlib
import json

from governance.ledger.told import salted_hash, told_of

TOLD = {"state": "answered", "answer": "Oui [1]", "citations": [{"quote": "dû"}], "reason": None}


def test_anybody_who_has_the_salt_can_work_it_out() -> None:
    """As docs/ledger.md says, with nothing of ours."""
    text = json.dumps(TOLD, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert salted_hash(b"s" * 32, TOLD) == hashlib.sha256(b"s" * 32 + text.encode()).hexdigest()


def test_without_the_salt_the_words_cannot_be_tried() -> None:
    assert salted_hash(b"s" * 32, TOLD) != salted_hash(b"t" * 32, TOLD)
    assert salted_hash(b"s" * 32, TOLD) != salted_hash(b"s" * 32, {**TOLD, "answer": "Non [1]"})


def test_how_it_was_found_is_no_part_of_it() -> None:
    assert told_of({**TOLD, "timings_ms": {"total": 3.1}, "record": "f"}) == TOLD
