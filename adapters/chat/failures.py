"""Says what went wrong at a chat server, and what can be done. Loads the client: import it late."""

from __future__ import annotations

import httpx2
from mistralai.client.errors import MistralError

from adapters.chat.reply import ReplyCut

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


def explained(error: Exception, timeout_s: float, key: str) -> tuple[str, str]:
    """What the server did (the end of a sentence that begins with it), and a remedy.

    It may quote up to 200 characters of what the server said, without the key.
    """
    said = _excerpt(error.body if isinstance(error, MistralError) else str(error), key)
    match error:
        case TimeoutError() | httpx2.TimeoutException():
            return (
                f"sent nothing for {timeout_s:g} s.",
                "Ask for less, or raise PROBANT_CHAT_SECONDS.",
            )
        case httpx2.ConnectError():
            return f"can't be reached: {said}.", _CHECK_SERVER
        case ReplyCut() | httpx2.RemoteProtocolError() | httpx2.ReadError():
            return "broke off in the middle of its reply.", _CHECK_LOG
        case MistralError(status_code=status) if status >= 300:
            return f"answered {status}: {said}", _REMEDIES.get(status, _CHECK_LOG)
        case MistralError():
            return f"sent what is no stream of a reply: {said}", _CHECK_SERVER
        case _:
            return f"failed: {type(error).__name__}: {said}.", _CHECK_LOG


def _excerpt(text: str, key: str) -> str:
    # The key goes first: a cut through it would leave a part that is not found.
    line = " ".join((text.replace(key, "***") if key else text).split()) or "nothing more"
    return line if len(line) <= _EXCERPT_CHARS else line[:_EXCERPT_CHARS] + "…"
