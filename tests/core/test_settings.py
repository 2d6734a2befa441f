"""Settings: every wrong value is named by its variable before anything starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.identity import Identity
from core.settings import Settings

KEY, OTHER_KEY = "k" * 16, "o" * 20


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the settings of whoever runs the tests, and without a `.env` nearby."""
    for name in list(os.environ):
        if name.upper().startswith("PROBANT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *[("PORT", "0"), ("PORT", "65536"), ("PORT", "http")],
        *[("ENTITY", ""), ("ENTITY", "Head Office"), ("ENTITY", "-x"), ("ENTITY", "a" * 41)],
        *[("DENSE_WEIGHT", "1.1"), ("DENSE_WEIGHT", "-0.1"), ("ABSTAIN_BELOW", "2")],
        *[("MAX_UPLOAD_MB", "0"), ("MAX_QUESTION_CHARS", "0"), ("PARSE_SECONDS", "0")],
        *[("IDENTITY", ""), ("IDENTITY", "none"), ("IDENTITY", "Required")],
        *[("CHAT_SECONDS", "-1"), ("ENCODER_TOKENS", "1"), ("PARSE_MEMORY_MB", "many")],
    ],
)
def test_a_wrong_value_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(f"PROBANT_{variable}", value)
    with pytest.raises(Misconfigured, match=f"PROBANT_{variable}"):
        Settings.read()


def test_without_any_variable_everything_is_local_and_nothing_needs_a_key(tmp_path: Path) -> None:
    settings = Settings.read()
    assert settings.host == "127.0.0.1"
    assert settings.identity is Identity.LOCAL
    assert (settings.queue_url, settings.index_url, settings.chat_url) == ("", "", "")
    assert settings.database == f"sqlite:///{tmp_path / '.probant' / 'probant.db'}"


def test_a_variable_counts_over_the_file_and_the_file_over_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("PROBANT_PORT=9000\nPROBANT_ENTITY=file\n", "utf-8")
    monkeypatch.setenv("PROBANT_ENTITY", "variable")
    settings = Settings.read()
    assert (settings.port, settings.entity) == (9000, "variable")


def test_folders_do_not_depend_on_where_a_command_is_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROBANT_DATA", "~/state")
    assert Settings.read().data == Path.home() / "state"
    assert Settings(data=Path("state"), _env_file=None).data.is_absolute()  # type: ignore[call-arg]


def test_secrets_are_not_in_what_is_printed() -> None:
    settings = Settings(key=KEY, chat_key=OTHER_KEY, index_key=OTHER_KEY)  # type: ignore[arg-type]
    assert KEY not in repr(settings)
    assert OTHER_KEY not in f"{settings} {settings.model_dump()}"


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("PROBANT_IDENTITIES", "PROBANT_IDENTITY"),
        ("PROBANT_CHATURL", "PROBANT_CHAT_URL"),
        ("probant_abstain_bellow", "PROBANT_ABSTAIN_BELOW"),
        ("PROBANT_CORPORA_2", "docs/settings.md"),
    ],
)
def test_a_misspelt_variable_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, variable: str, meant: str
) -> None:
    monkeypatch.setenv(variable, "secret")
    with pytest.raises(Misconfigured, match=variable) as caught:
        Settings.read()
    assert meant in str(caught.value)
    assert "secret" not in str(caught.value)


def test_variables_of_the_tests_and_of_others_are_let_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("PROBANT_TEST_QDRANT_URL", "PROBANT_CORPORA", "PROBANTLY", "MY_PROBANT_KEY"):
        monkeypatch.setenv(variable, "x")
    monkeypatch.setenv("probant_port", "9000")  # as pydantic reads them, in any case
    Path(".env").write_text("POSTGRES_PASSWORD=x\nPROBANT_OF_A_SCRIPT=x\n", "utf-8")
    assert Settings.read().port == 9000


@pytest.mark.parametrize("where", ["variable", "file"])
def test_keys_of_the_former_kind_do_not_pass_for_identity(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    if where == "file":
        Path(".env").write_text(f"PROBANT_ACCESS_KEYS=north:{KEY}\n", "utf-8")
    else:
        monkeypatch.setenv("PROBANT_ACCESS_KEYS", f"north:{KEY}")
    with pytest.raises(Misconfigured, match="PROBANT_IDENTITY=required") as refused:
        Settings.read()
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    ("identity", "uses", "askable"),
    [
        ("local", None, "open"),
        ("required", None, "declared"),
        ("required", "", "declared"),
        ("required", "open", "open"),
        ("local", "declared", "declared"),
    ],
)
def test_where_people_are_told_apart_nothing_but_use_cases_is_asked_unless_set(
    monkeypatch: pytest.MonkeyPatch, identity: str, uses: str | None, askable: str
) -> None:
    monkeypatch.setenv("PROBANT_IDENTITY", identity)
    if uses is not None:
        monkeypatch.setenv("PROBANT_USES", uses)
    assert Settings.read().askable == askable
