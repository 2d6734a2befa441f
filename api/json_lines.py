"""Long lists as JSON Lines, sent as they are read."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from fastapi.responses import StreamingResponse

MEDIA_TYPE = "application/jsonl"
_AT_ONCE = 200


def described(line: str) -> dict[int | str, dict[str, Any]]:
    """Of a route that answers with lines, what the API's description says of each."""
    item = {"type": "object", "description": line}
    return {200: {"content": {MEDIA_TYPE: {"itemSchema": item}}}}


async def response(lines: AsyncGenerator[dict[str, Any], None], name: str) -> StreamingResponse:
    """Errors before the first line have a status of their own."""
    first = await anext(lines, None)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_sent(first, lines), media_type=MEDIA_TYPE, headers=headers)


async def _sent(
    first: dict[str, Any] | None, rest: AsyncGenerator[dict[str, Any], None]
) -> AsyncIterator[str]:
    gathered = [] if first is None else [first]
    async with aclosing(rest):
        async for line in rest:
            gathered.append(line)
            if len(gathered) >= _AT_ONCE:
                yield _joined(gathered)
                gathered = []
    yield _joined(gathered)


def _joined(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
