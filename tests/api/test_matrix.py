"""Every route for every role: who is let through, who is refused, who is told nothing.

The table has a row for each route of the application, and a route without a row fails.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from starlette.routing import BaseRoute

from api.app import create_app
from core.principals import Role
from flows.question import Question
from governance.identity import local_user
from tests.api.two_entities import (
    CALLERS,
    NO_ROLE,
    NOBODY,
    NORTH,
    QUESTION,
    SECRETS,
    SOUTH,
    STRANGER,
    Town,
    open_town,
)
from tests.flows.use_cases.declaring import declared
from tests.parts import a_person

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        yield opened


READING = frozenset({Role.READER, Role.CONTRIBUTOR, Role.MANAGER})
"""Who asks and reads."""
GIVING = READING - {Role.READER}
MANAGING = frozenset({Role.MANAGER})
ADMINISTERING = frozenset({Role.ADMIN})
AUDITING = frozenset({Role.AUDITOR})
DECLARING = frozenset({Role.MANAGER, Role.ADMIN})
REVIEWING = frozenset({Role.REVIEWER})
OVERSEEING = DECLARING | {Role.AUDITOR, Role.APPROVER}
"""Who sees the map of use cases."""
ANY_ROLE = frozenset(Role)

Made = Callable[[Town], Awaitable[str]]
"""What a path names, made anew for every caller: some of them delete it."""


@dataclass(frozen=True)
class Row:
    route: str
    """Method and path, as the application has it; its parameter is what `named` makes."""
    roles: frozenset[Role]
    """Those of north that are let through; others get 403."""
    let: int
    """The status for who is let through."""
    stranger: int
    """The status for somebody of south who has every role there."""
    named: Made | None = None
    request: Callable[[str], dict[str, Any]] = field(default=lambda name: {})
    """What is sent, where `named` made this."""
    is_open: bool = False
    """For everybody, without a key."""
    is_for_any_key: bool = False
    let_not: int = 403
    """The status for the other roles of north."""

    def expected(self, caller: str) -> int:
        if self.is_open:
            return self.let
        if caller == NOBODY:
            return 401
        if self.is_for_any_key:
            return self.let
        if caller == STRANGER:
            return self.stranger
        return self.let if caller in self.roles else self.let_not

    async def status(self, town: Town, caller: str) -> int:
        """The answer's. Fails where the answer tells of the entity that is not the caller's."""
        name = await self.named(town) if self.named else ""
        method, path = self.route.split(" ")
        start, _, rest = path.partition("{")
        path = start + name + rest.partition("}")[2].replace("{page}", "1") if rest else path
        answer = await town.send(caller, method, path, **self.request(name))
        hidden = SECRETS[NORTH] if caller == STRANGER else SECRETS[SOUTH]
        assert hidden.encode() not in answer.content, f"{caller} sees it: {answer.text}"
        if answer.status_code in (401, 403, 404):
            assert SECRETS[NORTH].encode() not in answer.content, f"{caller}: {answer.text}"
        return answer.status_code


def body(**values: Any) -> Callable[[str], dict[str, Any]]:
    return lambda name: {"json": values}


def offer(document: str) -> dict[str, Any]:
    """A document of north, to be read by an entity that asks nothing here."""
    until = datetime.now(UTC).date() + timedelta(days=30)
    said = {"reader": "entity:east", "until": until.isoformat(), "reason": "An audit."}
    return {"json": {"document": document, **said}}


async def document(town: Town) -> str:
    return (await town.read()).id


async def new_use(town: Town) -> str:
    return town.use_case().id


async def in_use(town: Town) -> str:
    """A use case that everybody of north who may ask may use."""
    return await town.in_use()


async def waiting(town: Town) -> str:
    return (await town.waiting()).id


async def cancelled(town: Town) -> str:
    return (await town.cancelled()).id


async def waiting_batch(town: Town) -> str:
    return await town.batch(is_read=False)


async def shelf(town: Town) -> str:
    return await town.collection()


ASKED = body(messages=[{"role": "user", "content": "What is the rent?"}])
FILE = {"files": {"file": ("a.txt", b"The rent is 12 EUR.")}}
KEY = body(name="another", roles=["reader"])


def query(**values: Any) -> Callable[[str], dict[str, Any]]:
    return lambda name: {"params": values}


async def asked(town: Town) -> str:
    """A question that somebody of north asked, whose answer tells north's secret."""
    await town.read()
    question = Question("What is the rent?")
    return str((await town.parts.asker.ask(local_user(NORTH), question)).record)


