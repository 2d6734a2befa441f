"""What every parser ends with: heading paths, an honest word on emptiness, errors in one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from adapters.parsers.headings import with_heading_paths
from core.errors import Unreadable
from core.outcomes import ErrorItem, Hidden, HiddenReason
from core.readings import Leaf, Parsed

_LONGEST_MESSAGE = 300
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][\w.@+~-]+){2,}[/\\]?")


def finish(
    component: str,
    leaves: Sequence[Leaf],
    errors: Sequence[ErrorItem] = (),
    hidden: Sequence[Hidden] = (),
) -> Parsed:
    """For leaves that continue each other: parts of a mail, a text."""
    return _finish(component, with_heading_paths(leaves), errors, hidden)


def finish_apart(
    component: str,
    leaves: Sequence[Leaf],
    errors: Sequence[ErrorItem] = (),
    hidden: Sequence[Hidden] = (),
) -> Parsed:
    """For leaves that stand alone: a slide or a sheet is not under the title of the one before."""
    apart = [done for leaf in leaves for done in with_heading_paths([leaf])]
    return _finish(component, apart, errors, hidden)


def _finish(
    component: str, leaves: Sequence[Leaf], errors: Sequence[ErrorItem], hidden: Sequence[Hidden]
) -> Parsed:
    items = tuple(errors)
    if not any(leaf.words for leaf in leaves):
        items += (ErrorItem(component, "empty", "no text was found"),)
    return Parsed(tuple(leaves), items, tuple(hidden))


_SHOWN = 200
"""Characters of a hidden text that are told."""


def hidden_text(
    reason: HiddenReason, text: str, leaf: int | None = None, label: str = ""
) -> Hidden:
    """What was kept out, its white space folded and its beginning kept."""
    words = text.split()
    return Hidden(reason, " ".join(words)[:_SHOWN], len(words), leaf, label)


@contextmanager
def opening(kind: str) -> Iterator[None]:
    """Around a library's code: whatever it raises means that the file is not what it should be."""
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        text = f"not a readable {kind} file: {type(error).__name__}: {error}"
        raise Unreadable(safe_message(text), "malformed") from error


def safe_message(text: str) -> str:
    """One short line without paths of this machine: messages travel to users and into records."""
    return _PATH.sub("…", " ".join(text[: 10 * _LONGEST_MESSAGE].split()))[:_LONGEST_MESSAGE]
