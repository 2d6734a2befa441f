"""How a file shows what format it is in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """Of a format that a parser reads beside those that are known everywhere."""

    media_type: str
    magic: bytes = b""
    """The bytes such a file begins with; none where only its name tells it from other text."""
    extension: str = ""
    """Lower case, without a dot: tells formats of plain text without magic apart."""

    def is_on(self, head: bytes, name: str) -> bool:
        """Whether a file that begins so, and is called so, is of this format."""
        if self.magic:
            return head.removeprefix(b"\xef\xbb\xbf").startswith(self.magic)
        return bool(self.extension) and name.lower().endswith(f".{self.extension}")
