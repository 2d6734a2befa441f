"""Mistakes in what people declare in YAML: each with its line and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from core.errors import InvalidRequest
from core.marked_yaml import Marked, NotYaml, read_yaml

MOST_BYTES = 200_000
"""Of a file."""
_MOST_TOLD = 100
"""Mistakes of one file. Each takes a walk to its line, and who wrote more starts with these."""
LONGEST_SHOWN = 60
"""Characters of a name that somebody made up, where it is told."""


class Strict(BaseModel):
    """A part of a declaration: nothing is converted, and nothing unknown is passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def mistake(said: str, fix: str = "", field: str = "") -> PydanticCustomError:
    """What a validator raises; without a `fix`, that of the form."""
    return PydanticCustomError("declaration", "{said}", {"said": said, "fix": fix, "field": field})


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a declaration that can't stand."""

    file: str
    line: int
    """From 1."""
    field: str
    """Where in the declaration, as `risk.class`; empty for the whole of it."""
    said: str
    fix: str

    def __str__(self) -> str:
        about = f"{self.field}: " if self.field else ""
        return f"{self.file}, line {self.line}: {about}{self.said} {self.fix}"

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "said": self.said,
            "fix": self.fix,
        }


class Mistaken(InvalidRequest):
    """A declaration with mistakes, all of them."""

    code, title = "mistaken-declaration", "Mistakes in a declaration"

    def __init__(self, detail: str, remedy: str = "", *, mistakes: Sequence[Mistake] = ()) -> None:
        super().__init__(detail, remedy)
        self.mistakes = tuple(mistakes)

    @classmethod
    def of(cls, mistakes: Sequence[Mistake]) -> Mistaken:
        return cls("\n".join(map(str, mistakes)), mistakes=mistakes)


Part = TypeVar("Part", bound=Strict)


@dataclass(frozen=True, slots=True)
class Form(Generic[Part]):
    """How a declaration of some kind is written."""

    model: type[Part]
    fixes: Mapping[str, str]
    """What to write, by field, as `risk.class`, or by the last of its names alone."""
    begin: str
    """What to write first where nothing is declared."""
    see: str
    cures: Mapping[str, str] = field(default_factory=dict)
    """The same of what is no YAML, by what is said of it."""

    def read(self, raw: bytes, name: str, context: Mapping[str, Any] | None = None) -> Part:
        """What a file declares. Raises `Mistaken` with every mistake."""
        if len(raw) > MOST_BYTES:
            said = f"the file has {len(raw)} bytes; {MOST_BYTES} are the most."
            raise _whole(name, 1, said, "Say less; long texts belong into documents.")
        try:
            marked = read_yaml(raw)
        except NotYaml as error:
            line, said = _split(str(error))
            raise _whole(name, line, f"this is not YAML: {said}.", self._cure(said)) from error
        if not isinstance(marked.data, Mapping):
            raise _whole(name, 1, "this declares nothing.", f"{self.begin} {self.see}")
        return self.checked(marked, name, context)

    def checked(self, marked: Marked, name: str, context: Mapping[str, Any] | None = None) -> Part:
        """The same of what has been read. Raises `Mistaken`."""
        try:
            return self.model.model_validate(marked.data, context=context)
        except ValidationError as error:
            mistakes = sorted(self._mistakes(error, marked, name), key=lambda one: one.line)
            raise Mistaken.of(mistakes) from error

    def _mistakes(self, error: ValidationError, marked: Marked, name: str) -> Iterator[Mistake]:
        told: set[str] = set()
        for one in error.errors()[:_MOST_TOLD]:
            given: Mapping[str, Any] = one.get("ctx", {})
            path = given["field"].split(".") if given.get("field") else _path(one, marked.data)
            place = ".".join(str(step + 1) if type(step) is int else _shown(step) for step in path)
            if place in told:  # both ends of a range may say the same
                continue
            told.add(place)
            said, fix = self._said(one, given, [step for step in path if isinstance(step, str)])
            yield Mistake(name, marked.line(path), place, f"{said}.", fix)

    def _said(self, one: Any, given: Mapping[str, Any], path: Sequence[str]) -> tuple[str, str]:
        if one["type"] == "extra_forbidden":
            return "there is no such field", self._meant(path)
        if one["type"] == "missing":
            return "this is missing", self._fix(path) or f"Write it. {self.see}"
        if one["type"] == "declaration":
            return given["said"], given["fix"] or self._fix(path)
        said = one["msg"][:1].lower() + one["msg"][1:]
        return _PLAINLY.get(one["type"], said), self._fix(path) or self.see

    def _fix(self, path: Sequence[str]) -> str:
        """Of a field, or of what it is a part of."""
        above = [".".join(path[:length]) for length in range(len(path), 0, -1)]
        names = [*above[:1], *path[-1:], *above[1:]]
        return next((self.fixes[name] for name in names if name in self.fixes), "")

    def _meant(self, path: Sequence[str]) -> str:
        *above, last = path
        known = _fields(_part(self.model, above))
        close = difflib.get_close_matches(last[:LONGEST_SHOWN], known, n=1)
        meant = f"Do you mean `{close[0]}`?" if close else "Take it out."
        return f"{meant} There are: {', '.join(known)}."

    def _cure(self, said: str) -> str:
        if said.startswith("it can't be read"):
            return "Write days that there are, as 2027-06-30, and numbers of fewer digits."
        plain = (
            "Indent with spaces alone, and put a text with `: `, ` #` or `*` in quotation marks."
        )
        return {**_CURES, **self.cures}.get(said, plain)


_CURES = {
    "aliases are not taken": "Write what it stands for in its place.",
    "a key comes twice": "Keep one of them.",
}
_PLAINLY = {
    "string_pattern_mismatch": "it can't be written so",
    "invalid_key": "a field is called by a text",
}


def _path(one: Any, data: Any) -> list[int | str]:
    """As far as the declaration goes, and one step where something is missing: other steps are
    names of our own types."""
    path: list[int | str] = []
    for number, step in enumerate(one["loc"], start=1):
        if isinstance(data, Mapping) and step in data:
            # A key that is a number is no place in a list.
            path.append(str(step))
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
        elif number == len(one["loc"]) and one["type"] in ("missing", "declaration"):
            path.append(step)
    return path


def _shown(step: int | str) -> str:
    cut = str(step)[:LONGEST_SHOWN]
    return cut if cut.isprintable() else ascii(cut)


def _part(kind: Any, path: Sequence[str]) -> Any:
    """The type of what stands at a path of a model."""
    for step in path:
        kind = _plain(kind)
        if get_origin(kind) is dict:
            kind = get_args(kind)[1]
        else:
            fields = kind.model_fields.items()
            kind = next(one.annotation for name, one in fields if step in (name, one.alias))
    return _plain(kind)


def _plain(kind: Any) -> Any:
    """Without what may stand in its place, and what is said besides."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return _plain(next(one for one in get_args(kind) if one is not NoneType))
    return kind


def _fields(model: type[BaseModel]) -> list[str]:
    return [one.alias or name for name, one in model.model_fields.items()]


def _whole(name: str, line: int, said: str, fix: str) -> Mistaken:
    return Mistaken.of([Mistake(name, line, "", said, fix)])


def _split(said: str) -> tuple[int, str]:
    """The line out of what `NotYaml` says, where it says one."""
    head, separator, rest = said.partition(": ")
    number = head.removeprefix("line ")
    if separator and head.startswith("line ") and number.isdigit():
        return int(number), rest
    return 1, said
