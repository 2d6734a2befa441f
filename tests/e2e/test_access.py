"""Two entities over HTTP: each with its key, each alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import serving

KEYS = {"north": "north-key-0123456789", "south": "south-key-0123456789"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    listed = ",".join(f"{entity}:{key}" for entity, key in KEYS.items())
    with serving(tmp_path_factory.mktemp("keys"), {"PROBANT_ACCESS_KEYS": listed}) as url:
        yield url


def _client(url: str, entity: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {KEYS[entity]}"}
    return httpx.Client(base_url=url, headers=headers, timeout=60)


def test_without_a_key_nothing_is_told(url: str) -> None:
    for path in ("/v1/models", "/v1/documents", "/v1/documents/x", "/v1/citations/x"):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eA=="}):
            response = httpx.get(url + path, headers=headers)
            assert response.status_code == 401
            assert response.headers["content-type"] == "application/problem+json"
            assert response.headers["www-authenticate"] == "Bearer"
    assert httpx.get(f"{url}/healthz").status_code == 200


def test_an_entity_never_sees_another_s_documents(url: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Le loyer annuel du lot Azur est de 77 123 euros.", "utf-8")
    with _client(url, "north") as north, _client(url, "south") as south:
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
