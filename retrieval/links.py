"""Links, images and markup in what a model wrote: they leave only where a cited source has them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_LINKS = (
    r"[a-z][a-z0-9+.-]{0,20}://[^\s<>\"')\]]*+",
    r"\b(?:javascript|data|vbscript|file|mailto|tel|ftp|blob):[^\s<>\"')\]]*+",
    r"//[^\s<>\"')\]]++",
    # What chat tools make a link of without being asked: a host's name, an address.
    rf"(?<![\w.-])(?:[\w.+-]{{1,64}}+@)?{_LABEL}(?:\.{_LABEL}){{0,8}}\.[^\W\d_]{{2,24}}(?![\w-])"
    r"(?:[/?#:][^\s<>\"')\]]*+)?",
    r"\]\s{0,3}\([^)\s]{0,2000}",
    r"!\[[^\]]{0,200}\]",
    r"\[[^\]]{1,200}\]\s{0,3}(?:\[[^\]\d][^\]]{0,200}\]|:)",
    r"</?[a-z!?][^>]{0,2000}>?",
)
_LINK = re.compile("|".join(f"(?:{pattern})" for pattern in _LINKS))


def links_in(text: str) -> list[str]:
    """Everything in a text that a chat tool could make a link, an image or markup of."""
    return [found.group().rstrip(".,;:") for found in _LINK.finditer(_bare(text))]


def is_linkless(text: str, sources: Iterable[str]) -> bool:
    """Whether each link, image and tag of a text is one of a source's, letter by letter."""
    found = set(links_in(text))
    return not found or found <= {link for source in sources for link in links_in(source)}


def _bare(text: str) -> str:
    """As it would be read: entities, look-alikes of other widths and what is not seen resolved."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", html.unescape(text))).casefold()
