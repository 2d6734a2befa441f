"""What waits for people is a draft until somebody else has decided; every way around it fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from core.ids import DocumentId, ReviewId
from core.ledger import RecordKind
from core.principals import Classification, Role
from core.reviews import ReviewState, Ruling
from core.usage import UsageKind, week_of
from flows.bootstrap import Installation
from flows.ledger.history import expire
from tests.api.clients import client_of
from tests.api.office import QUESTION, Office, asked, open_office
from tests.parts import HERE, USER, a_key

TEXT = "Le loyer annuel est de 12 000 euros."
CORRECT = {
    "ruling": "corrected",
    "reason": "Ce sont des milliers d'euros.",
    "correction": "Le loyer annuel est de 12 millions d'euros.",
}
REJECT = {"ruling": "rejected", "reason": "Ce bail est résilié."}
ACCEPT = {"ruling": "accepted"}


@dataclass
class Desk:
    """An office whose answers wait for people, at a time of ours."""

    office: Office
    parts: Installation
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def person(self, *roles: Role, **rights: Any) -> httpx.AsyncClient:
        key = await a_key(self.parts, HERE, *(roles or (Role.READER, Role.REVIEWER)), **rights)
        return client_of(self.parts, key)

    async def answered(self, asker: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
        answer = await asked(asker, "leases", **more)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        assert told["probant"]["state"] == "answered"
        return told

    async def review(self, asker: httpx.AsyncClient) -> str:
        """The id of one that waits."""
        told = await self.answered(asker)
        return str(told["probant"]["supervision"]["review"])

    async def records(self, kind: RecordKind) -> list[dict[str, Any]]:
        async with self.parts.database.begin() as unit:
            found = await unit.ledger.last(HERE, 200)
        return [json.loads(one.body) for one in found if one.kind == kind]


async def supervised(office: Office, **supervision: Any) -> Desk:
    await office.holds("a.txt", TEXT, "leases")
    await office.has(supervision=supervision)
    desk = Desk(office, office.parts)
    reviewing = replace(office.parts.reviewing, clock=lambda: desk.now)
    desk.parts = replace(office.parts, reviewing=reviewing)
    return desk


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def desk(office: Office) -> Desk:
    return await supervised(office, mode="required", deadline_hours=24)


async def said(client: httpx.AsyncClient, review: str, step: str, **body: Any) -> httpx.Response:
    return await client.post(f"/v1/reviews/{review}/{step}", json=body or None)


async def state(client: httpx.AsyncClient, review: str) -> str:
    return str((await client.get(f"/v1/reviews/{review}")).json()["state"])


async def listed(client: httpx.AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/v1/reviews", params=query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["reviews"]]


async def test_an_answer_is_a_draft_until_somebody_has_accepted_it(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    told = await desk.answered(asker)
    content = told["choices"][0]["message"]["content"]
    assert content.startswith("**Brouillon** : cette réponse attend la décision d'une personne")
    waits = told["probant"]["supervision"]
    assert (waits["mode"], waits["state"]) == ("required", "draft")
    review = waits["review"]
    seen = (await asker.get(f"/v1/reviews/{review}")).json()
    assert (seen["state"], seen["own"], seen["said"]) == ("waiting", True, None)
    assert seen["question"] == QUESTION
    assert await listed(other) == [review]
    claimed = (await said(other, review, "claim")).json()
    assert claimed["question"] == QUESTION
    assert claimed["answer"]["answer"] == told["probant"]["answer"]
    assert claimed["answer"]["citations"] == told["probant"]["citations"]
    decided = await said(other, review, "decision", **ACCEPT)
    assert decided.json()["state"] == "accepted"
    assert await state(asker, review) == "accepted"
    assert await listed(other) == []
    assert await listed(other, decided=True) == [review]


async def test_what_came_of_it_counts_in_the_usage_of_its_use_case(office: Office) -> None:
    desk = await supervised(office, mode="four_eyes", deadline_hours=24)
    asker = await desk.person()
    review = (await desk.answered(asker))["probant"]["supervision"]["review"]
    week = week_of(desk.now)
    for number in range(2):
        other = await desk.person()
        await said(other, review, "claim")
        assert (await said(other, review, "decision", **ACCEPT)).is_success
        async with desk.parts.database.begin() as unit:
            found = await unit.usage.judged(week, week)
        if number == 0:
            assert found == []  # the second one has to decide
    [outcome] = found
    assert (outcome.kind, outcome.use_case, outcome.count) == (UsageKind.ACCEPTED, "leases", 1)
    assert outcome.decisions == (UsageKind.ACCEPTED, UsageKind.ACCEPTED)


async def test_whoever_asked_sees_the_correction_and_why(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    await said(other, review, "claim")
    assert (await said(other, review, "decision", **CORRECT)).status_code == 200
    seen = (await asker.get(f"/v1/reviews/{review}")).json()
    assert seen["state"] == "corrected"
    [one] = seen["said"]
    assert (one["reason"], one["correction"]) == (CORRECT["reason"], CORRECT["correction"])
    history = (await asker.get("/v1/history")).json()["history"]
    assert history[0]["review"] == {"id": review, "state": "corrected"}


@pytest.mark.parametrize(
    "body",
    [
        {"ruling": "rejected"},
        {"ruling": "rejected", "reason": "  … "},
        {"ruling": "corrected", "reason": "Faux."},
        {"ruling": "corrected", "correction": "12"},
        {"ruling": "accepted", "correction": "12"},
    ],
)
async def test_who_overrules_says_why_and_who_corrects_says_what(
    desk: Desk, body: dict[str, str]
) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    await said(other, review, "claim")
    assert (await said(other, review, "decision", **body)).status_code == 400
    assert await state(asker, review) == "waiting"


async def test_what_is_streamed_is_marked_before_its_first_sentence(desk: Desk) -> None:
    asker = await desk.person()
    answer = await asked(asker, "leases", stream=True)
    events = [
        json.loads(line.removeprefix("data: "))
        for line in answer.text.splitlines()
        if line.startswith("data: {")
    ]
    told = [one["choices"][0]["delta"].get("content") for one in events]
    first = next(text for text in told if text)
    assert first.startswith("**Brouillon**")
    marked = next(one["probant"] for one in events if "supervision" in one.get("probant", {}))
    assert marked["supervision"] == events[-1]["probant"]["supervision"]
    lists = await asked(asker, "leases:references", stream=True)
    assert '"text": "**Brouillon**' in lists.text


async def test_what_was_seen_before_somebody_hung_up_waits_as_well(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    stream = desk.parts.asker.stream(USER, await _question(desk))
    while not hasattr(await anext(stream), "checked"):
        pass
    await stream.aclose()
    await desk.parts.recorder.close()
    [review] = await listed(other)
    claimed = (await said(other, review, "claim")).json()
    assert "12 000" in claimed["answer"]["answer"]
    assert asker


async def _question(desk: Desk) -> Any:
    from flows.question import Question

    return Question(QUESTION, use_case=await desk.parts.uses.asked(USER, "leases"))


async def test_nobody_decides_of_their_own(desk: Desk) -> None:
    asker = await desk.person()
    review = await desk.review(asker)
    assert await listed(asker) == []
    for step, body in (("claim", {}), ("decision", ACCEPT)):
        answer = await said(asker, review, step, **body)
        assert answer.status_code == 403
        assert "Nobody reviews an answer to what they asked" in answer.json()["detail"]
    assert await state(asker, review) == "waiting"
    rules = [one["rule"] for one in await desk.records(RecordKind.REFUSED)]
    assert rules.count("review: own answer") == 2


async def test_nobody_decides_of_their_own_by_another_key(desk: Desk) -> None:
    """Of a key that they gave, nor of one that the same person gave."""
    admin = await desk.person(*Role)
    keys = [
        (await admin.post("/v1/keys", json={"name": name, "roles": ["reader", "reviewer"]})).json()
        for name in ("one", "two")
    ]
    one, two = (client_of(desk.parts, made["key"]) for made in keys)
    review = await desk.review(one)
    for who in (two, admin, one):
        assert (await said(who, review, "claim")).status_code == 403
    review = await desk.review(admin)
    assert (await said(one, review, "claim")).status_code == 403
    assert (await said(await desk.person(), review, "claim")).status_code == 200


async def test_only_who_has_the_role_decides(desk: Desk) -> None:
    asker = await desk.person()
    review = await desk.review(asker)
    for role in set(Role) - {Role.REVIEWER}:
        other = await desk.person(role)
        assert (await other.get("/v1/reviews")).status_code == 403
        assert (await other.get(f"/v1/reviews/{review}")).status_code == 404
        for step, body in (("claim", {}), ("release", {}), ("decision", ACCEPT)):
            assert (await said(other, review, step, **body)).status_code == 403
        assert (await other.get("/v1/reviews/candidates")).status_code == 403
    assert await state(asker, review) == "waiting"


async def test_who_may_not_read_the_evidence_knows_of_no_review(office: Office) -> None:
    desk = await supervised(office, mode="required")
    asker = await desk.person()
    review = await desk.review(asker)
    [document] = (await asker.get("/v1/documents")).json()["documents"]
    async with office.parts.database.begin() as unit:
        await unit.documents.classify(DocumentId(document["id"]), Classification.RESTRICTED)
    low = await desk.person(clearance=Classification.INTERNAL)
    assert await listed(low) == []
    for step, body in (("claim", {}), ("release", {}), ("decision", ACCEPT)):
        assert (await said(low, review, step, **body)).status_code == 404
    assert (await low.get(f"/v1/reviews/{review}")).status_code == 404


async def test_another_entity_knows_of_no_review(desk: Desk) -> None:
    review = await desk.review(await desk.person())
    stranger = client_of(desk.parts, await a_key(desk.parts, "there"))
    assert await listed(stranger) == []
    assert (await stranger.get(f"/v1/reviews/{review}")).status_code == 404
    assert (await said(stranger, review, "claim")).status_code == 404


async def test_a_use_case_names_who_reviews_it(office: Office) -> None:
    desk = await supervised(office, mode="required", reviewers=["lawyers"])
    review = await desk.review(await desk.person())
    other, lawyer = await desk.person(), await desk.person(groups=frozenset({"lawyers"}))
    assert (await listed(other), await listed(lawyer)) == ([], [review])
    assert (await said(other, review, "claim")).status_code == 403
    assert (await said(lawyer, review, "claim")).status_code == 200


async def test_who_has_not_claimed_it_sees_nothing_and_decides_nothing(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    seen = (await other.get(f"/v1/reviews/{review}")).json()
    assert (seen["question"], seen["answer"]) == (None, None)
    answer = await said(other, review, "decision", **ACCEPT)
    assert answer.status_code == 403
    assert "has claimed" in answer.json()["detail"]
    assert await state(asker, review) == "waiting"


async def test_a_claim_is_of_one_person_for_a_while(desk: Desk) -> None:
    asker, one, two = [await desk.person() for _ in range(3)]
    review = await desk.review(asker)
    assert (await said(one, review, "claim")).status_code == 200
    taken = await said(two, review, "claim")
    assert taken.status_code == 409
    assert "Somebody else is at it until" in taken.json()["detail"]
    decided = await said(two, review, "decision", **ACCEPT)
    assert decided.status_code == 403
    assert "Only who has claimed" in decided.json()["detail"]
    desk.now += timedelta(minutes=31)
    late = await said(one, review, "decision", **ACCEPT)
    assert late.status_code == 403
    assert "Your claim ended" in late.json()["detail"]
    assert (await one.get(f"/v1/reviews/{review}")).json()["answer"] is None
    assert (await said(two, review, "claim")).status_code == 200
    assert (await said(one, review, "decision", **ACCEPT)).status_code == 403
    assert (await said(two, review, "decision", **ACCEPT)).status_code == 200


async def test_who_releases_it_leaves_it_to_others(desk: Desk) -> None:
    asker, one, two = [await desk.person() for _ in range(3)]
    review = await desk.review(asker)
    await said(one, review, "claim")
    assert (await said(two, review, "release")).json()["claimed_until"]
    assert (await said(one, review, "release")).json()["claimed_until"] is None
    assert (await said(two, review, "claim")).status_code == 200


async def test_of_two_who_decide_at_once_one_does(desk: Desk) -> None:
    asker, one = await desk.person(), await desk.person()
    review = await desk.review(asker)
    await said(one, review, "claim")
    answers = await asyncio.gather(
        *(said(one, review, "decision", **body) for body in (ACCEPT, REJECT, CORRECT, ACCEPT))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(await desk.records(RecordKind.REVIEWED)) == 1
    again = await said(one, review, "decision", **REJECT)
    assert again.status_code == 409


async def test_of_two_who_claim_at_once_one_does(desk: Desk) -> None:
    review = await desk.review(await desk.person())
    others = [await desk.person() for _ in range(4)]
    answers = await asyncio.gather(*(said(other, review, "claim") for other in others))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_four_eyes_are_those_of_two_people(office: Office) -> None:
    desk = await supervised(office, mode="four_eyes")
    asker, one, two = [await desk.person() for _ in range(3)]
    told = await desk.answered(asker)
    assert "de deux personnes" in told["choices"][0]["message"]["content"]
    review = told["probant"]["supervision"]["review"]
    await said(one, review, "claim")
    first = (await said(one, review, "decision", **ACCEPT)).json()
    assert (first["state"], first["decisions"], first["wanted"]) == ("waiting", 1, 2)
    assert await listed(one) == []
    again = await said(one, review, "claim")
    assert again.status_code == 403
    assert "it waits for somebody else" in again.json()["detail"]
    claimed = (await said(two, review, "claim")).json()
    assert claimed["answer"], "the second sees the answer"
    for who in (two, asker):
        seen = (await who.get(f"/v1/reviews/{review}")).json()
        assert seen["said"] is None, "and nobody what the first made of it"
    last = (await said(two, review, "decision", **ACCEPT)).json()
    assert last["state"] == "accepted"
    assert [one["ruling"] for one in (await asker.get(f"/v1/reviews/{review}")).json()["said"]] == [
        "accepted",
        "accepted",
    ]


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [(ACCEPT, REJECT, "rejected"), (CORRECT, ACCEPT, "corrected"), (REJECT, CORRECT, "rejected")],
)
async def test_where_two_do_not_agree_the_graver_counts(
    office: Office, first: dict[str, str], second: dict[str, str], outcome: str
) -> None:
    desk = await supervised(office, mode="four_eyes")
    asker, one, two = [await desk.person() for _ in range(3)]
    review = await desk.review(asker)
    for who, body in ((one, first), (two, second)):
        await said(who, review, "claim")
        await said(who, review, "decision", **body)
    assert await state(asker, review) == outcome


async def test_of_a_sample_some_wait(office: Office) -> None:
    desk = await supervised(office, mode="sampled", share=0.5)
    asker, other = await desk.person(), await desk.person()
    waits = [(await desk.answered(asker))["probant"]["supervision"]["state"] for _ in range(24)]
    assert set(waits) == {"draft", "not chosen"}
    assert len(await listed(other)) == waits.count("draft")


async def test_without_supervision_nothing_waits(office: Office) -> None:
    desk = await supervised(office, mode="none")
    told = await desk.answered(await desk.person())
    assert "supervision" not in told["probant"]
    assert not told["choices"][0]["message"]["content"].startswith("**")
    assert await listed(await desk.person()) == []


async def test_past_its_deadline_it_is_overdue_and_still_waits(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    desk.now += timedelta(hours=25)
    [shown] = (await other.get("/v1/reviews")).json()["reviews"]
    assert shown["overdue"]
    await said(other, review, "claim")
    assert (await said(other, review, "decision", **ACCEPT)).status_code == 200
    [record] = await desk.records(RecordKind.REVIEWED)
    assert record["late"]


async def test_what_was_changed_in_the_database_does_not_count(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    async with desk.parts.database.begin() as unit:
        stored = await unit.reviews.find(HERE, ReviewId(review))
        assert stored
        edited = replace(stored.review, state=ReviewState.ACCEPTED)
        assert await unit.reviews.change(replace(stored, review=edited), stored.seal)
    answer = await asker.get(f"/v1/reviews/{review}")
    assert answer.status_code == 403
    assert "was changed outside the service" in answer.json()["detail"]
    assert (await said(other, review, "claim")).status_code == 403
    assert await listed(other, decided=True) == []
    history = (await asker.get("/v1/history")).json()["history"]
    assert history[0]["review"] is None


async def test_a_replay_decides_nothing(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    told = await desk.answered(asker)
    record, review = told["probant"]["record"], told["probant"]["supervision"]["review"]
    auditor = await desk.person(Role.AUDITOR)
    assert (await auditor.post(f"/v1/ledger/{record}/replay")).json()["identical"]
    assert await state(asker, review) == "waiting"
    assert await listed(other) == [review]


async def test_what_was_erased_can_not_be_reviewed(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    assert (await asker.delete("/v1/history")).status_code == 200
    assert await listed(other) == []
    assert (await said(other, review, "claim")).status_code == 410
    assert await state(other, review) == "void"
    assert (await desk.records(RecordKind.REVIEW_VOID))[0]["gone"] == "content"


async def test_evidence_that_is_gone_can_not_be_reviewed(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    await said(other, review, "claim")
    for document in (await asker.get("/v1/documents")).json()["documents"]:
        await desk.parts.documents.delete(USER, DocumentId(document["id"]))
    await desk.parts.worker.until_idle()
    assert (await said(other, review, "decision", **ACCEPT)).status_code == 410
    assert (await said(other, review, "claim")).status_code == 410
    assert await state(asker, review) == "void"


async def test_the_ledger_holds_who_looked_and_what_was_decided(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    told = await desk.answered(asker)
    review = told["probant"]["supervision"]["review"]
    await said(other, review, "claim")
    await said(other, review, "decision", **REJECT)
    [claimed] = await desk.records(RecordKind.REVIEW_CLAIMED)
    assert claimed["review"] == review
    [made] = await desk.records(RecordKind.REVIEWED)
    assert (made["ruling"], made["state"], made["late"]) == ("rejected", "rejected", False)
    [closing] = await desk.records(RecordKind.ANSWERED)
    assert made["sent"] == closing["sent"], "of the very answer that was told"
    assert closing["supervision"]["review"] == review
    assert "résilié" not in json.dumps(made)


@pytest.mark.parametrize(("days", "is_there"), [(399, True), (401, False)])
async def test_a_use_case_says_how_long_its_answers_can_be_read(
    office: Office, days: int, is_there: bool
) -> None:
    """Whatever the days of history are: 365 here."""
    await office.holds("a.txt", TEXT, "leases")
    await office.has(supervision={"mode": "required"}, retention_days=400)
    desk = Desk(office, office.parts)
    asker, other = await desk.person(), await desk.person()
    review = await desk.review(asker)
    await said(other, review, "claim")
    await said(other, review, "decision", **CORRECT)
    later = desk.now + timedelta(days=days)
    await expire(office.parts.database, later, 365, 1_000)
    history = (await asker.get("/v1/history")).json()["history"]
    assert [one["question"] for one in history] == ([QUESTION] if is_there else [])
    seen = (await other.get(f"/v1/reviews/{review}")).json()
    assert seen["said"][0]["correction"] == (CORRECT["correction"] if is_there else None)


async def test_cells_of_a_grid_are_drafts_for_good(desk: Desk) -> None:
    asker = await desk.person()
    question = {"id": "rent", "question": QUESTION, "type": "text"}
    made = await asker.post("/v1/grids", json={"questions": [question], "model": "leases"})
    assert made.json()["draft"]
    assert made.json()["made_with"]["supervision"] == "required"


async def test_corrections_become_candidates_of_evaluation(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    for body in (CORRECT, REJECT, ACCEPT):
        review = await desk.review(asker)
        await said(other, review, "claim")
        await said(other, review, "decision", **body)
    lines = (await other.get("/v1/reviews/candidates")).text.splitlines()
    [candidate] = map(json.loads, lines)
    assert candidate["question"] == QUESTION
    assert candidate["expected"] == CORRECT["correction"]
    assert [one["quote"] for one in candidate["evidence"]] == [TEXT]
    assert (await desk.records(RecordKind.EXPORTED))[0]["what"] == "candidates of evaluation"


async def test_pages_go_on_where_the_last_one_ended(desk: Desk) -> None:
    asker, other = await desk.person(), await desk.person()
    reviews = [await desk.review(asker) for _ in range(5)]
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await other.get("/v1/reviews", params=query)).json()
        found += [one["id"] for one in page["reviews"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert found == reviews
    assert (await other.get("/v1/reviews", params={"after": "soon"})).status_code == 400


async def test_answers_of_a_version_before_wait_by_its_own_rules(office: Office) -> None:
    """Whatever was declared since, and also when it is retired."""
    desk = await supervised(office, mode="required", reviewers=["lawyers"])
    review = await desk.review(await desk.person())
    await office.has(supervision={"mode": "none"}, title="Une autre version")
    assert (await said(await desk.person(), review, "claim")).status_code == 403
    lawyer = await desk.person(groups=frozenset({"lawyers"}))
    assert (await said(lawyer, review, "claim")).status_code == 200


def test_rulings_are_in_the_order_of_how_grave_they_are() -> None:
    assert list(Ruling) == [Ruling.ACCEPTED, Ruling.CORRECTED, Ruling.REJECTED]
