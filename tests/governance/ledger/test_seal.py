"""What is sealed opens with its own key, in its own record, as it was; else not at all."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import EntityId, RecordId, new_record_id
from core.ledger import Entry, RecordKey, RecordKind, genesis
from governance.ledger.notary import Sealing
from governance.ledger.seal import Unsealable, opened, seal
from tests.governance.ledger.made import NORTH, NOTARY, Remembered, an_entry, flipped

KEY = os.urandom(32)
RECORD = new_record_id()
TEXTS = st.text(st.characters(), max_size=40)


@given(st.dictionaries(TEXTS, TEXTS | st.integers() | st.lists(TEXTS)))
def test_what_is_sealed_comes_out(content: dict[str, object]) -> None:
    assert opened(NORTH, RECORD, seal(NORTH, RECORD, content, KEY), KEY) == content


@given(st.data())
def test_a_changed_seal_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(seal(NORTH, RECORD, {"question": "Quel est le loyer ?"}, KEY))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        opened(NORTH, RECORD, bytes(sealed), KEY)


@pytest.mark.parametrize("length", [0, 1, 12, 60])
def test_a_cut_seal_does_not_open(length: int) -> None:
    with pytest.raises(Unsealable):
        opened(NORTH, RECORD, seal(NORTH, RECORD, {}, KEY)[:length], KEY)


def test_a_seal_opens_in_its_own_record_only() -> None:
    sealed = seal(NORTH, RECORD, {"question": "?"}, KEY)
    for entity, record in ((EntityId("south"), RECORD), (NORTH, RecordId("0" * 32))):
        with pytest.raises(Unsealable):
            opened(entity, record, sealed, KEY)
    with pytest.raises(Unsealable):
        opened(NORTH, RECORD, sealed, os.urandom(32))


def test_a_record_opens_with_the_key_that_is_stored_for_it() -> None:
    drafts = [NOTARY.draft(an_entry(number)) for number in (1, 2)]
    records = NOTARY.chained(genesis(NORTH), drafts)
    keys = [RecordKey(draft.id, "claire", draft.wrapped or b"") for draft in drafts]
    assert NOTARY.opened(records[0], keys[0]) == {"who": "claire", "question": "loyer 1 ?"}
    with pytest.raises(Unsealable):
        NOTARY.opened(records[0], keys[1])
    with pytest.raises(Unsealable, match="changed"):
        NOTARY.opened(records[0], replace(keys[0], wrapped=flipped(keys[0].wrapped)))
    other = Remembered("other")
    other.secret("master")
    with pytest.raises(Unsealable, match="another master key"):
        Sealing(other).opened(records[0], keys[0])


def test_nothing_personal_lies_open() -> None:
    draft = NOTARY.draft(an_entry(7, "claire.dupont"))
    [record] = NOTARY.chained(genesis(NORTH), [draft])
    stored = repr((record.body, record.sealed, record.id, draft.wrapped))
    assert "loyer" not in stored
    assert "claire" not in stored


def test_sealed_content_is_somebodys() -> None:
    with pytest.raises(ValueError, match="erased"):
        NOTARY.draft(Entry(NORTH, RecordKind.ASKED, personal={"question": "?"}))
