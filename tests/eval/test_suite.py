"""Suites are files: each that comes with Probant is well-formed, and errors name file and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidRequest, NotFound
from eval.data.kinds import KINDS
from eval.suite import Profile, find, names, read
from tests.eval.places import SUITE

EXPECTED = {
    *("financebench-pages", "financebench-answers", "financebench-withheld", "cuad-clauses"),
    *("sec10q-documents", "rapports-fr", "service-public", "piaf", "crosslingual"),
    *("statements-tables", "ocr-fr", "faithbench-verdicts", "wrong-facts", "injections"),
    *("parsing-robustness", "samples", "cuad-spans"),
}


def test_the_suites_are_there() -> None:
    assert set(names()) >= EXPECTED


@pytest.mark.parametrize("name", names())
def test_a_suite_is_well_formed_and_says_what_it_is_about(name: str) -> None:
    suite = find(name)
    assert suite.kind in KINDS
    assert suite.about.endswith(".")
    assert {repr(measure) for measure in suite.measures} >= {
        *suite.gated,
        *suite.bars,
        *suite.relative,
    }
    assert {bar.of for bar in suite.relative.values()} <= set(names()) - {name}
    smoke = suite.selection(Profile.SMOKE)
    assert smoke.documents or smoke.cases or smoke.data, "smoke takes minutes at most"
    assert Profile.FULL not in suite.profiles, "full takes everything"


WRONG = {
    "is not TOML": ("about =", "about"),
    "about": ('about = "Whether small notes are answered."', 'about = ""'),
    "task": ('task = "answer"', 'task = "sing"'),
    "There is no measure 'citation.hits'": ('"citation.hit"', '"citation.hits"'),
    "can't score the task answer": ('"citation.hit"', '"read.words"'),
    "is not among its measures": ("[data]", '[bars]\n"page.hit@5" = 1\n\n[data]'),
    "bars.number": ("[data]", '[bars]\nnumber = { of = "x", part = 1 }\n\n[data]'),
    "profiles.smoke.documents": ("documents = 1", "documents = 0"),
    "profiles.smoke.files": ("documents = 1", "files = 1"),
    "settings.encoder can't differ": ("[data]", '[settings]\nencoder = "other"\n\n[data]'),
    "settings.abstain_below": ("[data]", "[settings]\nabstain_below = 7\n\n[data]"),
    "colour": ("task =", 'colour = "red"\ntask ='),
}


@pytest.mark.parametrize("message", WRONG)
def test_what_is_wrong_is_named(message: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    old, new = WRONG[message]
    assert old in SUITE
    file.write_text(SUITE.replace(old, new, 1), "utf-8")
    with pytest.raises(InvalidRequest) as raised:
        read(file)
    assert message in str(raised.value)


def test_a_suite_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="samples"):
        find("sample")
