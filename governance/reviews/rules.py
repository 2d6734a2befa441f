"""Who may look at an answer that waits, and who may decide of it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from core.errors import Conflict, InvalidRequest, Refused
from core.reviews import Claim, Decision, Review, Ruling, state_after
from core.use_cases import Oversight

CLAIM = timedelta(minutes=30)
"""How long somebody has it to themselves; who claims it again has it for as long again."""
MOST_REASON_CHARS = 2_000
MOST_CORRECTION_CHARS = 20_000


def check_reviewer(
    review: Review, oversight: Oversight, groups: Collection[str], hands: Collection[str], own: str
) -> None:
    """Whether somebody may decide of a review at all. `hands` are the ids that are taken for
    theirs, `own` is who asked. Raises `Refused` with the rule."""
    if own in hands:
        raise _refused(
            "own answer",
            "Nobody reviews an answer to what they asked, nor by a key that they gave or share.",
            "Leave it to somebody else who has the role `reviewer`.",
        )
    if any(decision.by in hands for decision in review.decisions):
        raise _refused(
            "second decision",
            "You have decided of it: it waits for somebody else.",
            "Four eyes are those of two people.",
        )
    if oversight.reviewers and oversight.reviewers.isdisjoint(groups):
        raise _refused(
            "group",
            f"{review.use_case} is reviewed by the groups that it names.",
            "Ask its owner to name one of yours.",
        )


def claimed(review: Review, who: str, now: datetime) -> Review:
    """The review, which waits, with `who` at it. Raises `Conflict` where somebody else is."""
    claim = review.claim
    if claim and claim.by != who and now < claim.until:
        raise Conflict(
            f"Somebody else is at it until {claim.until:%H:%M} UTC.", "Take another one."
        )
    return replace(review, claim=Claim(who, now + CLAIM))


def check_claimed(review: Review, who: str, now: datetime) -> None:
    """Raises `Refused` unless `who` is at it now."""
    if review.claim is None or review.claim.by != who:
        raise _refused(
            "not claimed",
            "Only who has claimed a review, and so seen the evidence, decides of it.",
            f"Run `probant review claim {review.id}`.",
        )
    if not review.claim.holds(who, now):
        raise _refused(
            "claim expired",
            f"Your claim ended at {review.claim.until:%H:%M} UTC.",
            f"Claim it again, and look again: `probant review claim {review.id}`.",
        )


def check_said(ruling: Ruling, reason: str, correction: str) -> None:
    """Who overrules says why; who corrects says what is right. Raises `InvalidRequest`."""
    for name, text, most in (
        ("reason", reason, MOST_REASON_CHARS),
        ("correction", correction, MOST_CORRECTION_CHARS),
    ):
        if len(text) > most:
            raise InvalidRequest(f"The {name} has {most} characters at most.", "Shorten it.")
    if ruling is not Ruling.ACCEPTED and not any(map(str.isalnum, reason)):
        raise InvalidRequest("Who overrules an answer says why.", "Give a reason.")
    if (ruling is Ruling.CORRECTED) != any(map(str.isalnum, correction)):
        raise InvalidRequest(
            "A correction says what the answer should have been, and nothing else does.",
            "Correct it with an answer, or accept or reject it without one.",
        )


def decided(review: Review, decision: Decision) -> Review:
    """The review after a decision, for others to claim where it waits for more of them."""
    decisions = (*review.decisions, decision)
    state = state_after(review.mode, [one.ruling for one in decisions])
    return replace(review, decisions=decisions, state=state, claim=None)


def check_waits(review: Review) -> None:
    """Raises `Conflict` where it is decided."""
    if not review.is_waiting:
        raise Conflict(f"It is {review.state} already.", f"See `probant review show {review.id}`.")


def _refused(rule: str, detail: str, remedy: str) -> Refused:
    return Refused(detail, remedy, rule=f"review: {rule}")
