"""Text made easy to match by patterns, character by character."""

from __future__ import annotations

import unicodedata

_MOST_KEPT = 10_000
"""Characters that are known by heart: more than all alphabets have, and not all of Unicode."""


class _Plain(dict[int, str]):
    """Each character without case and accent, as one character: offsets stay what they are."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = unicodedata.normalize("NFKD", letter)[:1].casefold()
        bare = bare if len(bare) == 1 else letter
        if len(self) < _MOST_KEPT:
            self[code] = bare
        return bare


_PLAIN = _Plain({ord(sign): "'" for sign in "’‘ʼ"} | {ord(dash): "-" for dash in "–—‑−"})


def plain(text: str) -> str:
    """Without case and accents, straight quotes and dashes, and exactly as long."""
    return text.translate(_PLAIN)
