"""A mapping can be tried before anybody signs in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands import identity
from core.errors import Misconfigured, ProbantError
from governance.identity.mapping import person_id

MAPPING = """
rules:
  - when: {company: NB}
    give: {entity: north, roles: [reader, manager], groups: [credit], clearance: internal}
"""


def check(folder: Path, claims: str | None, *options: str, mapping: str = MAPPING) -> Result:
    (folder / "mapping.yaml").write_text(mapping, "utf-8")
    arguments = ["check", str(folder / "mapping.yaml"), *options]
    if claims is not None:
        (folder / "claims.json").write_text(claims, "utf-8")
        arguments += ["--claims", str(folder / "claims.json")]
    return CliRunner().invoke(identity.command, arguments)


def test_it_shows_what_a_person_would_get(tmp_path: Path) -> None:
    claims = json.dumps({"iss": "https://login.example", "sub": "claire", "company": "NB"})
    done = check(tmp_path, claims, "--json")
    assert json.loads(done.stdout) == {
        "rules": 1,
        "given": {
            "id": person_id("https://login.example", "claire"),
            "entity": "north",
            "roles": ["reader", "manager"],
            "groups": ["credit"],
            "clearance": "internal",
            "rules": [1],
        },
        "refused": None,
    }
    assert "reader, manager" in check(tmp_path, claims).stdout


def test_who_would_get_nothing_is_told_so(tmp_path: Path) -> None:
    done = check(tmp_path, '{"company": "SB"}', "--json")
    assert done.exit_code == 1
    assert "No rights are declared" in json.loads(done.stdout)["refused"]
    assert "No rights are declared" in check(tmp_path, '{"company": "SB"}').stdout
    assert "who you are" in check(tmp_path, '{"company": "NB"}').stdout


def test_a_mapping_alone_is_checked(tmp_path: Path) -> None:
    assert check(tmp_path, None).stdout == "The mapping can be used. Rules: 1\n"
    done = check(tmp_path, None, mapping="rules:\n  - give: {}\n")
    assert isinstance(done.exception, Misconfigured)
    assert "mapping.yaml, line 2" in str(done.exception)


@pytest.mark.parametrize("claims", ["", "[1]", "{", "[" * 100_000])
def test_claims_that_are_no_object_are_told(tmp_path: Path, claims: str) -> None:
    done = check(tmp_path, claims)
    assert isinstance(done.exception, ProbantError)
    assert "claims.json" in str(done.exception)
