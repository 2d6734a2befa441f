"""An index server that several processes share: `python -m tests.e2e.index_server PORT`.

It stands in for a Qdrant server, which tests can't start. Requests come over HTTP as the real
client sends them, and are done by that client's engine in memory: nothing outlives the process, and
it searches exactly where a server searches through a graph. With its address in
PROBANT_TEST_QDRANT_URL, the contract of the vector index runs on it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from pydantic import BaseModel
from qdrant_client import AsyncQdrantClient, models
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

VERSION = "1.20.0"
_engine = AsyncQdrantClient(":memory:")

Handle = Callable[[str, dict[str, Any]], Awaitable[Any]]


async def _collections(name: str, body: dict[str, Any]) -> Any:
    return await _engine.get_collections()


async def _exists(name: str, body: dict[str, Any]) -> Any:
    return {"exists": await _engine.collection_exists(name)}


async def _look(name: str, body: dict[str, Any]) -> Any:
    return await _engine.get_collection(name)


async def _create(name: str, body: dict[str, Any]) -> Any:
    asked = models.CreateCollection.model_validate(body)
    return await _engine.create_collection(
        name,
        vectors_config=asked.vectors,
        sparse_vectors_config=asked.sparse_vectors,
        metadata=asked.metadata,
    )


async def _drop(name: str, body: dict[str, Any]) -> Any:
    return await _engine.delete_collection(name)


async def _index(name: str, body: dict[str, Any]) -> Any:
    return _done()  # the engine has none, and looks at every point


async def _upsert(name: str, body: dict[str, Any]) -> Any:
    points = [models.PointStruct.model_validate(point) for point in body["points"]]
    await _engine.upsert(name, points)
    return _done()


async def _query(name: str, body: dict[str, Any]) -> Any:
    asked = models.QueryRequest.model_validate(body)
    return await _engine.query_points(
        name,
        query=asked.query,
        using=asked.using,
        query_filter=asked.filter,
        search_params=asked.params,
        limit=asked.limit or 10,
        with_payload=bool(asked.with_payload),
    )


async def _count(name: str, body: dict[str, Any]) -> Any:
    asked = models.CountRequest.model_validate(body)
    return await _engine.count(name, count_filter=asked.filter, exact=True)


async def _retrieve(name: str, body: dict[str, Any]) -> Any:
    asked = models.PointRequest.model_validate(body)
    return await _engine.retrieve(
        name, asked.ids, with_payload=asked.with_payload, with_vectors=asked.with_vector or False
    )


async def _scroll(name: str, body: dict[str, Any]) -> Any:
    asked = models.ScrollRequest.model_validate(body)
    points, following = await _engine.scroll(
        name,
        asked.filter,
        limit=asked.limit or 10,
        offset=asked.offset,
        with_payload=asked.with_payload or False,
        with_vectors=asked.with_vector or False,
    )
    return {"points": [_plain(point) for point in points], "next_page_offset": following}


async def _delete(name: str, body: dict[str, Any]) -> Any:
    await _engine.delete(name, models.FilterSelector.model_validate(body))
    return _done()


async def _payload(name: str, body: dict[str, Any]) -> Any:
    asked = models.SetPayload.model_validate(body)
    await _engine.set_payload(name, asked.payload, points=asked.filter or asked.points or [])
    return _done()


def _done() -> dict[str, Any]:
    return {"operation_id": 0, "status": "completed"}


def _plain(told: Any) -> Any:
    if isinstance(told, BaseModel):
        return told.model_dump(mode="json")
    return [_plain(one) for one in told] if isinstance(told, list) else told


def _route(path: str, method: str, handle: Handle) -> Route:
    async def answer(request: Request) -> JSONResponse:
        body = await request.json() if await request.body() else {}
        try:
            told = await handle(request.path_params.get("name", ""), body)
        except ValueError as error:  # as where a collection is there, or is not
            return JSONResponse({"status": {"error": str(error)}, "time": 0}, 409)
        return JSONResponse({"result": _plain(told), "status": "ok", "time": 0})

    return Route(path, answer, methods=[method])


async def _version(request: Request) -> JSONResponse:
    return JSONResponse({"title": "a stand-in of tests", "version": VERSION})


_COLLECTION = "/collections/{name}"
_POINTS = f"{_COLLECTION}/points"
ROUTES = [
    Route("/", _version),
    _route("/collections", "GET", _collections),
    _route(f"{_COLLECTION}/exists", "GET", _exists),
    _route(_COLLECTION, "GET", _look),
    _route(_COLLECTION, "PUT", _create),
    _route(_COLLECTION, "DELETE", _drop),
    _route(f"{_COLLECTION}/index", "PUT", _index),
    _route(_POINTS, "PUT", _upsert),
    _route(_POINTS, "POST", _retrieve),
    _route(f"{_POINTS}/query", "POST", _query),
    _route(f"{_POINTS}/count", "POST", _count),
    _route(f"{_POINTS}/scroll", "POST", _scroll),
    _route(f"{_POINTS}/delete", "POST", _delete),
    _route(f"{_POINTS}/payload", "POST", _payload),
]


def main() -> None:
    warnings.simplefilter("ignore")
    app = Starlette(routes=ROUTES)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False)


if __name__ == "__main__":
    main()
