"""Errors carry their HTTP status and say what to do; one handler renders them (RFC 9457)."""

from __future__ import annotations


class ProbantError(Exception):
    """Root of every error of ours.

    `status` is the HTTP status, `code` the stable last segment of the problem's type, `remedy` what
    the reader can do about it (empty where there is nothing to do).
    """

    status = 500
    code = "internal"
    title = "Internal error"

    def __init__(self, detail: str, remedy: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy

    def __str__(self) -> str:
        if not self.remedy:
            return self.detail
        # What others said, such as the reason of a hold, may end without a stop.
        stop = "" if self.detail.endswith((".", "!", "?", ":", "…")) else "."
        return f"{self.detail}{stop} {self.remedy}"


class InvalidRequest(ProbantError):
    status, code, title = 400, "invalid-request", "Invalid request"


class Unauthenticated(ProbantError):
    status, code, title = 401, "unauthenticated", "Access key required"


class Refused(ProbantError):
    """`rule` is what of the policy decided; empty where it was none of its rules."""

    status, code, title = 403, "refused", "Refused by policy"

    def __init__(self, detail: str, remedy: str = "", *, rule: str = "") -> None:
        super().__init__(detail, remedy)
        self.rule = rule
        self.is_recorded = False


class QuotaSpent(Refused):
    """As much was asked as a quota lets through; `retry_after_s` is how long it stays so."""

    status, code, title = 429, "quota-spent", "Quota spent"

    def __init__(
        self, detail: str, remedy: str = "", *, rule: str = "", retry_after_s: int = 1
    ) -> None:
        super().__init__(detail, remedy, rule=rule)
        self.retry_after_s = retry_after_s


class NotFound(ProbantError):
    status, code, title = 404, "not-found", "Not found"


class Conflict(ProbantError):
    status, code, title = 409, "conflict", "Conflict"


class Gone(ProbantError):
    status, code, title = 410, "gone", "Deleted"


class Held(ProbantError):
    """A legal hold forbids it."""

    status, code, title = 409, "held", "Under a legal hold"


class TooLarge(ProbantError):
    status, code, title = 413, "too-large", "Too large"


class Unreadable(ProbantError):
    """A document whose bytes cannot be read; `category` is the error item's category."""

    status, code, title = 415, "unreadable", "Unreadable document"

    def __init__(self, detail: str, category: str = "malformed", remedy: str = "") -> None:
        super().__init__(detail, remedy)
        self.category = category


class Busy(ProbantError):
    """As much is waiting as is accepted; `retry_after_s` says when to come again."""

    status, code, title = 429, "busy", "Too much is waiting"

    def __init__(self, detail: str, remedy: str = "", *, retry_after_s: int = 10) -> None:
        super().__init__(detail, remedy)
        self.retry_after_s = retry_after_s


class StoreLocked(ProbantError):
    status, code, title = 423, "store-locked", "The store is in use by another process"


class UpstreamFailed(ProbantError):
    status, code, title = 502, "upstream-failed", "A service Probant depends on failed"


class Unavailable(ProbantError):
    status, code, title = 503, "unavailable", "Temporarily unavailable"


class Misconfigured(ProbantError):
    status, code, title = 500, "misconfigured", "Configuration error"
