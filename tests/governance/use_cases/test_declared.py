"""What somebody who writes a declaration is told, and what its version depends on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import InvalidRequest
from core.ids import CollectionId, EntityId
from core.principals import Classification, Role
from core.use_cases import BaselineMethod, Oversight, RiskClass, Supervision, UseCase
from core.verdicts import Policy
from eval.data.folder import Options, load
from eval.suite import find
from governance.mistakes import MOST_BYTES, Mistake, Mistaken
from governance.use_cases.declared import from_json, parse
from tests.eval.data.tiny import workshop

SEEDS = Path(__file__).parents[3] / "use_cases"
IDS = (
    "audit",
    "financing-files",
    "general-assistant",
    "public-service-support",
    "real-estate-documents",
    "risk-analysis",
)
FILE = """\
id: leases
title: Reading of leases
purpose: Find rents in leases, and decide nothing.
owner: Real estate department
entity: north
roles: [reader, manager]
groups: [credit, leases]
pilot_groups: [pilots]
collections: [leases, annexes]
classification: internal
models: [extractive, mistral-small]
retention_days: 180
risk:
  class: limited
  reason: Staff ask an AI system, and are told so.
supervision:
  mode: sampled
  share: 0.1
  deadline_hours: 24
verification: block
baseline:
  minutes: [20, 40]
  method: timed
  sample: 15
  how: Fifteen leases were read by hand.
evaluation:
  suite: leases.toml
  bars:
    citation.hit: 0.7
    number: 0.5
  valid_days: 60
