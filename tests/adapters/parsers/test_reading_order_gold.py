"""A paragraph's sentences follow each other on real pages of two columns and more."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from adapters.parsers.pdf.reader import read
from tests.corpora_gold.reading_order import Joint, gold, joint
from tests.corpora_gold.two_columns import first_pages

ROOT = Path(__file__).parents[3]
CORPORA = Path(os.environ.get("PROBANT_CORPORA", ROOT.parent / "shared" / "corpora"))
FOLDER = CORPORA / "rapports-fr" / "pdfs"

of_the_corpora = pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpora are not here")


@cache
def texts(file: str) -> list[str]:
    return [leaf.text for leaf in read(FOLDER / file).leaves]


def name(pair: Joint) -> str:
    return f"{pair.file}-{pair.page}-{pair.sha256[:6]}"


@pytest.mark.corpora
@of_the_corpora
@pytest.mark.parametrize("pair", gold(), ids=name)
def test_a_sentence_is_followed_by_the_next_one(pair: Joint) -> None:
    assert pair.stands_in(texts(pair.file)[pair.page - 1])


@pytest.mark.corpora
@of_the_corpora
def test_the_pairs_are_of_the_pages_that_the_rule_names() -> None:
    assert sorted({(pair.file, pair.page) for pair in gold()}) == first_pages(FOLDER)


def test_sixty_pairs_on_thirty_pages() -> None:
    assert len(set(gold())) == 60
    assert len({(pair.file, pair.page) for pair in gold()}) == 30


def test_a_pair_does_not_hold_where_anything_stands_between_its_sentences() -> None:
    pair = joint("a.pdf", 1, "Le pont a rouvert en mars.", "L'école a suivi en mai.")
    assert pair.stands_in("Hier : le pont a rou-\nvert en mars. • L’école a suivi en mai. Fin.")
    assert not pair.stands_in("Le pont a rouvert en mars. 13 L'école a suivi en mai.")
    assert not pair.stands_in("L'école a suivi en mai. Le pont a rouvert en mars.")
