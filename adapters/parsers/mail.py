"""EML: one leaf of kind part per MIME part that is read, labelled with its IMAP number.

What people ask of a mail is often who wrote it, when and about what: the subject (a heading) and a
paragraph with From, To, Cc and Date open the first leaf of a message. Of several renderings of one
text the HTML is read, or the plain one where there is no HTML. A mail in a mail (`message/rfc822`)
is read as parts of the part it stands in. Other attachments are documents of their own (see
`attachments`): here they are named after the headers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from adapters.parsers.finish import finish, opening
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.partitioned import add_lines
from adapters.parsers.plain import add_paragraphs, decode, has_mark, unmarked_utf16
from adapters.parsers.tables import one_line
from adapters.parsers.web import add_html, decode_html
from core.errors import Unreadable
from core.outcomes import Hidden
from core.readings import ElementKind, Leaf, LeafKind, Parsed

HEADERS = ("From", "To", "Cc", "Date")
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
_SILENT = (*_SIGNATURES, "application/pgp-signature")
"""Parts that say nothing to a reader."""


def read(path: Path) -> Parsed:
    with opening("mail"):
        mail = _Mail()
        mail.read_message(message_of(path.read_bytes()), "")
    return finish("mail", mail.leaves, (), mail.hidden)


def message_of(data: bytes) -> Message:
    return message_from_bytes(_ascii_lines(data))


def _ascii_lines(data: bytes) -> bytes:
    """The bytes of a mail; one saved as UTF-16 text becomes UTF-8, so that its lines are found."""
    wide = has_mark(data) or unmarked_utf16(data[:4_096])
    return decode(data).encode("utf-8", "replace") if wide else data


@dataclass(slots=True)
class Head:
    """What opens the first leaf of a message."""

    subject: str = ""
    lines: Sequence[str] = ()

    def add_to(self, builder: LeafBuilder) -> None:
        start = builder.mark
        add_lines(builder, self.subject)
        builder.element(ElementKind.HEADING, start, 1)
        start = builder.mark
        for line in self.lines:
            add_lines(builder, line)
        builder.element(ElementKind.PARAGRAPH, start)


@dataclass(slots=True)
class _Mail:
    leaves: list[Leaf] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    head: Head | None = None
    """Headers of the current message until a leaf has taken them."""

    def read_message(self, message: Message, number: str) -> None:
        """A message: the file's (number empty), or the content of the part with that number."""
        self.head = _head(message)
        if message.is_multipart():
            self._read_entity(message, number)
        else:
            self._read_entity(message, _child(number, 1))
        self._flush_head(_child(number, 1))

    def _read_entity(self, entity: Message, number: str) -> None:
        if entity.get_content_type() in _ENCRYPTED and _is_enveloped(entity):
            raise Unreadable("the mail is encrypted", "encrypted", "Save it decrypted.")
        if entity.get_content_type() == "message/rfc822" and entity.is_multipart():
            self._flush_head(number or "1")
            self.read_message(_messages(entity)[0], number or "1")
        elif entity.get_content_type() == "multipart/alternative":
            self._read_best(_numbered(entity, number))
        elif entity.is_multipart():
            for child, part in _numbered(entity, number):
                self._read_entity(part, child)
        else:
            self._read_part(entity, number or "1")

    def _read_best(self, renderings: list[tuple[str, Message]]) -> None:
        """The first rendering that has words, HTML before plain text before others."""
        before = len(self.leaves)
        for number, part in sorted(renderings, key=lambda rendering: _rank(rendering[1])):
            self._read_entity(part, number)
            if len(self.leaves) > before:
                return

    def _read_part(self, part: Message, number: str) -> None:
        if _is_text(part):
            self._read_text(part, number)

    def _read_text(self, part: Message, number: str) -> None:
        builder = LeafBuilder(len(self.leaves) + 1, LeafKind.PART, number)
        if self.head:
            self.head.add_to(builder)
        body = builder.mark
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        charset = part.get_content_charset()
        if part.get_content_subtype() == "html":
            self.hidden += add_html(builder, decode_html(data, charset), len(self.leaves) + 1)
        else:
            add_paragraphs(builder, decode(data, charset))
        if builder.mark > body:
            self.leaves.append(builder.build())
            self.head = None

    def _flush_head(self, number: str) -> None:
        """A leaf for the headers alone, where no part took them."""
        if self.head and (self.head.subject or self.head.lines):
            builder = LeafBuilder(len(self.leaves) + 1, LeafKind.PART, number)
            self.head.add_to(builder)
            self.leaves.append(builder.build())
        self.head = None


def _child(number: str, rank: int) -> str:
    """Number of a part of a part (RFC 3501 section 6.4.5)."""
    return f"{number}.{rank}" if number else str(rank)


def _messages(entity: Message) -> list[Message]:
    payload = entity.get_payload()
    return [part for part in payload if isinstance(part, Message)] if payload else []


def _numbered(entity: Message, number: str) -> list[tuple[str, Message]]:
    return [(_child(number, rank), part) for rank, part in enumerate(_messages(entity), 1)]


def _rank(part: Message) -> int:
    kinds = [inner.get_content_type() for inner in part.walk()]
    return 0 if "text/html" in kinds else 1 if "text/plain" in kinds else 2


def _is_enveloped(entity: Message) -> bool:
    """Whether the content can't be read: S/MIME also has a readable kind that is only signed."""
    return entity.get_param("smime-type") not in ("signed-data", "certs-only")


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _says_nothing(part: Message) -> bool:
    """Signatures, and pictures placed in the text (logos, mostly)."""
    placed = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return part.get_content_type() in _SILENT or (placed and not _is_attachment(part))


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() == "text" and not _is_attachment(part)


def is_attached(part: Message) -> bool:
    """Whether a part that holds no others is a file of its own."""
    return not _is_text(part) and not _says_nothing(part)


def file_name(part: Message) -> str:
    return one_line(_decoded(part.get_filename() or "attachment"))


def _attached(message: Message) -> Iterator[str]:
    """Names of the files attached to a message, not those of a message in it."""
    if message.is_multipart():
        for part in _messages(message):
            if part.get_content_type() != "message/rfc822":
                yield from _attached(part)
    elif is_attached(message):
        yield file_name(message)


def _head(message: Message) -> Head:
    values = [(name, _decoded(str(message.get(name) or ""))) for name in HEADERS]
    lines = [f"{name}: {value}" for name, value in values if value]
    if attached := ", ".join(_attached(message)):
        lines.append(f"Attachments: {attached}")
    return Head(_decoded(str(message.get("Subject") or "")), lines)


def _decoded(value: str) -> str:
    """A header's text; what can't be decoded stays as it is written."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError):
        return value