async def person(town: Town) -> str:
    """Somebody of north who has come with a token."""
    who = a_person(f"user:{uuid4().hex}", NORTH)
    async with town.parts.database.begin() as unit:
        await unit.people.remember(who, datetime.now(UTC))
    return who.id


OPEN = ("/", "/healthz", "/readyz", "/auth")
SIGNING_IN = ("GET /auth/login", "GET /auth/callback", "POST /auth/logout")
"""Said again here: what `api.identity` leaves open is to be changed in two places."""

ROWS = [
    *(Row(f"GET {path}", ANY_ROLE, 200, 200, is_open=True) for path in OPEN),
    # There is no provider here: nobody signs in.
    *(Row(route, ANY_ROLE, 404, 404, is_open=True) for route in SIGNING_IN),
    *(
        Row(f"GET {path}", ANY_ROLE, 200, 200, is_for_any_key=True)
        for path in ("/openapi.json", "/docs", "/v1/models", "/v1/me")
    ),
    Row(
        "GET /docs/{name}",
        ANY_ROLE,
        200,
        200,
        lambda town: _always("swagger-ui.css"),
        is_for_any_key=True,
    ),
    # Questions
    Row("POST /v1/chat/completions", READING, 200, 200, request=ASKED),
    Row("POST /v1/search", READING, 200, 200, request=body(query="What is the rent?")),
    # Documents
    Row("POST /v1/documents", GIVING, 202, 202, request=lambda name: FILE),
    Row("GET /v1/documents", READING, 200, 200, document),
    Row("GET /v1/documents/{document}", READING, 200, 404, document),
    Row("GET /v1/documents/{document}/versions", READING, 200, 404, document),
    Row("GET /v1/documents/{document}/events", READING, 200, 404, document),
    Row(
        "GET /v1/documents/{document}/pages/{page}.png", READING, 200, 404, lambda town: town.page()
    ),
    Row("GET /v1/citations/{citation:path}", READING, 200, 404, lambda town: town.citation()),
    Row(
        "PATCH /v1/documents/{document}",
        MANAGING,
        200,
        404,
        document,
        body(valid_until="2030-01-31"),
    ),
    Row("POST /v1/documents/{document}/cancel", GIVING, 200, 404, waiting),
    Row("POST /v1/documents/{document}/retry", GIVING, 202, 404, cancelled),
    Row("POST /v1/documents/{document}/reread", GIVING, 202, 404, document),
    Row(
        "PATCH /v1/documents/{document}/description",
        GIVING,
        200,
        404,
        document,
        body(kind=["lease"]),
    ),
    Row("PUT /v1/documents/{document}/source", GIVING, 204, 404, document, body(source="a.txt")),
    Row("DELETE /v1/documents/{document}", MANAGING, 204, 404, document),
    # Collections
    Row("GET /v1/collections", READING, 200, 200),
    Row("GET /v1/collections/{collection}/sources", READING, 200, 200, shelf),
    Row("PATCH /v1/collections/{name}", MANAGING, 200, 200, shelf, body(retention_days=30)),
    Row("DELETE /v1/collections/{name}", MANAGING, 200, 404, shelf),
    # Shares
    Row("POST /v1/shares", MANAGING, 201, 404, document, offer),
    Row("GET /v1/shares", MANAGING, 200, 200, lambda town: town.share()),
    Row("DELETE /v1/shares/{share}", MANAGING, 200, 404, lambda town: town.share()),
    # Batches and jobs
    Row("POST /v1/batches", GIVING, 200, 200, request=body(files=[])),
    Row("GET /v1/batches/{batch}", READING, 200, 404, lambda town: town.batch()),
    Row("GET /v1/batches/{batch}/documents", READING, 200, 200, lambda town: town.batch()),
    Row("GET /v1/batches/{batch}/events", READING, 200, 404, lambda town: town.batch()),
    Row("DELETE /v1/batches/{batch}", GIVING, 200, 404, waiting_batch),
    Row("GET /v1/jobs", READING, 200, 200, waiting),
    Row("POST /v1/jobs/{job}/requeue", MANAGING, 200, 404, lambda town: town.job()),
    # Grids
    Row(
        "POST /v1/grids",
        READING,
        202,
        404,
        document,
        lambda name: {"json": {"questions": [QUESTION], "documents": [name]}},
    ),
    Row("GET /v1/grids", READING, 200, 200, lambda town: town.grid()),
    Row("GET /v1/grids/{grid}", READING, 200, 404, lambda town: town.grid()),
    Row("GET /v1/grids/{grid}/export", READING, 200, 404, lambda town: town.grid()),
    Row("POST /v1/grids/{grid}/cancel", READING, 200, 404, lambda town: town.grid()),
    Row("DELETE /v1/grids/{grid}", MANAGING, 204, 404, lambda town: town.grid()),
    # Use cases
    Row("GET /v1/use-cases", OVERSEEING, 200, 200, lambda town: town.evaluated()),
    Row(
        "POST /v1/use-cases",
        DECLARING,
        201,
        403,
        new_use,
        lambda name: {"json": {"declaration": declared(id=name, entity=NORTH).to_json()}},
    ),
    Row("GET /v1/use-cases/{use_case}", OVERSEEING, 200, 404, lambda town: town.evaluated()),
    Row(
        "POST /v1/use-cases/{use_case}/stage",
        frozenset({Role.APPROVER}),
        200,
        404,
        lambda town: town.evaluated(),
        body(to="approved"),
    ),
    Row("GET /v1/undeclared-uses", OVERSEEING, 200, 200),
    # Reviews
    Row("GET /v1/reviews", REVIEWING, 200, 200, lambda town: town.review()),
    Row("GET /v1/reviews/candidates", REVIEWING, 200, 200, lambda town: town.review()),
    # As if there were none, for who may not decide of such: who asked sees what became of it.
    Row("GET /v1/reviews/{review}", REVIEWING, 200, 404, lambda town: town.review(), let_not=404),
    Row("POST /v1/reviews/{review}/claim", REVIEWING, 200, 404, lambda town: town.review()),
    Row("POST /v1/reviews/{review}/release", REVIEWING, 200, 404, lambda town: town.review()),
    Row(
        "POST /v1/reviews/{review}/decision",
        REVIEWING,
        403,  # what one has not claimed
        404,
        lambda town: town.review(),
        body(ruling="accepted"),
    ),
    # Quotas: one's own need no role
    Row("GET /v1/quotas", ANY_ROLE, 200, 200, is_for_any_key=True),
    Row("GET /v1/quotas/export", OVERSEEING, 200, 200),
    # Usage: feedback is on one's own answers, tasks are one's own
    Row(
        "POST /v1/feedback",
        ANY_ROLE,
        404,
        404,
        asked,
        lambda name: {"json": {"record": name, "satisfaction": 4}},
        is_for_any_key=True,
    ),
    Row("GET /v1/usage", OVERSEEING, 200, 200, asked, query(period="2026-Q3")),
    Row("POST /v1/tasks", READING, 201, 403, in_use, lambda name: {"json": {"use_case": name}}),
    Row(
        "POST /v1/tasks/{task}/finish",
        ANY_ROLE,
        404,
        404,
        lambda town: town.task(),
        body(outcome="done"),
        is_for_any_key=True,
    ),
    # Access keys
    Row("POST /v1/keys", ADMINISTERING, 201, 201, request=KEY),
    Row("GET /v1/keys", ADMINISTERING, 200, 200, lambda town: town.key()),
    Row("DELETE /v1/keys/{key}", ADMINISTERING, 204, 404, lambda town: town.key()),
    # The ledger: opened, what an auditor of north sees names north's files, and no other's
    Row("GET /v1/ledger", AUDITING, 200, 200, document, query(opened="true", limit=200)),
    Row("GET /v1/ledger/verify", AUDITING, 200, 200, document),
    Row("GET /v1/ledger/export", AUDITING, 200, 200, document, query(opened="true")),
    Row("GET /v1/ledger/{record}", AUDITING, 200, 404, asked, query(opened="true")),
    Row("POST /v1/ledger/{record}/replay", AUDITING, 200, 404, asked),
    Row(
        "POST /v1/erasures",
        ADMINISTERING,
        200,
        404,
        person,
        lambda name: {"json": {"person": name}},
    ),
    # One's own history needs no role
    *(
        Row(route, ANY_ROLE, 200, 200, is_for_any_key=True)
        for route in ("GET /v1/history", "GET /v1/history/export", "DELETE /v1/history")
    ),
    # People
    Row("DELETE /v1/people/{person}/sessions", ADMINISTERING, 200, 404, person),
]


