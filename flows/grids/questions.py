"""Questions of a grid, as a YAML file or a request gives them. Checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import InvalidRequest, TooLarge
from core.grids import AnswerType, GridQuestion
from core.units import UNITS, unit_of

MOST_BYTES = 200_000
"""Of a file."""
MOST_QUESTIONS = 200
_DEEPEST = 20
"""Levels of a YAML document; questions have four."""
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
        data = yaml.load(raw.decode("utf-8-sig"), _Loader)  # noqa: S506  # a safe loader
    except yaml.YAMLError as error:
        raise InvalidRequest(f"The questions are not YAML: {_told(error)}.", _SEE) from error
    # Besides: numbers of thousands of digits, dates that no calendar has, tags of other types.
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise InvalidRequest(f"The questions can't be read: {error}.", _SEE) from error
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


def _told(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "its characters"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


class _Loader(yaml.SafeLoader):
    """Without aliases, with which a few lines stand for millions, and without a key twice."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs say nothing of it
        if isinstance(event, yaml.AliasEvent):
            raise _refused("aliases are not taken", event)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _refused("it is nested too deeply", event)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(map(str, keys))):
            raise yaml.MarkedYAMLError(problem="a key comes twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def _refused(why: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=why, problem_mark=event.start_mark)
