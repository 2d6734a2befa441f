"""YAML that people write for us: read within limits, each value with the line it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

_DEEPEST = 20
"""Levels of a document; ours have six at most."""


class NotYaml(Exception):
    """Says what is wrong, and on which line where that is known."""


@dataclass(frozen=True, slots=True)
class Marked:
    data: Any
    _root: yaml.Node | None

    def line(self, path: Sequence[int | str]) -> int:
        """The line, from 1, of the value at a path; of the last one on the way that is there."""
        node, line = self._root, 1
        for step in path:
            if node is None:
                break
            line = node.start_mark.line + 1
            node = _below(node, step)
        return line if node is None else node.start_mark.line + 1


def _below(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None


def read_yaml(raw: bytes) -> Marked:
    """The one document in a file, in plain types. Raises `NotYaml`."""
    try:
        loader = _Loader(raw.decode("utf-8-sig"))
        try:
            node = loader.get_single_node()
            data = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise NotYaml(_told(error)) from error
    # Besides: numbers of thousands of digits, dates that no calendar has, tags of other types.
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise NotYaml(f"it can't be read: {error}") from error
    return Marked(data, node)


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
        known: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in known:
                raise _refused("a key comes twice", key)
            known.add(str(key.value))
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: Any) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:  # a day that no calendar has
            raise _refused(f"it can't be read: {error}", node) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def _refused(why: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=why, problem_mark=event.start_mark)