async def _always(name: str) -> str:
    return name


def routes(found: Iterable[BaseRoute]) -> Iterator[str]:
    """Method and path of every route, those of included routers too."""
    for route in found:
        inside = getattr(route, "original_router", None)
        if inside is not None:
            yield from routes(inside.routes)
            continue
        methods, path = getattr(route, "methods", None), getattr(route, "path", "")
        if methods is None:  # a mount, a websocket: whatever it is, it needs a row
            yield f"ANY {path or route!r}"
        else:
            yield from (f"{method} {path}" for method in sorted(set(methods) - {"HEAD"}))


async def test_every_route_has_a_row_and_every_row_a_route(town: Town) -> None:
    assert sorted(row.route for row in ROWS) == sorted(routes(create_app(town.parts).routes))


async def test_nobody_is_let_in_where_there_is_no_route(town: Town) -> None:
    for method, path in (("GET", "/v1"), ("GET", "/v1/nothing"), ("PUT", "/v1/me")):
        assert (await town.send(NOBODY, method, path)).status_code == 401
        assert (await town.send(NO_ROLE, method, path)).status_code in (404, 405)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
async def test_who_may(row: Row, town: Town) -> None:
    answered = {caller: await row.status(town, caller) for caller in CALLERS}
    assert answered == {caller: row.expected(caller) for caller in CALLERS}


async def test_auditors_see_what_all_did_and_everybody_what_they_did(town: Town) -> None:
    record = await asked(town)
    opened = query(opened="true", limit=200)("")
    audited = (await town.send(Role.AUDITOR, "GET", "/v1/ledger", **opened)).text
    assert record in audited
    assert SECRETS[NORTH] in audited
    said = {caller: f"What does the {caller} ask?" for caller in CALLERS if caller in READING}
    for caller, question in said.items():
        await town.send(caller, "POST", "/v1/search", **body(query=question)(""))
    for caller in set(CALLERS) - {NOBODY}:
        for path in ("/v1/history", "/v1/history/export"):
            told = (await town.send(caller, "GET", path)).text
            assert record not in told
            assert [who for who in said if said[who] in told] == [caller][: caller in said]
    await town.send(Role.MANAGER, "DELETE", "/v1/history")
    for caller in said:
        told = (await town.send(caller, "GET", "/v1/history")).text
        assert (said[caller] in told) == (caller != Role.MANAGER)
