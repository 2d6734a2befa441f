"""Says what went wrong at a chat server, and what can be done. Loads the client: import it late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx2
from mistralai.client.errors import MistralError

from adapters.chat.reply import NotAReply, ReplyCut
from core.chat import ChatFailed, ChatFailure

_EXCERPT_CHARS = 200
_CHECK_KEY = "Check PROBANT_CHAT_KEY."
_REMEDIES = {
    401: _CHECK_KEY,
    403: _CHECK_KEY,
    404: "Check PROBANT_CHAT_URL, which is the server's root, and PROBANT_CHAT_MODEL.",
    429: "Ask again later, or raise the server's limits.",
}
_CHECK_SERVER = "Check PROBANT_CHAT_URL, and that the server runs."
_CHECK_LOG = "Look into the server's log."
_MAY_PASS = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_OF_THE_REQUEST = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


class ServerTrouble(ChatFailed):
    """A failure, with what it says of the next request."""

    may_pass = False
    """Whether the same request may do better in a moment, where nothing was answered yet."""
    retry_after_s: float | None = None
    """How long the server asks to be left alone; None where it does not say."""
    is_of_the_request = False
    """Whether it says nothing about other requests, such as one that is too long."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom was asked, as far as it is told."""

    model: str
    host: str
    key: str


def trouble_of(error: Exception, asked: Asked, waited_s: float) -> ServerTrouble:
    """What the server did, and a remedy. It may quote up to 200 characters of what the server
    said, without the key."""
    failure, detail, remedy = _explained(error, asked.key, waited_s)
    said = f"The chat model {asked.model} at {asked.host} {detail}"
    trouble = ServerTrouble(said, remedy, failure=failure)
    if isinstance(error, MistralError):
        trouble.may_pass = error.status_code in _MAY_PASS
        trouble.is_of_the_request = error.status_code in _OF_THE_REQUEST
        trouble.retry_after_s = _retry_after_s(error.headers.get("retry-after", ""))
    else:
        passing = (httpx2.ConnectError, httpx2.ConnectTimeout, *_BROKEN_OFF)
        trouble.may_pass = isinstance(error, passing)
    return trouble


_BROKEN_OFF = (ReplyCut, httpx2.RemoteProtocolError, httpx2.ReadError)


def _explained(error: Exception, key: str, waited_s: float) -> tuple[ChatFailure, str, str]:
    said = _excerpt(error.body if isinstance(error, MistralError) else str(error), key)
    match error:
        case httpx2.ConnectError() | httpx2.ConnectTimeout():
            return ChatFailure.UNREACHABLE, f"can't be reached: {said}.", _CHECK_SERVER
        case TimeoutError() | httpx2.TimeoutException():
            detail = f"sent nothing for {waited_s:.3g} s, or did not end in time."
            remedy = "Ask for less, or raise PROBANT_CHAT_SECONDS and its like."
            return ChatFailure.SLOW, detail, remedy
        case ReplyCut() | httpx2.RemoteProtocolError() | httpx2.ReadError():
            return ChatFailure.CUT, "broke off in the middle of its reply.", _CHECK_LOG
        case NotAReply():
            return ChatFailure.GARBAGE, f"sent what is no reply: {said}.", _CHECK_SERVER
        case MistralError(status_code=status) if status >= 300:
            remedy = _REMEDIES.get(status, _CHECK_LOG)
            return _of_status(status), f"answered {status}: {said}", remedy
        case MistralError():
            detail = f"sent what is no stream of a reply: {said}"
            return ChatFailure.GARBAGE, detail, _CHECK_SERVER
        case _:
            detail = f"failed: {type(error).__name__}: {said}."
            return ChatFailure.GARBAGE, detail, _CHECK_LOG


def _of_status(status: int) -> ChatFailure:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ChatFailure.RATE_LIMITED
    return ChatFailure.UNREACHABLE if status >= 500 else ChatFailure.DENIED


def _retry_after_s(value: str) -> float | None:
    """Seconds, or a date (RFC 9110, 10.2.3); None for anything else."""
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _excerpt(text: str, key: str) -> str:
    # The key goes first: a cut through it would leave a part that is not found.
    line = " ".join((text.replace(key, "***") if key else text).split()) or "nothing more"
    return line if len(line) <= _EXCERPT_CHARS else line[:_EXCERPT_CHARS] + "…"
