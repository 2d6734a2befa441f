"""`POST /v1/chat/completions`, in the shapes that chat tools already read."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool

from api import wire
from api.asking import Asking
from api.context import Caller, Parts
from api.problems import problem, problem_of
from api.said import Text
from api.shapes.answers import Completion
from core.errors import InvalidRequest, ProbantError
from core.evidence import Answer
from core.reviews import Supervised
from core.use_cases import Standing
from flows.question import Question
from retrieval.sentence import Shown

router = APIRouter(tags=["chat"])

_Part = Supervised | Shown | Answer

_EVENTS = {
    "itemSchema": {
        "type": "object",
        "description": "One of an answer that is streamed; the data of the last is `[DONE]`.",
        "properties": {"data": {"type": "string"}},
        "required": ["data"],
    }
}


_ASKED: list[JsonValue] = [{"role": "user", "content": "Quel est le loyer annuel ?"}]
_EXAMPLES: list[JsonValue] = [{"messages": _ASKED}, {"messages": _ASKED, "stream": True}]


class TextPart(BaseModel):
    """A piece of a message's content; pieces that are not text are ignored."""

    type: str
    text: Text = ""


class Message(BaseModel):
    role: str = Field(max_length=40)
    content: Text | list[TextPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatRequest(Asking):
    """The fields that are read; others that chat clients send are accepted and ignored."""

    messages: list[Message] = Field(min_length=1, max_length=1000)
    stream: StrictBool = False

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    def question(self, use_case: Standing | None) -> Question:
        """The last thing the user said, after what was said before.

        Raises `InvalidRequest` where there is none.
        """
        said: list[str] = []
        replies: list[str] = []
        for message in self.messages:
            if message.role == "user":
                said.append(message.text)
                replies.append("")
            elif message.role == "assistant" and replies:
                replies[-1] += message.text
        if not said:
            raise InvalidRequest("No message of the role `user` holds a question.")
        return self.asked(said[-1], said[:-1], replies[:-1], use_case)


@router.post(
    "/v1/chat/completions",
    response_model=None,
    responses={200: {"model": Completion, "content": {"text/event-stream": _EVENTS}}},
)
async def complete(request: ChatRequest, parts: Parts, caller: Caller) -> object:
    """Answer the last user message from evidence, complete or streamed."""
    use_case = await parts.uses.asked(caller, request.model.removesuffix(wire.REFERENCES))
    question = request.question(use_case)
    if not request.stream:
        answer = await parts.asker.ask(caller, question)
        return wire.completion(answer, request.model, question.text)
    events = parts.asker.stream(caller, question)
    first = await anext(events)  # errors before the first sentence still have a status of their own
    sse = _events(first, events, request.model, question.text)
    return StreamingResponse(sse, media_type="text/event-stream", headers=_NO_BUFFERING)


_NO_BUFFERING = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def _events(
    first: _Part, rest: AsyncGenerator[_Part, None], model: str, question: str
) -> AsyncIterator[str]:
    chunks = wire.Chunks(model, question)
    yield chunks.opening()
    try:
        async with aclosing(rest):  # who goes before the end is recorded at once
            yield chunks.of(first)
            async for event in rest:
                yield chunks.of(event)
    except ProbantError as error:
        yield wire.event({"error": problem_of(error)})
    except Exception:
        yield wire.event({"error": problem(500, "internal", "Internal error", "The answer broke.")})
        raise
    yield wire.DONE
