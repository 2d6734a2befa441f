"""What a document says about itself, from its own words: rules and gazetteers, no model.

A model's facts would join those of `_facts` with `Source.MODEL`, after them: what the document
shows word for word stays first, and what a user says replaces both (`Description.corrected`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from core.description import Description, Fact, Field, Source
from core.readings import Reading
from ingest.describe.issuer import issuer_and_parties
from ingest.describe.kinds import kind_in_name, kind_of, title_of
from ingest.describe.leaf_text import LeafText
from ingest.describe.listing import ticker_of
from ingest.describe.made import made_on
from ingest.describe.money import money_of
from ingest.describe.periods import period_of
from ingest.describe.references import addresses_of, references_of
from ingest.describe.statements import statements_of
from ingest.language import language_of

_FRONT, _LAST, _BODY = 5, 6, 40
"""Leaves that a document opens and closes with, and those that are searched whole."""
_UNDATED = ("lease", "loan_agreement", "contract", "law", "guide", "letter", "diagnostic")
"""Kinds without a period that figures cover."""
_ABOUT_PROPERTY = ("lease", "loan_agreement", "valuation", "diagnostic", "rent_roll", "contract")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def describe(reading: Reading, name: str) -> Description:
    """The facts that a reading shows, each with the words that show it; best first in a field.

    `name` is the file's: it is only asked for what the content does not say.
    """
    leaves = [LeafText(leaf) for leaf in reading.leaves if leaf.words]
    facts = list(_facts(leaves))
    found = {fact.field for fact in facts}
    hints = [hint for hint in _hints(PurePath(name).stem) if hint.field not in found]
    return Description((*facts, *hints))


def _facts(leaves: list[LeafText]) -> Iterator[Fact]:
    front, body, last = leaves[:_FRONT], leaves[:_BODY], leaves[_FRONT:][-_LAST:]
    kind = kind_of(front)
    named = kind.value if kind else None
    title = title_of(front, kind)
    period = None if named in _UNDATED else period_of(front, body)
    yield from (fact for fact in (kind, title, period) if fact)
    yield from issuer_and_parties(named, front, leaves[_FRONT:], body)
    yield from ticker_of(front)
    yield from made_on(front, last)
    yield from _language(body)
    yield from money_of(body)
    yield from references_of(front)
    if named in _ABOUT_PROPERTY:
        yield from addresses_of(front)
    yield from statements_of(leaves)


def _language(leaves: list[LeafText]) -> Iterator[Fact]:
    text = "\n".join(leaf.text for leaf in leaves[:_FRONT])
    if any(character.isalpha() for character in text):
        yield Fact(Field.LANGUAGE, language_of(text))


def _hints(stem: str) -> Iterator[Fact]:
    if hint := kind_in_name(stem):
        yield hint
    years = set(_YEAR.findall(stem))
    if len(years) == 1:
        yield Fact(Field.PERIOD, years.pop(), Source.FILE_NAME, quote=stem)
    if any(character.isalpha() for character in stem):
        yield Fact(Field.TITLE, stem, Source.FILE_NAME, quote=stem)
