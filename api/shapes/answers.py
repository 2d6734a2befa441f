"""Answers and what was searched for them, as they are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes.evidence import Citation, Hit, Judged
from api.shapes.reviews import Supervised
from api.shapes.shaped import Count, Number, Shaped, Share, TimingsMs, Uuid, may_lack
from core.abstention import Why
from core.evidence import AnswerState
from core.scoping import Facet, Origin
from core.use_cases import Stage


class Named(BaseModel):
    facet: Facet
    value: str
    said: str
    origin: Origin


class Option(BaseModel):
    document_id: Uuid
    label: str


class SearchScope(BaseModel):
    label: str
    named: list[Named]
    documents: Count | None = Field(description="How many were searched; null: all.")
    options: list[Option]
    understood: str | None


class Candidate(BaseModel):
    chunk_id: Uuid
    document_id: Uuid
    document: str
    leaf: Number
    score: float
    parts: dict[str, float]
    ranks: dict[str, Number]
    fate: str


class Explanation(BaseModel):
    scope: SearchScope
    reasons: list[str]
    statements: list[str]
    concepts: list[str]
    candidates: list[Candidate]
    timings_ms: TimingsMs


class UsedFor(BaseModel):
    """A use case that something was asked for."""

    id: str
    title: str
    version: str


class Found(BaseModel):
    hits: list[Hit]
    scope: SearchScope
    use_case: UsedFor | None
    explanation: Explanation = may_lack("With `explain`.")


class Sentence(Judged):
    start: Count
    end: Count
    citations: list[Number]


class Claim(BaseModel):
    citation: Number
    document: str
    value: str


class Contradiction(BaseModel):
    values: list[Claim]


class Searched(BaseModel):
    collections: list[str]
    documents: Count
    passages: Count
    nearest: list[Hit]
    scope: SearchScope


class Usage(BaseModel):
    prompt_tokens: Count
    completion_tokens: Count
    total_tokens: Count


class Abstention(BaseModel):
    why: Why
    text: str
    missing: list[str]
    would_help: str | None


class Writing(BaseModel):
    model: str
    prompt: str
    passages: Count
    left_out: Count
    usage: Usage


class Answer(BaseModel):
    state: AnswerState
    answer: str
    citations: list[Citation]
    sentences: list[Sentence]
    contradictions: list[Contradiction]
    reason: str | None
    confidence: Share
    searched: Searched
    timings_ms: TimingsMs
    use_case: UsedFor | None
    explanation: Explanation = may_lack("With `explain`.")
    writing: Writing = may_lack("Where a model was asked.")
    abstention: Abstention = may_lack("Where there is no answer.")
    supervision: Supervised = may_lack("Where its use case lets people look at answers.")


class Chunk(BaseModel):
    """Of Mistral's shape."""

    type: Literal["text", "reference"]
    text: str = may_lack("Of a text.")
    reference_ids: list[Number] = may_lack("Of a reference: indices of citations.")


class Message(BaseModel):
    role: Literal["assistant"]
    content: str | list[Chunk]


class Choice(BaseModel):
    index: Count
    message: Message
    finish_reason: Literal["stop"]


class Completion(BaseModel):
    id: str
    object: Literal["chat.completion"]
    created: Count
    model: str
    choices: list[Choice]
    usage: Usage
    probant: Answer


class Offer(BaseModel):
    """What a model is here."""

    use_case: UsedFor | None = Field(description="null: of none.")
    stage: Stage | None
    written_by: str | None = Field(description="The chat model of its answers; null: quotes alone.")


class Model(BaseModel):
    id: str
    object: Literal["model"]
    created: Count
    owned_by: str
    name: str
    description: str | None
    type: str
    capabilities: dict[str, bool]
    probant: Offer


class ModelList(BaseModel):
    object: Literal["list"]
    data: list[Model]


FoundReply = Annotated[dict[str, Any], Shaped(Found)]
ModelListReply = Annotated[dict[str, Any], Shaped(ModelList)]
