"""What somebody wanted and may not is recorded, whichever way they came."""

from __future__ import annotations

from core.errors import Refused
from core.principals import Principal
from flows.ledger import entries
from flows.ledger.recorder import Recorder


async def record_refusal(
    recorder: Recorder, principal: Principal, refusal: Refused, what: str
) -> None:
    """`what` names a route or an action. Does nothing where it is recorded already."""
    if refusal.rule and not refusal.is_recorded:
        await recorder.write(entries.refused(principal, refusal, what, {}))
        refusal.is_recorded = True
