"""Talking to a language model: what it is told, what it costs, how it fails, and its port."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.errors import UpstreamFailed


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: str
    """system | user | assistant"""
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, as the server that answered it counts them."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def to_json(self) -> dict[str, int]:
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.total_tokens,
        }


NO_USAGE = Usage(0, 0)
UsageTold = Callable[[Usage], None]


class ChatFailure(StrEnum):
    """What a reader is told of why a model did not answer, or not to the end."""

    UNREACHABLE = "unreachable"
    """No connection, or an error of the server's own (5xx)."""
    SLOW = "slow"
    RATE_LIMITED = "rate_limited"
    DENIED = "denied"
    """The server answered that it does not serve this: key, model, request."""
    CUT = "cut"
    """The reply broke off."""
    GARBAGE = "garbage"
    """What came is no reply, or larger than any reply."""
    RESTING = "resting"
    """It failed so often of late that it was not asked."""


class ChatFailed(UpstreamFailed):
    def __init__(self, detail: str, remedy: str = "", *, failure: ChatFailure) -> None:
        super().__init__(detail, remedy)
        self.failure = failure


class ChatModel(Protocol):
    @property
    def name(self) -> str: ...

    def tokens(self, text: str) -> int:
        """How many tokens a text is to the model. Blocking: the first call loads a vocabulary."""
        ...

    def stream(self, messages: Sequence[ChatMessage], tell: UsageTold) -> AsyncGenerator[str, None]:
        """Pieces of the reply in order, none of them empty; closing it ends the request.

        `tell` is called once, at the end, where the server counted. Raises `ChatFailed`.
        """
        ...
