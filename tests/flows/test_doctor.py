"""What the doctor says of stores, without making any."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings import Settings
from flows.doctor import outside_hosts, report, stores


def _settings(folder: Path, **urls: str) -> Settings:
    return Settings(data=folder, _env_file=None, **urls)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("store", "url", "shown", "hosts"),
    [
        ("queue", "", "embedded Valkey", []),
        ("queue", "unix:///run/valkey.sock", "unix at /run/valkey.sock", []),
        ("queue", "redis://:secret@queue.example:6379/0", "redis at queue.example", 1),
        ("queue", "redis://localhost", "redis at localhost", []),
        ("database", "", "embedded SQLite", []),
        ("database", "sqlite:////srv/probant.db", "sqlite at /srv/probant.db", []),
        ("database", "sqlite:///probant.db", "sqlite at probant.db", []),
        ("database", "postgresql://me:secret@db.example/x", "postgresql at db.example", 1),
        ("database", "postgresql:///x?host=db.example", "postgresql at db.example", 1),
        ("database", "postgresql:///x?host=db.example:5433", "postgresql at db.example", 1),
        ("database", "postgresql:///x?host=/run/postgresql", "postgresql at /run/postgresql", []),
        ("database", "postgresql:///x", "postgresql at this machine", []),
    ],
)
def test_where_a_store_is(
    tmp_path: Path, store: str, url: str, shown: str, hosts: list[str] | int
) -> None:
    settings = _settings(tmp_path, **{f"{store}_url": url})
    assert stores(settings)[store] == shown
    assert outside_hosts(settings) == ([shown.split()[-1]] if hosts else [])


def test_the_identity_provider_is_a_host_that_is_contacted(tmp_path: Path) -> None:
    settings = _settings(tmp_path, oidc_issuer="https://login.example:8443/realms/x")
    assert outside_hosts(settings) == ["login.example"]


async def test_the_doctor_tells_who_is_told_apart_and_what_may_be_asked(tmp_path: Path) -> None:
    local = await report(_settings(tmp_path / "local"))
    assert (local["identity"], local["uses"]) == ("local", "open")
    required = await report(_settings(tmp_path / "required", identity="required"))
    assert (required["identity"], required["uses"]) == ("required", "declared")


async def test_the_doctor_makes_no_store(tmp_path: Path) -> None:
    found = await report(_settings(tmp_path / "data"))
    assert found["ok"], found["problems"]
    assert found["stores"]["database"] == "embedded SQLite (not created yet)"
    assert found["stores"]["index"].endswith("(not created yet)")
    assert not (tmp_path / "data").exists()


async def test_the_doctor_migrates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    found = await report(_settings(tmp_path / "data", database_url=f"sqlite:///{path}"))
    assert found["stores"]["database"] == f"sqlite at {path} (not created yet)"
    assert path.stat().st_size == 0


async def test_every_store_that_does_not_answer_is_named(tmp_path: Path) -> None:
    found = await report(
        _settings(
            tmp_path,
            database_url="postgresql://127.0.0.1:1/x",
            queue_url=f"unix://{tmp_path}/nobody.sock",
        )
    )
    assert not found["ok"]
    assert len(found["problems"]) == 2
