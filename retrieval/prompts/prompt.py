"""The conversation that asks a model for an answer, within a budget of tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.chat import ChatMessage
from core.evidence import Hit
from retrieval.prompts.data import lines_of, one_line, quoted
from retrieval.prompts.passages import block
from retrieval.prompts.templates import Template, template

HISTORY_TOKENS = 600
"""For the conversation so far: enough to tell what "it" is. An eighth of the budget, if less."""
MOST_TURNS = 6
MOST_ASKED_CHARS, MOST_REPLIED_CHARS = 300, 400
MESSAGE_TOKENS = 16
"""What a server's own template puts around a message; measured: 3 to 8."""
_MARKER = re.compile(r"(?<!\s)\s{0,4}\[\d{1,2}\]")

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and what was answered; empty: not known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    messages: tuple[ChatMessage, ...]
    template: Template
    shown: int
    """The passages that fit, counted from the first."""
    tokens: int


def prompt(
    question: str,
    language: str,
    hits: Sequence[Hit],
    turns: Sequence[Turn],
    count: Count,
    most_tokens: int,
) -> Prompt:
    """Passages count from 1. Those that do not fit `most_tokens` are left out, from the last.

    The conversation keeps its newest turns, and gives way before a passage would.
    """
    chosen = template(language)
    asking = chosen.question.format(" ".join(lines_of(question)))
    frame = sum(map(count, (chosen.system, chosen.passages, asking))) + 2 * MESSAGE_TOKENS
    left = most_tokens - frame
    history = _history(turns, chosen, count, min(HISTORY_TOKENS, left // 8))
    left -= count(history)
    blocks: list[str] = []
    for number, hit in enumerate(hits, start=1):
        text = block(number, hit.passage, chosen)
        left -= count(text) + 1
        if left < 0:
            left += count(text) + 1
            break
        blocks.append(text)
    parts = (chosen.passages, *blocks, history, asking)
    said = "\n\n".join(part for part in parts if part)
    messages = (ChatMessage("system", chosen.system.strip()), ChatMessage("user", said))
    return Prompt(messages, chosen, len(blocks), most_tokens - left)


def _history(turns: Sequence[Turn], chosen: Template, count: Count, most_tokens: int) -> str:
    """The newest turns that fit, oldest first; empty where there are none."""
    kept: list[str] = []
    left = most_tokens - count(chosen.conversation)
    for turn in reversed(turns[-MOST_TURNS:]):
        text = _told(turn, chosen)
        left -= count(text)
        if left < 0:
            break
        kept.append(text)
    return "\n".join([chosen.conversation, *reversed(kept)]) if kept else ""


def _told(turn: Turn, chosen: Template) -> str:
    lines = [chosen.asked.format(one_line(turn.question, MOST_ASKED_CHARS))]
    if answer := one_line(_MARKER.sub("", turn.answer), MOST_REPLIED_CHARS):
        lines.append(chosen.replied.format(answer))
    return quoted(lines)