review_date: 2027-06-30
"""
LINES = FILE.splitlines()


def read(text: str) -> UseCase:
    return parse(text.encode(), "leases.yaml", stem="leases")


def mistakes(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(Mistaken) as caught:
        read(text)
    return caught.value.mistakes


def changed(old: str, new: str) -> str:
    assert FILE.count(old) == 1, old
    return FILE.replace(old, new)


def line_of(text: str, start: str) -> int:
    """The number of the one line that starts so."""
    (number,) = (n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(start))
    return number


# What comes with Probant


def test_the_six_seeds_are_there() -> None:
    assert tuple(sorted(path.stem for path in SEEDS.glob("*.yaml"))) == IDS


@pytest.mark.parametrize("name", IDS)
def test_a_seed_is_read(name: str) -> None:
    seed = parse((SEEDS / f"{name}.yaml").read_bytes(), f"{name}.yaml", stem=name)
    assert seed.id == name
    assert seed.entity == (None if name == "general-assistant" else EntityId("local"))
    assert seed.models == ("extractive",)
    assert seed.review_date == date(2027, 6, 30)
    assert (seed.risk_class is RiskClass.HIGH) == (name == "financing-files")


@pytest.mark.parametrize("name", IDS)
async def test_a_seed_s_suite_measures_what_its_bars_are_about(name: str, tmp_path: Path) -> None:
    seed = parse((SEEDS / f"{name}.yaml").read_bytes(), name)
    suite = find(str(SEEDS / seed.evaluation.suite))
    assert set(seed.evaluation.bars) <= {repr(measure) for measure in suite.measures}
    here = workshop(tmp_path, here=suite.folder)
    dataset = await load(here, Options.model_validate(suite.options))
    assert 6 <= len(dataset.cases) <= 10
    assert 1 <= sum(not case.answerable for case in dataset.cases) <= 3
    assert {case.slices["language"] for case in dataset.cases} == {"fr", "en"}


def test_general_questions_are_for_every_entity_on_what_is_public() -> None:
    seed = parse((SEEDS / "general-assistant.yaml").read_bytes(), "general-assistant.yaml")
    assert (seed.entity, seed.collections) == (None, None)
    assert seed.classification is Classification.PUBLIC


# What is read


def test_every_field_is_what_was_written() -> None:
    use_case = read(FILE)
    assert use_case.title == "Reading of leases"
    assert use_case.purpose == "Find rents in leases, and decide nothing."
    assert use_case.owner == "Real estate department"
    assert use_case.entity == EntityId("north")
    assert use_case.roles == {Role.READER, Role.MANAGER}
    assert use_case.groups == {"credit", "leases"}
    assert use_case.pilot_groups == {"pilots"}
    assert use_case.collections == (CollectionId("annexes"), CollectionId("leases"))
    assert use_case.classification is Classification.INTERNAL
    assert use_case.models == ("extractive", "mistral-small")
    assert use_case.retention_days == 180
    assert use_case.risk_class is RiskClass.LIMITED
    assert use_case.risk_reason == "Staff ask an AI system, and are told so."
    assert use_case.oversight == Oversight(Supervision.SAMPLED, 0.1, 24)
    assert use_case.verification is Policy.BLOCK
    assert (use_case.baseline.minutes_low, use_case.baseline.minutes_high) == (20, 40)
    assert use_case.baseline.method is BaselineMethod.TIMED
    assert use_case.baseline.sample == 15
    assert use_case.baseline.how == "Fifteen leases were read by hand."
    assert use_case.evaluation.suite == "leases.toml"
    assert use_case.evaluation.bars == {"citation.hit": 0.7, "number": 0.5}
    assert use_case.evaluation.valid_days == 60
    assert use_case.review_date == date(2027, 6, 30)


def test_what_may_be_left_out_has_a_default() -> None:
    optional = ("groups", "pilot_groups", "share", "deadline_hours", "verification", "valid_days")
    kept = [line for line in LINES if line.split(":")[0].strip() not in optional]
    use_case = read("\n".join(kept).replace("sampled", "required"))
    assert (use_case.groups, use_case.pilot_groups) == (frozenset(), frozenset())
    assert use_case.oversight == Oversight(Supervision.REQUIRED, None, 48)
    assert use_case.verification is Policy.DROP
    assert use_case.evaluation.valid_days == 90


def test_one_figure_of_minutes_is_the_lowest_and_the_highest() -> None:
    one = read(changed("[20, 40]", "30"))
    assert (one.baseline.minutes_low, one.baseline.minutes_high) == (30, 30)
    assert one.version == read(changed("[20, 40]", "[30, 30]")).version


# Versions


@pytest.mark.parametrize("name", IDS)
def test_what_is_kept_of_a_declaration_gives_it_back(name: str) -> None:
    seed = parse((SEEDS / f"{name}.yaml").read_bytes(), name)
    stored = json.loads(json.dumps(seed.to_json()))
    assert from_json(stored) == seed


def _flow(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, default_flow_style=True, width=1_000)


def _block(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, default_flow_style=False, sort_keys=True, indent=6)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data | {"review_date": data["review_date"].isoformat()})


def _backwards(data: dict[str, Any]) -> str:
    turned = {key: _turned(data[key]) for key in reversed(data)}
    # Which model comes first, and which minutes, is said.
    turned["models"], turned["baseline"]["minutes"] = data["models"], data["baseline"]["minutes"]
    return yaml.safe_dump(turned, sort_keys=False)


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return value[::-1] if isinstance(value, list) else value


@pytest.mark.parametrize("written", [_flow, _block, _json, _backwards])
def test_another_way_to_write_the_same_is_the_same_version(written: Any) -> None:
    text = written(yaml.safe_load(FILE))
    assert text != FILE
    assert read(text) == read(FILE)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + FILE,
        FILE.replace("\n", "\r\n"),
        "# A note.\n\n---\n" + FILE,
        changed("Find rents in leases, and", ">\n  Find rents\n  in   leases,\n  and"),
        changed("limited", '"limited"'),
        changed("0.7", ".70"),
        changed("0.1\n", "0.10\n"),
        changed("[reader, manager]", "\n  - manager\n  - reader\n  - manager"),
        changed("2027-06-30", "'2027-06-30'"),
    ],
)
def test_marks_breaks_notes_and_quotation_marks_are_no_part_of_a_version(text: str) -> None:
    assert text != FILE
    assert read(text).version == read(FILE).version


OTHER = {
    "id": "offices",
    "title": "Reading of lease",
    "purpose": "Find rents in leases and decide nothing.",
    "owner": "Real Estate department",
    "entity": "*",
    "roles": ["reader"],
    "groups": ["credit"],
    "pilot_groups": [],
    "collections": "*",
    "classification": "public",
    "models": ["mistral-small", "extractive"],
    "retention_days": 181,
    "risk.class": "minimal",
    "risk.reason": "Staff ask an AI system, and know it.",
    "supervision.mode": "required",
    "supervision.share": 0.2,
    "supervision.deadline_hours": 25,
    "supervision.reviewers": ["lawyers"],
    "verification": "flag",
    "baseline.minutes": [20, 41],
    "baseline.method": "modelled",
    "baseline.sample": 16,
    "baseline.how": "Sixteen leases were read by hand.",
    "evaluation.suite": "leases",
    "evaluation.bars": {"citation.hit": 0.7},
    "evaluation.valid_days": 61,
    "review_date": "2027-07-01",
}


def leaves(told: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in told.items():
        if isinstance(value, dict) and key != "bars":
            yield from leaves(value, f"{above}{key}.")
        else:
            yield above + key


def test_there_is_a_change_of_every_field() -> None:
    assert set(leaves(read(FILE).to_json())) == set(OTHER)


@pytest.mark.parametrize("field", OTHER)
def test_a_change_of_any_field_is_another_version(field: str) -> None:
    told = read(FILE).to_json()
    *above, last = field.split(".")
    part = told[above[0]] if above else told
    assert part[last] != OTHER[field]
    part[last] = OTHER[field]
    if field == "supervision.mode":
        part["share"] = None
    assert from_json(told).version != read(FILE).version


# Mistakes: the old text, the new one, the field, what its line starts with, what is said, the fix

MISTAKES = [
    ("owner:", "ownr:", "ownr", "ownr:", "no such field", "Do you mean `owner`?"),
    ("class:", "klass:", "risk.klass", "klass:", "no such field", "`class`? There are: class, re"),
    ("share:", "shares:", "supervision.shares", "shares:", "no such", "Do you mean `share`?"),
    ("valid_days:", "valid:", "evaluation.valid", "valid:", "no such", "Do you mean `valid_days`?"),
    ("sample:", "zzz:", "baseline.zzz", "zzz:", "no such", "Take it out. There are: minutes"),
    ("owner: Real estate department\n", "", "owner", "id:", "is missing", "who answers for it"),
    ("  class: limited\n", "", "risk.class", "reason:", "is missing", "minimal, limited or high"),
    ("  share: 0.1\n", "", "supervision.share", "mode:", "`sampled`", "Write `share: 0.1`"),
    ("sampled", "required", "supervision.share", "share:", "`sampled`", "none with another mode"),
    ("share: 0.1\n", "share: 1.0\n", "supervision.share", "share:", "less than 1", "such as 0.1"),
    ("limited", "medium", "risk.class", "class:", "'high'", "minimal, limited or high"),
    ("sampled", "sometimes", "supervision.mode", "mode:", "'sampled'", "required or four_eyes"),
    ("block", "blocks", "verification", "verification:", "'block'", "drop, flag or block"),
    ("timed", "guessed", "baseline.method", "method:", "'timed'", "declared, timed or modelled"),
    ("reader, ", "boss, ", "roles.1", "roles:", "'reader'", "contributor, manager"),
    ("internal", "secret", "classification", "classif", "'secret'", "Write public, internal"),
    ("internal", "Internal", "classification", "classif", "'Internal'", "Write public, internal"),
    ("[20, 40]", "[40, 20]", "baseline.minutes", "minutes:", "upside down", "lower figure first"),
    ("[20, 40]", "[40]", "baseline.minutes", "minutes:", "at least 2", "`[30, 60]`"),
    ("[20, 40]", "0", "baseline.minutes", "minutes:", "greater than 0", "`[30, 60]`"),
    ("[20, 40]", "{a: 1}", "baseline.minutes", "minutes:", "valid list", "`[30, 60]`"),
    ("0.7", ".nan", "evaluation.bars.citation.hit", "citation.hit:", "finite", "`number: 0.8`"),
    ("0.5", "-.inf", "evaluation.bars.number", "number:", "finite", "`number: 0.8`"),
    ("0.5", "yes", "evaluation.bars.number", "number:", "valid number", "`number: 0.8`"),
    ("15", "yes", "baseline.sample", "sample:", "valid integer", "from 1"),
    ("180", "0", "retention_days", "retention_days:", "greater than", "from 1 to 36500"),
    ("180", "'180'", "retention_days", "retention_days:", "valid integer", "from 1 to 36500"),
    ("2027-06-30", "'2027-02-30'", "review_date", "review_date:", "day", "as 2027-06-30"),
    ("2027-06-30", "2027-06-30 10:00:00", "review_date", "review_date:", "no day", "2027-06-30"),
    ("2027-06-30", "'1814313600'", "review_date", "review_date:", "no day", "as 2027-06-30"),
    ("2027-06-30", "soon", "review_date", "review_date:", "no day", "as 2027-06-30"),
    ("id: leases", "id: lease", "id", "id:", "file is called leases", "Write `id: leases`"),
    ("id: leases", "id: probant", "id", "id:", "the model of no use case", "another id"),
    ("id: leases", "id: Leases", "id", "id:", "can't be written so", "a-z, 0-9 and -"),
    ("north", "North", "entity", "entity:", "can't be written so", "'*' for all"),
    ("[leases, annexes]", "leases", "collections", "collections:", "no list", "or '*' for all"),
    ("[leases, annexes]", "", "collections", "collections:", "no list", "or '*' for all"),
    ("[leases, annexes]", "['*']", "collections", "collections:", "not in a list", "or '*' for"),
    ("leases, annexes", "leases, 7", "collections.2", "collections:", "valid string", "Write a"),
    ("leases.toml", "../leases.toml", "evaluation.suite", "suite:", "written so", "beside the"),
    ("leases.toml", "/etc/suite.toml", "evaluation.suite", "suite:", "written so", "beside the"),
    ("Find rents in leases, and decide nothing.", "'" + " " * 20 + "'", "purpose", "pur", "", "10"),
    ("Reading of leases", '"a\\0"', "title", "title:", "U+0000", "Take it out"),
    ("Reading of leases", '"\\ud800"', "title", "title:", "U+D800", "Take it out"),
    ("credit, ", '"a\\u200bb", ', "groups.1", "groups:", "U+200B", "Take it out"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "start", "said", "fix"), MISTAKES)
def test_a_mistake_is_told_with_its_file_its_line_and_what_to_write(
    old: str, new: str, field: str, start: str, said: str, fix: str
) -> None:
    text = changed(old, new)
    (told,) = (mistake for mistake in mistakes(text) if mistake.field == field)
    assert (told.file, told.line) == ("leases.yaml", line_of(text, start))
    assert said in told.said
    assert fix in told.fix
    assert str(told) == f"leases.yaml, line {told.line}: {field}: {told.said} {told.fix}"


@pytest.mark.parametrize("mode", ["none", "sampled\n  share: 0.5"])
def test_a_use_of_high_risk_without_people_is_refused(mode: str) -> None:
    text = changed("limited", "high").replace("  mode: sampled\n  share: 0.1", f"  mode: {mode}")
    (told,) = mistakes(text)
    assert (told.line, told.field) == (line_of(text, "mode:"), "supervision.mode")
    assert "article 14" in told.said
    assert "`mode: four_eyes`" in told.fix
    for overseen in ("required", "four_eyes"):
        assert read(text.replace(f"mode: {mode}", f"mode: {overseen}")).risk_class is RiskClass.HIGH


def test_high_risk_without_people_is_refused_of_what_was_kept_too() -> None:
    told = read(FILE).to_json()
    told["risk"]["class"] = "high"
    with pytest.raises(InvalidRequest, match="article 14"):
        from_json(told)


def test_all_mistakes_of_a_file_are_told_at_once_from_its_top() -> None:
    text = (
        changed("id: leases", "id: lease")
        .replace("reader, ", "boss, ")
        .replace("limited", "high")
        .replace("  sample: 15\n", "")
        .replace("citation.hit: 0.7", "citation.hit: .inf")
        .replace("2027-06-30", "2027\nmore: 1")
    )
    told = mistakes(text)
    assert [mistake.field for mistake in told] == [
        "id",
        "roles.1",
        "supervision.mode",
        "baseline.sample",
        "evaluation.bars.citation.hit",
        "review_date",
        "more",
    ]
    lines = [mistake.line for mistake in told]
    assert lines == sorted(lines)


def test_a_flood_of_mistakes_is_cut() -> None:
    told = mistakes(FILE + "".join(f"more{n}: 1\n" for n in range(500)))
    assert len(told) == 100


@pytest.mark.parametrize(
    ("text", "line", "said", "fix"),
    [
        ("", 1, "declares nothing", "Write `id:`"),
        ("- id: leases", 1, "declares nothing", "Write `id:`"),
        ("leases", 1, "declares nothing", "Write `id:`"),
        (changed("[reader, manager]", "[reader, manager"), 7, "not YAML", "quotation marks"),
        (changed("title: R", "title: a: R"), 2, "mapping values", "quotation marks"),
        (changed("  class", "\tclass"), 14, "not YAML", "spaces alone"),
        (changed("[20, 40]", "{a: 1, a: 2}"), 22, "a key comes twice", "Keep one"),
        (changed("credit, ", "&a credit, ").replace("pilots", "*a"), 8, "aliases", "in its place"),
        (changed("north", "[" * 30 + "]" * 30), 5, "nested too deeply", "as the examples"),
        (FILE + "---\n" + FILE, 33, "another document", "Indent"),
        (changed("180", "!!python/name:os.system x"), 12, "constructor", "quotation marks"),
        (FILE + "#" * MOST_BYTES, 1, "200000 are the most", "Say less"),
    ],
)
def test_what_is_no_declaration_is_told_with_its_line(
    text: str, line: int, said: str, fix: str
) -> None:
    (told,) = mistakes(text)
    assert (told.file, told.line, told.field) == ("leases.yaml", line, "")
    assert said in told.said
    assert fix in told.fix


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"id: \xe9", b"id: \x00", b"id: \x1b[31m"])
def test_what_is_no_text_is_told(raw: bytes) -> None:
    with pytest.raises(Mistaken, match=r"^leases\.yaml, line 1: this is not YAML"):
        parse(raw, "leases.yaml")


def test_an_impossible_day_is_told_with_its_line() -> None:
    text = changed("2027-06-30", "2027-02-30")
    (told,) = mistakes(text)
    assert "day is out of range" in told.said
    assert "as 2027-06-30" in told.fix
    assert told.line == line_of(text, "review_date:")


def test_a_field_that_comes_twice_is_told_with_the_line_of_the_second() -> None:
    (told,) = mistakes(FILE + "owner: Somebody else\n")
    assert told.line == 33


def test_names_that_somebody_made_up_do_not_reach_a_terminal_as_they_are() -> None:
    (told,) = mistakes(FILE + '"\\e[31m' + "x" * 500 + '": 1\n')
    assert told.field.isprintable()
    assert len(told.field) < 100


def test_a_mistake_can_be_sent() -> None:
    (told,) = mistakes(changed("block", "blocks"))
    assert told.to_json() == {
        "file": "leases.yaml",
        "line": 20,
        "field": "verification",
        "said": told.said,
        "fix": "Write drop, flag or block.",
    }


# Whatever is written

ODD = st.sampled_from(
    r"""
