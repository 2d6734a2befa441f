"""What is asked, and where the answer may be looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import zip_longest

from core.documents import Collection
from core.errors import InvalidRequest, NotFound
from core.ids import CollectionId, DocumentId
from core.principals import Principal, SearchFilter
from core.scoping import Wanted
from core.stores import Database
from core.use_cases import Standing, UseCase
from governance.policy import Action, decide
from retrieval.follow_up.understood import understood
from retrieval.prompts.prompt import Turn
from retrieval.search import Query

MOST_EARLIER = 5
"""Earlier questions that count: who speaks of something for longer names it again."""
MOST_SCOPE_CHARS = 200
"""Of a name, a period or a kind that corrects the scope."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    collection: CollectionId | None = None
    document: str | None = None
    """Name or id of the one document to look in."""
    day: date | None = None
    """Only documents that are valid on this day count; None: on the day it is asked (UTC), or on
    one that the question names, where other documents were in force then."""
    wanted: Wanted = field(default_factory=Wanted)
    """The search scope, as whoever asks corrects it."""
    before: tuple[str, ...] = ()
    """Earlier questions of the conversation, oldest first; what this one leaves out is taken from
    them. The last `MOST_EARLIER` count."""
    explain: bool = False
    """Whether the answer is to tell how its passages were chosen."""
    replies: tuple[str, ...] = ()
    """What was answered to each of `before`, empty where that is not known: for who writes."""
    use_case: Standing | None = None
    """What it is asked for; None: for no use that is declared."""

    @property
    def used(self) -> UseCase | None:
        """What is declared of its use."""
        return self.use_case.use_case if self.use_case else None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation so far, oldest first."""
        return tuple(Turn(*said) for said in zip_longest(self.before, self.replies, fillvalue=""))

    @property
    def place(self) -> tuple[object, ...]:
        """Where it looks: the same for two is the same filter."""
        use_case = self.used.version if self.used else None
        return self.collection, self.document, self.day, use_case


async def query_of(
    database: Database, principal: Principal, question: Question, most_chars: int
) -> Query:
    """What is searched for a question, within what its asker may read.

    Raises `InvalidRequest` for a text or a correction that is empty or too long, `NotFound` for a
    collection or a document that the asker can't see, `Refused`.
    """
    _check(question, most_chars)
    where = await _where(database, principal, question)
    # One that was too long was never answered.
    before = [text for text in question.before if text.strip() and len(text) <= most_chars]
    alone = understood(question.text, before[-MOST_EARLIER:], most_chars)
    asked = question.text if alone.text != question.text else ""
    is_now = question.day is None
    return Query(alone.text, where, question.wanted, alone.before, asked, is_now)


def _check(question: Question, most_chars: int) -> None:
    if not any(map(str.isalnum, question.text)):
        raise InvalidRequest("The question is empty.", "Ask it in words.")
    if len(question.text.strip()) > most_chars:
        raise InvalidRequest(
            f"The question has {len(question.text.strip())} characters; {most_chars} are the most.",
            "Shorten it, or raise PROBANT_MAX_QUESTION_CHARS.",
        )
    wanted = question.wanted
    for name, value in zip(
        ("issuer", "period", "kind"), (wanted.issuer, wanted.period, wanted.kind), strict=True
    ):
        if len(value) > MOST_SCOPE_CHARS:
            said = f"The {name} has {len(value)} characters; {MOST_SCOPE_CHARS} are the most."
            raise InvalidRequest(said, "Shorten it.")


async def _where(database: Database, principal: Principal, question: Question) -> SearchFilter:
    day = question.day or datetime.now(UTC).date()
    chosen = (question.collection,) if question.collection else None
    scope = decide(principal, Action.ASK, chosen, question.use_case).granted()
    if question.collection is None and question.document is None:
        return SearchFilter(scope, day=day)
    async with database.begin() as unit:
        if question.collection and not await unit.documents.count(scope):
            everything = decide(principal, Action.ASK, use_case=question.use_case).granted()
            raise _unknown(question.collection, await unit.collections.all(everything))
        if question.document is None:
            return SearchFilter(scope, day=day)
        named = [d.id for d in await unit.documents.named(scope, question.document)]
        found = await unit.documents.find(scope, DocumentId(question.document))
    documents = tuple(named) + ((found.id,) if found else ())
    if not documents:
        raise NotFound(f"There is no document {question.document[:120]!r}.")
    return SearchFilter(scope, documents, day)


def _unknown(collection: CollectionId, known: Sequence[Collection]) -> NotFound:
    names = ", ".join(one.name for one in known if one.documents) or "none yet"
    return NotFound(f"There is no collection {collection[:80]!r}.", f"There are: {names}.")
