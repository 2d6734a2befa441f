"""Which answers people look at: by what nobody who asks can foresee."""

from __future__ import annotations

import hmac
from hashlib import sha256

from core.ids import RecordId
from core.ledger import Secrets
from core.use_cases import Oversight, Supervision

_KEY = "sampling"
_BYTES = 8


def is_chosen(secrets: Secrets, oversight: Oversight, record: RecordId) -> bool:
    """Whether an answer waits for people. Of a sample, one of which the HMAC-SHA256 of its
    record's id, read as a fraction, lies below the share. Raises `Unavailable`."""
    match oversight.mode:
        case Supervision.NONE:
            return False
        case Supervision.SAMPLED:
            drawn = hmac.digest(secrets.secret(_KEY), record.encode(), sha256)[:_BYTES]
            return bool(int.from_bytes(drawn) / 256**_BYTES < (oversight.share or 0.0))
        case Supervision.REQUIRED | Supervision.FOUR_EYES:
            return True
