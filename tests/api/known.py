"""An installation with something of everything, and the values by which requests name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from reportlab.pdfgen.canvas import Canvas

from core.ids import citation_id
from core.use_cases import Stage
from flows.bootstrap import Installation
from flows.question import Question
from tests.flows.use_cases.declaring import DECLARED, a_run, declared
from tests.parts import HERE, USER, a_person
from tests.retrieval.stored import passages_of

SHELVES = ("default", "baux", "prets")
_EACH = 6
_HELD = "images"
"""Nothing that is asked deletes what is there, for its name is not among those told."""
_DRAWN = "GET /v1/documents/{document}/pages/{page}.png"
_DECIDED = "POST /v1/reviews/{review}/decision"
_STAGED = "POST /v1/use-cases/{use_case}/stage"
_TODAY = datetime.now(UTC).date()
_SHARED = {
    "reader": "group:there/credit",
    "from": _TODAY.isoformat(),
    "until": (_TODAY + timedelta(days=30)).isoformat(),
    "reason": "An audit.",
}
_ASKS = a_person("user:asks", HERE)
_RENT = {"id": "rent", "question": "Quel est le loyer annuel ?", "type": "number"}

Known = Mapping[str, Sequence[str]]
"""Values by parameter: `path.document`, `body.collection` …, of one operation where it is named."""


async def filled(parts: Installation, client: httpx.AsyncClient, folder: Path) -> Known:
    """Documents on three shelves, a page to draw, a batch, a grid, jobs that wait or stopped; keys,
    people, questions in the ledger, and drafts of use cases."""
    announced = await _post(client, "/v1/batches", {"files": _named("annexe")})
    batch = announced["id"]
    documents = [
        await _uploaded(client, f"{shelf}-{number}.txt", _words(shelf, number), collection=shelf)
        for shelf in SHELVES
        for number in range(_EACH)
    ]
    page = await _uploaded(client, "page.pdf", _page(folder / "page.pdf"), collection=_HELD)
    hold = await client.patch(f"/v1/collections/{_HELD}", json={"hold": "It is to be drawn."})
    assert hold.is_success
    documents.append(page)
    documents.append(await _uploaded(client, "annexe.txt", b"annexe", batch=batch))
    await parts.worker.until_idle()
    ids = [document["id"] for document in documents]
    grid = await _post(client, "/v1/grids", {"questions": [_RENT], "collection": "baux"})
    share = await _post(client, "/v1/shares", {"document": ids[0], **_SHARED})
    waiting_reviews = [await _reviewed(parts) for _ in range(_EACH)]
    claimed = [await _reviewed(parts) for _ in range(2 * _EACH)]
    for review in claimed:
        await _post(client, f"/v1/reviews/{review}/claim")
    stopped = await _uploaded(client, "stopped.txt", b"stopped")
    await _post(client, f"/v1/documents/{stopped['id']}/cancel")
    use_case = await _in_use(parts)
    waiting = await _uploaded(client, "waiting.txt", b"waiting", batch=batch)
    return {
        "path.document": [*ids, stopped["id"], waiting["id"]],
        "path.key": [await _key(client) for _ in range(_EACH)],
        "path.person": [USER.id],
        "path.record": [await _asked(parts) for _ in range(_EACH)],
        "body.person": [await _came(parts, number) for number in range(_EACH)],
        "body.record": [await _answered(client) for _ in range(_EACH)],
        "body.use_case": [use_case],
        "path.task": [await _task(client, use_case) for _ in range(_EACH)],
        "query.period": ["2026-Q3", "2026-09", "2026-W38"],
        "path.citation": await _citations(parts, documents),
        "path.collection": SHELVES,
        "path.name": SHELVES,
        "path.batch": [batch],
        "path.grid": [grid["id"]],
        "path.share": [share["id"]],
        "path.review": waiting_reviews,
        "path.use_case": [await _drafted(client, number) for number in range(_EACH)],
        "path.job": [stopped["job"]["id"], waiting["job"]["id"]],
        "query.collection": SHELVES,
        "body.collection": SHELVES,
        "body.document": ids,
        "body.supersedes": ids,
        "body.batch": [batch],
        "body.query": ["Quel est le loyer annuel ?", "Et pour le prêt ?"],
        "body.reader": [_SHARED["reader"]],
        "body.from": [_SHARED["from"]],
        "body.until": [_SHARED["until"]],
        "body.model": ["probant", "probant:references"],
        f"{_STAGED} body.to": ["retired"],
        f"{_DECIDED} path.review": claimed,
        f"{_DECIDED} body.ruling": ["accepted"],
        f"{_DECIDED} body.reason": [""],
        f"{_DECIDED} body.correction": [""],
        f"{_DRAWN} path.document": [page["id"]],
        f"{_DRAWN} path.page": ["1"],
    }


async def _post(client: httpx.AsyncClient, path: str, body: Any = None) -> Any:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def _key(client: httpx.AsyncClient) -> str:
    made = await _post(client, "/v1/keys", {"name": "known", "roles": ["reader"]})
    return str(made["id"])


async def _drafted(client: httpx.AsyncClient, number: int) -> str:
    """One of several: who is retired once is not retired again."""
    declaration = {**DECLARED, "id": f"leases-{number}"}
    made = await _post(client, "/v1/use-cases", {"declaration": declaration})
    return str(made["id"])


async def _asked(parts: Installation) -> str:
    """Id of a question that nobody erases: who asked is not among those told."""
    return str((await parts.asker.ask(_ASKS, Question("Quel est le loyer annuel ?"))).record)


async def _answered(client: httpx.AsyncClient) -> str:
    """Id of a question of the client's own."""
    said = {"messages": [{"role": "user", "content": "Quel est le loyer annuel ?"}]}
    return str((await _post(client, "/v1/chat/completions", said))["probant"]["record"])