~ | yes | 1 | -1 | 0.5 | .nan | .inf | 1e400 | 2027-02-30 | 2027-06-30 | 12:30:45 | '*' | [] | {} |
[*a] | &a x | <<: {id: x} | !!set {a} | !!binary aGk= | !!omap [a: 1] | {1: 2} | {~: 1} | {[a]: b} |
= | [[[[ | - x | "\ud800" | "\0" | ' | > | %YAML 1.1 | --- | ... | é | sampled | high |
!!timestamp x | {a: {b: [1, {c: d}]}}
""".replace("\n", " ").split(" | ")
) | st.sampled_from(["", "|", "\t", "9" * 5_000])


@st.composite
def written(draw: st.DrawFn) -> str:
    """A declaration of which some lines are others, in another order, or gone."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition(":")[0]
        odd = draw(ODD | st.text(max_size=20))
        lines[at] = draw(
            st.sampled_from([f"{key}: {odd}", odd, f"{odd}: x", f"  {key}: {odd}", ""])
        )
    return "\n".join(lines)


YAML_LIKE = st.text() | st.text("abc:-[]{}&*!|>'\"%@`#,?~<=\n\t 0123.") | ODD | written()


@example('id: "\\ud800"')
@example('"\\ud800": 1')
@example("? {a: b}\n: c")
@example("evaluation: {bars: {~: 1, 2027-01-01: 2, 1: 3}}")
@example("review_date: 0000-00-00")
@given(YAML_LIKE)
def test_whatever_is_written_is_a_declaration_or_mistaken(text: str) -> None:
    try:
        use_case = parse(text.encode("utf-8", "surrogatepass"), "leases.yaml")
    except Mistaken as error:
        check_told(error.mistakes, text)
    else:
        assert from_json(json.loads(json.dumps(use_case.to_json()))) == use_case


def check_told(told: tuple[Mistake, ...], text: str) -> None:
    """Whether each mistake is on a line of the text, says something, and can be sent."""
    assert told
    for mistake in told:
        assert 1 <= mistake.line <= len(text.splitlines()) + 1
        assert mistake.said
        assert mistake.fix
        str(mistake).encode()


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_a_declaration_or_mistaken(raw: bytes) -> None:
    with pytest.raises(Mistaken):
        parse(raw, "leases.yaml")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([field.split(".")[0] for field in OTHER]), PLAIN))
def test_whatever_json_comes_is_a_declaration_or_refused(other: dict[str, Any]) -> None:
    try:
        use_case = from_json(read(FILE).to_json() | other)
    except Mistaken as error:
        str(error).encode()
        return
    assert from_json(use_case.to_json()) == use_case
