"""Whatever is done to a chain is found, and where it was done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import RecordId
from core.ledger import Entry, Head, Record, RecordKind, genesis
from governance.ledger.chain import hash_of
from governance.ledger.examine import Examination, What
from governance.ledger.heads import SignedHead, Signer
from tests.governance.ledger.made import (
    NORTH,
    NOTARY,
    SIGNER,
    Remembered,
    a_chain,
    examined,
    flipped,
)

LENGTH = 12
CHAIN = a_chain(LENGTH)
ANCHORED = SIGNER.signed([Head(NORTH, one.sequence, one.hash) for one in CHAIN[3::4]])
PLACES = st.integers(0, LENGTH - 1)


def rehashed(record: Record) -> Record:
    """As somebody does who knows how records are hashed."""
    return replace(record, hash=hash_of(record))


def rewritten(records: list[Record], start: int) -> list[Record]:
    """Every record from one on chained anew: nothing inside tells."""
    written = records[:start]
    for record in records[start:]:
        previous = written[-1].hash if written else genesis(NORTH).hash
        written.append(rehashed(replace(record, previous=previous)))
    return written


def test_a_chain_that_nobody_touched() -> None:
    assert examined(CHAIN, ANCHORED) == []


CHANGES = {
    "kind": lambda record: replace(record, kind="deleted"),
    "at": lambda record: replace(record, at_us=record.at_us + 1),
    "body": lambda record: replace(record, body=record.body.replace("number", "numbes")),
    "id": lambda record: replace(record, id=RecordId("f" * 32)),
    "closes": lambda record: replace(record, closes=RecordId("f" * 32)),
    "sealed": lambda record: replace(record, sealed=flipped(record.sealed or b"\x01" * 99)),
    "unsealed": lambda record: replace(record, sealed=None if record.sealed else b"\x01" * 99),
    "previous": lambda record: replace(record, previous=bytes(32)[:-1] + b"!"),
    "hash": lambda record: replace(record, hash=bytes(32)),
}


@given(PLACES, st.sampled_from(sorted(CHANGES)))
def test_a_changed_record(place: int, what: str) -> None:
    records = list(CHAIN)
    records[place] = CHANGES[what](records[place])
    found = examined(records)
    assert (found[0].sequence, found[0].what) == (place + 1, What.CHANGED)
    assert {one.sequence for one in found} <= {place + 1, place + 2}


@given(PLACES)
def test_a_changed_record_that_was_hashed_anew(place: int) -> None:
    records = list(CHAIN)
    records[place] = rehashed(replace(records[place], body='{"number":0}'))
    found = examined(records, SIGNER.signed([Head(NORTH, LENGTH, CHAIN[-1].hash)]))
    # The next one follows another record than this; after the last there is the anchor alone.
    last = place == LENGTH - 1
    assert [(one.sequence, one.what) for one in found] == [
        (LENGTH, What.REWRITTEN) if last else (place + 2, What.UNLINKED)
    ]


@given(PLACES)
def test_all_records_from_one_on_written_anew(place: int) -> None:
    records = list(CHAIN)
    records[place] = replace(records[place], body='{"number":0}')
    records = rewritten(records, place)
    assert examined(records) == []
    found = examined(records, ANCHORED)
    anchored = [one.head.sequence for one in ANCHORED if one.head.sequence > place]
    assert [(one.sequence, one.what) for one in found] == [(n, What.REWRITTEN) for n in anchored]


@given(PLACES, st.integers(1, 4))
def test_deleted_records(place: int, count: int) -> None:
    gone = slice(place, place + count)
    records = [*CHAIN[:place], *CHAIN[gone.stop :]]
    found = examined(records, ANCHORED)
    is_tail = gone.stop >= LENGTH
    assert [(one.sequence, one.what) for one in found] == [
        (place + 1, What.TAIL if is_tail else What.MISSING)
    ]


@given(PLACES)
def test_deleted_and_numbered_anew(place: int) -> None:
    rest = [replace(one, sequence=one.sequence - 1) for one in CHAIN[place + 1 :]]
    found = examined([*CHAIN[:place], *rest], ANCHORED)
    assert found[0].sequence == place + 1


@given(PLACES, PLACES)
def test_swapped_records(one: int, other: int) -> None:
    records = list(CHAIN)
    records[one], records[other] = (
        replace(records[other], sequence=one + 1),
        replace(records[one], sequence=other + 1),
    )
    found = {finding.sequence for finding in examined(records)}
    assert {one + 1, other + 1} <= found if one != other else not found


@given(PLACES)
def test_an_inserted_record(place: int) -> None:
    draft = NOTARY.draft(Entry(NORTH, RecordKind.ANSWERED, {"number": 99}))
    [strange] = NOTARY.chained(Head(NORTH, place, CHAIN[place].previous), [draft])
    behind = [replace(one, sequence=one.sequence + 1) for one in CHAIN[place:]]
    found = examined([*CHAIN[:place], strange, *behind])
    assert found[0].sequence == place + 2


@given(PLACES)
def test_a_cut_tail_shows_by_the_anchor_alone(place: int) -> None:
    assert examined(CHAIN[:place]) == []
    found = examined(CHAIN[:place], ANCHORED)
    assert [(one.sequence, one.what) for one in found] == [(place + 1, What.TAIL)]


def test_a_head_that_somebody_else_signed() -> None:
    forged = Signer(Remembered("thief")).signed([Head(NORTH, 5, CHAIN[4].hash)])
    assert [(one.sequence, one.what) for one in examined(CHAIN, forged)] == [(5, What.SIGNATURE)]


@pytest.mark.parametrize("field", ["entity", "sequence", "hash"])
def test_a_head_that_was_changed(field: str) -> None:
    signed = ANCHORED[0]
    values = {"entity": "northern", "sequence": 5, "hash": bytes(32)}
    head = replace(signed.head, **{field: values[field]})
    changed = SignedHead(head, signed.at, signed.key, signed.signature)
    assert [one.what for one in examined(CHAIN, [changed])] == [What.SIGNATURE]


def test_a_record_of_another_entity_is_none_of_this_one() -> None:
    records = list(CHAIN)
    records[4] = replace(records[4], entity=type(NORTH)("south"))
    assert [(one.sequence, one.what) for one in examined(records)] == [(5, What.CHANGED)]


def test_a_part_of_a_chain_is_examined_from_where_it_begins() -> None:
    examination = Examination(NORTH, first=5)
    for record in CHAIN[4:]:
        examination.take(record)
    examination.end()
    assert (examination.findings, examination.records) == ([], LENGTH - 4)


def test_questions_without_an_end() -> None:
    asked = [Entry(NORTH, RecordKind.ASKED, who="claire") for _ in range(3)]
    answered = Entry(NORTH, RecordKind.ANSWERED, closes=asked[1].id)
    drafts = [NOTARY.draft(entry) for entry in (*asked, answered)]
    examination = Examination(NORTH)
    for record in NOTARY.chained(genesis(NORTH), drafts):
        examination.take(record)
    assert list(examination.unclosed) == [asked[0].id, asked[2].id]
    assert examination.findings == []