async def _in_use(parts: Installation) -> str:
    use_case = declared(pilot_groups=[])
    await parts.registry.submit(a_person("author", HERE), use_case)
    await parts.registry.evaluated(a_run(use_case, parts.registry.made_with))
    for stage in (Stage.APPROVED, Stage.PILOT):
        await parts.registry.promote(a_person("approver", HERE), use_case.id, stage)
    return use_case.id


async def _task(client: httpx.AsyncClient, use_case: str) -> str:
    return str((await _post(client, "/v1/tasks", {"use_case": use_case}))["id"])


async def _came(parts: Installation, number: int) -> str:
    """Somebody who is here to be erased."""
    person = a_person(f"user:{number}", HERE)
    async with parts.database.begin() as unit:
        await unit.people.remember(person, datetime.now(UTC))
    return person.id


async def _uploaded(client: httpx.AsyncClient, name: str, data: bytes, **said: str) -> Any:
    answer = await client.post("/v1/documents", files={"file": (name, data)}, data=said)
    assert answer.status_code == 202, answer.text
    return answer.json()


def _words(shelf: str, number: int) -> bytes:
    return f"Le loyer annuel de {shelf} est de {number + 1} 000 euros.".encode()


def _named(*texts: str) -> list[dict[str, str]]:
    return [{"name": f"{text}.txt", "version": sha256(text.encode()).hexdigest()} for text in texts]


def _page(path: Path) -> bytes:
    canvas = Canvas(str(path), pagesize=(200, 200))
    canvas.drawString(20, 100, "Le loyer annuel est de 12 000 euros.")
    canvas.save()
    return path.read_bytes()


async def _citations(parts: Installation, documents: Sequence[Any]) -> list[str]:
    found = []
    for shown in documents:
        document = await parts.documents.get(USER, shown["id"])
        found += [
            citation_id(passage.chunk.reading, passage.place.locator)
            for passage in await passages_of(parts, document)
        ]
    return found


_OVERSEEN = declared(
    id="overseen", entity=HERE, collections=[_HELD], supervision={"mode": "required"}
)


async def _reviewed(parts: Installation) -> str:
    """Id of a review of what somebody asked who asks nothing else, and nobody deletes."""
    registry = parts.registry
    author, approver = a_person("user:author", HERE), a_person("user:approver", HERE)
    async with parts.database.begin() as unit:
        known = await unit.use_cases.versions(_OVERSEEN.id)
    if not known:
        await registry.submit(author, _OVERSEEN)
        await registry.evaluated(a_run(_OVERSEEN, registry.made_with))
        for stage in (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION):
            await registry.promote(approver, _OVERSEEN.id, stage)
    used = await parts.uses.asked(_ASKS, _OVERSEEN.id)
    answer = await parts.asker.ask(_ASKS, Question("Quel est le loyer annuel ?", use_case=used))
    assert answer.supervision, answer.reason
    assert answer.supervision.draft, answer.reason
    return answer.supervision.draft.review
