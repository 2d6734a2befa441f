"""Tells the formats that are plain text apart: mail, HTML, Markdown, CSV, text."""

from __future__ import annotations

import codecs
import csv
import re

from core.errors import Unreadable

HEAD_BYTES = 8_192
"""How much of a file is looked at."""


def unsupported(what: str, remedy: str) -> Unreadable:
    return Unreadable(f"This is {what}, which is not read.", "unsupported", remedy)


def text_type(head: bytes, name: str) -> str:
    text = _text(head)
    if not text.strip():
        # More may follow than blanks, but 8 KB of them are not a document either.
        raise Unreadable("The file holds no text.", "empty")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if _is_mail(text, extension):
        return "message/rfc822"
    if _is_html(text, extension):
        return "text/html"
    if extension in _BY_EXTENSION:
        return _BY_EXTENSION[extension]
    if _is_markdown(text):
        return "text/markdown"
    return "text/csv" if _is_csv(text) else "text/plain"


_BY_EXTENSION = {
    "csv": "text/csv",
    "tsv": "text/csv",
    "tab": "text/csv",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "txt": "text/plain",
    "text": "text/plain",
    "log": "text/plain",
}
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))


def _text(head: bytes) -> str:
    """The beginning as text. Raises `Unreadable` where it is none."""
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    if head.count(0):
        return _unmarked_wide(head)
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50:
        raise _binary()
    try:
        # The last character may be cut in two.
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


def _unmarked_wide(head: bytes) -> str:
    """Western text in UTF-16 has a zero in nearly every other byte, on one side only."""
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.6 * half and not even:
        return head.decode("utf-16-le", "replace")
    if even > 0.6 * half and not odd:
        return head.decode("utf-16-be", "replace")
    raise _binary()


def _binary() -> Unreadable:
    return unsupported("no kind of document known here", "")


_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?(?!//).*")
_MAIL_HEADERS = {"from", "to", "cc", "subject", "date", "reply-to", "content-type", "sender"}
_MAIL_ONLY = {
    "message-id",
    "received",
    "mime-version",
    "return-path",
    "delivered-to",
    "dkim-signature",
}


def _is_mail(text: str, extension: str) -> bool:
    """Whether it opens with a block of headers that only a mail has."""
    names = _header_names(text)
    known = names & (_MAIL_HEADERS | _MAIL_ONLY)
    if extension == "eml":
        return bool(known)
    if extension in _BY_EXTENSION:
        return len(known) >= 2 and bool(names & _MAIL_ONLY)
    return len(known) >= 2 and bool(names & (_MAIL_ONLY | {"from"}))


def _header_names(text: str) -> set[str]:
    names: set[str] = set()
    for rank, line in enumerate(text.splitlines()[:200]):
        if rank == 0 and line.startswith("From "):
            continue
        if line[:1] in (" ", "\t") and names:
            continue
        found = _HEADER.fullmatch(line)
        if not found:
            break
        names.add(found[1].lower())
    return names


_HTML = re.compile(
    # Each alternative can end in one place only: a hostile prologue costs no backtracking.
    r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|\s)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:p|div|table|h[1-6]|ul|ol|span|br|a|title|meta|b|i)\b[^<>]*>", re.IGNORECASE)


def _is_html(text: str, extension: str) -> bool:
    if extension in ("html", "htm", "xhtml"):
        return bool(_TAG.search(text) or _HTML.match(text))
    return bool(_HTML.match(text))


_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S.*|```.*|[-*] \S.*|\|?(?: *:?-{3,}:? *\|)+.*|\[[^\]\n]+\]: .*)$|\]\(https?://",
    re.MULTILINE,
)


def _is_markdown(text: str) -> bool:
    return len(_MARKDOWN.findall(text)) >= 3 and bool(
        re.search(r"^(?:#{1,6} |```|\|)", text, re.MULTILINE)
    )


def _is_csv(text: str) -> bool:
    """Whether all whole lines have the same number of fields, for one delimiter."""
    lines = text.splitlines()[:-1][:50] if len(text) >= HEAD_BYTES // 2 else text.splitlines()[:50]
    return len(lines) >= 3 and any(_is_regular(lines, delimiter) for delimiter in ";\t,|")


def _is_regular(lines: list[str], delimiter: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
    except csv.Error:
        return False
    # Prose has a comma a line now and then: it takes two.
    return len(widths) == 1 and widths.pop() > (2 if delimiter == "," else 1)
