"""Questions of a grid, as a YAML file or a request gives them. Checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import InvalidRequest, TooLarge
from core.grids import AnswerType, GridQuestion
from core.marked_yaml import NotYaml, read_yaml
from core.units import UNITS, unit_of

MOST_BYTES = 200_000
"""Of a file."""
MOST_QUESTIONS = 200
_SEE = "See docs/grid.md."

_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
_Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Language = Literal["fr", "en"]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Id
    question: _Said | dict[Language, _Said]
    type: AnswerType
    unit: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    label: _Label | dict[Language, _Label] | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Label = "Grid"
    language: Language = "en"
    questions: list[_Asked] = Field(min_length=1, max_length=MOST_QUESTIONS)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    title: str
    language: str
    questions: tuple[GridQuestion, ...]


def parse_questions(raw: bytes, language: str | None = None) -> QuestionSet:
    """The questions of a YAML file, in one language: the file's, or the one that is given.

    Raises `InvalidRequest`, saying where; `TooLarge` over 200 kB.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge(f"The questions have {len(raw)} bytes; {MOST_BYTES} are the most.")
    try:
        data = read_yaml(raw).data
    except NotYaml as error:
        raise InvalidRequest(f"The questions are not YAML: {error}.", _SEE) from error
    return checked_questions(data, language)


def checked_questions(data: Any, language: str | None = None) -> QuestionSet:
    """The same for what a request holds as JSON. Raises `InvalidRequest`."""
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise InvalidRequest(f"The questions: {_where(error)}.", _SEE) from error
    spoken = str(language or file.language)
    questions = tuple(_question(one, spoken) for one in file.questions)
    _check_ids(questions)
    return QuestionSet(file.title, spoken, questions)


def _question(asked: _Asked, language: str) -> GridQuestion:
    unit = None
    if asked.unit:
        unit = asked.unit if asked.unit in UNITS else unit_of(asked.unit)
        if unit is None:
            raise InvalidRequest(f"Question {asked.id!r}: {asked.unit!r} is no unit.", _SEE)
        if asked.type is not AnswerType.NUMBER:
            raise InvalidRequest(f"Question {asked.id!r}: only a number has a unit.", _SEE)
    text = _in_language(asked.question, language)
    label = _in_language(asked.label, language) if asked.label else asked.id
    return GridQuestion(asked.id, text, asked.type, label, unit)


def _in_language(said: str | dict[Language, str], language: str) -> str:
    """In this language, or else in the first that it is given in."""
    if isinstance(said, str):
        return said
    return next((text for spoken, text in said.items() if spoken == language), None) or next(
        iter(said.values()), ""
    )


def _check_ids(questions: Sequence[GridQuestion]) -> None:
    seen = set[str]()
    for question in questions:
        if question.id in seen:
            raise InvalidRequest(f"Two questions have the id {question.id!r}.", _SEE)
        seen.add(question.id)
        if not question.text:
            raise InvalidRequest(f"Question {question.id!r} has no text.", _SEE)


def _where(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
