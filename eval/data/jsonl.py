"""Reads files of one JSON object a line into models, so that a bad line is named."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.errors import InvalidRequest

Model = TypeVar("Model", bound=BaseModel)


def read_lines(path: Path, model: type[Model]) -> list[Model]:
    """Every line that isn't blank. Raises `InvalidRequest`, naming file, line and field."""
    # Not splitlines: JSON leaves other line ends (U+2028) in its texts.
    lines = path.read_text("utf-8").split("\n")
    return [_read(path, n, line, model) for n, line in enumerate(lines, start=1) if line.strip()]


def _read(path: Path, number: int, line: str, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(f"{path}:{number}: {field}: {first['msg']}.") from error
