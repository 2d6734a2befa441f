"""Text of documents and of the conversation as data: it can't end its quote, nor pass for ours.

Every line of it begins with `> `, and no line of ours does. What a passage is cited by, `[3]`, and
what a server may read as a control token, `[INST]` or `<|im_end|>`, is written otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Zero width, soft hyphen, marks of direction, tags, and control characters that break no line.
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]"
)
_NUMBER = re.compile(r"[\[［【〔]([ \t]{0,3}\d{1,3}[ \t]{0,3})[\]］】〕]")
_CONTROL = re.compile(r"\[(/?[A-Z][A-Z_]{2,30})\]")
_TOKEN = re.compile(r"<(?=/?(?:s|unk|pad|bos|eos)>|\||[｜])")


def lines_of(text: str) -> list[str]:
    """Lines that are not empty, without what could be taken for something else."""
    seen = _UNSEEN.sub("", text)
    plain = _TOKEN.sub("‹", _CONTROL.sub(r"(\1)", _NUMBER.sub(r"(\1)", seen)))
    return [stripped for line in plain.splitlines() if (stripped := line.strip())]


def one_line(text: str, most_chars: int) -> str:
    """The same on one line, cut where it is longer."""
    line = " ".join(" ".join(lines_of(text)).split())
    return line if len(line) <= most_chars else line[:most_chars].rstrip() + "…"


def quoted(lines: Iterable[str]) -> str:
    return "\n".join(f"> {line}" for line in lines)
