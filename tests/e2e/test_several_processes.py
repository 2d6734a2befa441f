"""Several `probant serve` on one PostgreSQL, one Valkey, one index and one folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.e2e.town import Served, Town, a_town, until

pytestmark = pytest.mark.slow

MANY = 12


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Iterator[Town]:
    with a_town(tmp_path_factory.mktemp("town"), postgres) as town:
        yield town


@pytest.fixture(scope="module")
def one(town: Town) -> Iterator[Served]:
    with town.serve() as served:
        yield served


@pytest.fixture(scope="module")
def other(town: Town, one: Served) -> Iterator[Served]:
    with town.serve() as served:
        yield served


def lease_of(name: str, rent: str) -> bytes:
    return f"# Bail de {name}\n\nLe loyer annuel de {name} est de {rent} euros.\n".encode()


def asked(server: Served, question: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": question}]
    answer = server.post("/v1/chat/completions", json={"messages": messages})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["probant"]
    return told


def announced(server: Served, files: dict[str, bytes]) -> str:
    named = [{"name": name, "version": sha256(data).hexdigest()} for name, data in files.items()]
    batch = server.post("/v1/batches", json={"files": named}).json()["id"]
    return str(batch)


def test_what_is_sent_to_one_is_answered_by_the_other(one: Served, other: Served) -> None:
    document = one.upload("bail-orme.md", lease_of("Orme", "48 000"))
    until(lambda: other.status(document) == "indexed")
    for server in (other, one):
        told = asked(server, "Quel est le loyer annuel de Orme ?")
        assert told["state"] == "answered"
        assert "48 000" in told["answer"]
        assert {citation["document_id"] for citation in told["citations"]} == {document}


def test_what_is_deleted_at_one_is_gone_at_the_other_at_once(one: Served, other: Served) -> None:
    question = "Quel est le loyer annuel de Tilleul ?"
    document = one.upload("bail-tilleul.md", lease_of("Tilleul", "31 500"))
    until(lambda: other.status(document) == "indexed")
    [citation, *_] = asked(other, question)["citations"]
    assert other.get(citation["links"]["self"]).status_code == 200
    assert httpx.delete(f"{one.url}/v1/documents/{document}", timeout=60).status_code == 204
    assert other.get(f"/v1/documents/{document}").status_code == 410
    assert other.get(citation["links"]["self"]).status_code == 410
    assert document not in other.hits(question)
    assert document not in {found["document_id"] for found in asked(other, question)["citations"]}


def test_a_batch_is_worked_once_and_followed_at_both(
    town: Town, one: Served, other: Served
) -> None:
    files = {f"lot-{n}.md": lease_of(f"Lot {n}", f"{n + 1} 000") for n in range(MANY)}
    batch = announced(one, files)
    for rank, (name, data) in enumerate(files.items()):
        (one, other)[rank % 2].upload(name, data, batch=batch)
    ends = [_last_event(server, f"/v1/batches/{batch}/events") for server in (one, other)]
    assert [(end["total"], end["done"], end["is_final"]) for end in ends] == [
        (MANY, MANY, True)
    ] * 2
    listed = other.get(f"/v1/batches/{batch}/documents", params={"limit": 200}).json()["documents"]
    assert [shown["job"]["attempts"] for shown in listed] == [1] * MANY
    assert agrees(town)


def _last_event(server: Served, path: str) -> dict[str, Any]:
    """Data of the event `end`, which comes when all is done."""
    with httpx.stream("GET", server.url + path, timeout=120) as stream:
        lines = [line for line in stream.iter_lines() if line]
    assert lines[-2] == "event: end"
    told: dict[str, Any] = json.loads(lines[-1].removeprefix("data: "))
    return told


def agrees(town: Town) -> bool:
    """Whether database, stored bytes and index do, all bytes read again."""
    done = town.run("check", "--deep", "--json")
    return done.returncode == 0 and json.loads(done.stdout)["differences"] == []


def _page(number: int) -> bytes:
    canvas = Canvas("", pagesize=(400, 300), invariant=True)
    canvas.drawString(40, 200, f"Le loyer annuel du local {number} est de {number + 1} 000 euros.")
    data: bytes = canvas.getpdfdata()
    return data


def test_one_that_is_killed_at_work_loses_nothing_and_stops_nobody(
    town: Town, one: Served, other: Served
) -> None:
    files = {f"local-{n}.pdf": _page(n) for n in range(MANY)}
    with town.serve() as third:
        with one.paused(), other.paused():  # all that is taken up, the third takes
            batch = announced(third, files)
            accepted = [third.upload(name, data, batch=batch) for name, data in files.items()]
            third.die_while(town.embedding)
            interrupted = town.embedding()
        assert interrupted
        assert asked(one, "Quel est le loyer annuel de Orme ?")["state"] == "answered"
    until(lambda: one.get(f"/v1/batches/{batch}").json()["is_final"])
    assert {other.status(document) for document in accepted} == {"indexed"}
    listed = one.get(f"/v1/batches/{batch}/documents", params={"limit": 200}).json()["documents"]
    attempts = {shown["id"]: shown["job"]["attempts"] for shown in listed}
    assert min(attempts[document] for document in interrupted) > 1
    assert agrees(town)


def test_commands_look_at_the_same_installation(town: Town, one: Served) -> None:
    document = one.upload("bail-chene.md", lease_of("Chêne", "77 000"))
    until(lambda: one.status(document) == "indexed")
    doctor = town.run("doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout
    assert json.loads(doctor.stdout)["stores"]["database"].startswith("postgresql")
    found = town.run("search", "loyer annuel de Chêne", "--json")
    assert document in {hit["document_id"] for hit in json.loads(found.stdout)["hits"]}
    assert agrees(town)
