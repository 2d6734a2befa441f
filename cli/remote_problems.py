"""What a server answers, as JSON or as an error of ours."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import httpx

from cli.backend import Json
from core.errors import Busy, ProbantError, QuotaSpent, Unavailable

_LONGEST_RETRY_S = 300


def error_of(response: httpx.Response) -> ProbantError:
    """The server's problem as an error of ours."""
    try:
        problem = response.json()
        detail, remedy = str(problem["detail"]), str(problem.get("remedy", ""))
        code = str(problem["type"]).rpartition("/")[2]
    except (ValueError, KeyError, TypeError):
        return _unexplained(response)
    if detail == HTTPStatus.NOT_FOUND.phrase:  # no route, where ours say what is not there
        where = f"{response.request.method} {response.request.url.path}"
        return ProbantError(f"The server knows no {where}.", "It is of another version.")
    after = response.headers.get("retry-after", "")
    if after.isdigit() and code != QuotaSpent.code:  # which a command does not wait for
        return Busy(detail, remedy, retry_after_s=min(int(after), _LONGEST_RETRY_S))
    kind = {error.code: error for error in _errors(ProbantError) if error is not Busy}
    return kind.get(code, ProbantError)(detail, remedy)


def json_of(response: httpx.Response) -> Json:
    """Raises `ProbantError` for what is not ours: a redirect, the page of a proxy."""
    try:
        body = response.json() if response.content else {}
    except ValueError:
        body = None
    if not response.is_success or not isinstance(body, dict):
        said = f"{response.url.host} answered {response.status_code}, and not as Probant does."
        raise ProbantError(said, "Check the address of the server.")
    return body


def _unexplained(response: httpx.Response) -> ProbantError:
    """Of a proxy before the server, as it is when the server starts again."""
    said = f"The server answered {response.status_code}."
    return Unavailable(said) if response.status_code in (502, 503, 504) else ProbantError(said)


def _errors(root: type[ProbantError]) -> Iterator[type[ProbantError]]:
    yield root
    for error in root.__subclasses__():
        yield from _errors(error)
