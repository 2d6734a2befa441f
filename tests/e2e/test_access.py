"""Two entities over HTTP, each with keys of its own, each alone; a key that is taken back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import new_key, probant, run_probant, serving


@dataclass(frozen=True)
class Town:
    """A service that asks who one is, and where its stores are."""

    url: str
    folder: Path

    def client(self, entity: str, *roles: str) -> httpx.Client:
        return self.with_key(new_key(self.folder, entity, *roles))

    def with_key(self, key: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("keys")
    settings = {"PROBANT_IDENTITY": "required", "PROBANT_USES": "open"}
    with serving(folder, settings) as url:
        yield Town(url, folder)


def test_without_a_key_nothing_is_told(town: Town) -> None:
    paths = ("/v1/me", "/v1/documents", "/v1/documents/x", "/v1/citations/x", "/docs", "/nothing")
    for path in (*paths, "/openapi.json"):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eA=="}):
            response = httpx.get(town.url + path, headers=headers)
            assert response.status_code == 401
            assert response.headers["content-type"] == "application/problem+json"
            assert response.headers["www-authenticate"] == "Bearer"
    for path in ("/", "/healthz", "/readyz"):
        assert httpx.get(town.url + path).status_code == 200


def test_a_key_says_who_shows_it_and_its_secret_is_stored_nowhere(town: Town) -> None:
    key = new_key(town.folder, "north", "reader", group="credit", clearance="public")
    _, id_, secret = key.split("_")
    with town.with_key(key) as client:
        assert client.get("/v1/me").json() == {
            "id": f"key:{id_}",
            "entity": "north",
            "roles": ["reader"],
            "groups": ["credit"],
            "clearance": "public",
        }
    stored = [path.read_bytes() for path in town.folder.rglob("*") if path.is_file()]
    assert any(id_.encode() in content for content in stored)
    assert not any(secret.encode() in content for content in stored)


def test_a_revoked_key_opens_nothing_from_the_next_request_on(town: Town) -> None:
    key = new_key(town.folder, "north", "reader")
    with town.with_key(key) as client:
        assert client.get("/v1/documents").status_code == 200
        run_probant(town.folder, "keys", "revoke", key.split("_")[1])  # by another process
        assert client.get("/v1/documents").status_code == 401


def test_an_administrator_gives_keys_with_the_command(town: Town) -> None:
    until = f"{datetime.now(UTC).year + 1}-12-31"
    admin = new_key(town.folder, "north", "admin", expires=until)
    given = probant(
        town.folder,
        *("keys", "create", "--name", "ours", "--role", "reader", "--json"),
        *("--expires", until, "--server", town.url),
        PROBANT_KEY=admin,
    )
    made = json.loads(given.stdout)
    assert (made["entity"], made["created_by"]) == ("north", f"key:{admin.split('_')[1]}")
    with town.with_key(made["key"]) as reader:
        assert reader.get("/v1/documents").status_code == 200
        assert reader.get("/v1/keys").status_code == 403
    listed = probant(town.folder, "keys", "list", "--server", town.url, PROBANT_KEY=admin)
    assert made["id"] in listed.stdout
    assert "used" in next(line for line in listed.stdout.splitlines() if made["id"] in line)
    for more in (["--entity", "south"], []):  # elsewhere; and for longer than the own key
        refused = probant(
            town.folder,
            *("keys", "create", "--name", "x", "--role", "reader", *more, "--server", town.url),
            PROBANT_KEY=admin,
        )
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "own" in refused.stderr
    gone = probant(
        town.folder, "keys", "revoke", made["id"], "--server", town.url, PROBANT_KEY=admin
    )
    assert gone.returncode == 0
    assert probant(town.folder, "documents", "--server", town.url).returncode == 1


def test_an_entity_never_sees_another_s_documents(town: Town, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Le loyer annuel du lot Azur est de 77 123 euros.", "utf-8")
    with town.client("north", "manager") as north, town.client("south", "manager") as south:
        with secret.open("rb") as file:
            accepted = north.post("/v1/documents", files={"file": ("secret.txt", file)})
        document = f"/v1/documents/{accepted.json()['id']}"
        for _ in range(300):
            if north.get(document).json()["status"] == "indexed":
                break
            time.sleep(0.2)
        said = {"messages": [{"role": "user", "content": "Quel est le loyer annuel du lot Azur ?"}]}
        answer = north.post("/v1/chat/completions", json=said).json()["probant"]
        assert "77 123" in answer["answer"]
        citation = f"/v1/citations/{answer['citations'][0]['id']}"
        assert north.get(citation).status_code == 200
        nobody = south.post("/v1/chat/completions", json=said).json()["probant"]
        assert (nobody["state"], nobody["searched"]["documents"]) == ("abstained", 0)
        assert south.get("/v1/documents").json()["documents"] == []
        assert south.post("/v1/search", json={"query": "loyer Azur"}).json()["hits"] == []
        unknown = "/v1/documents/00000000-0000-0000-0000-000000000000"
        for path in (document, citation):
            assert south.get(path).status_code == 404
        assert south.get(document).json() == south.get(unknown).json()
        assert south.delete(document).status_code == 404
        with secret.open("rb") as file:  # the same bytes again: new to the south
            theirs = south.post("/v1/documents", files={"file": ("secret.txt", file)})
        assert theirs.status_code == 202
        assert theirs.json()["id"] != accepted.json()["id"]
