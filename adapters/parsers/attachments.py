"""The files attached to a mail (EML): every part that is neither its text nor says nothing.

Those of a mail in the mail are attached to it too; that mail itself is read as parts of this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from adapters.parsers.contained import Packed
from adapters.parsers.mail import file_name, is_attached, message_of


def contained(path: Path) -> Iterator[Packed]:
    for part in message_of(path.read_bytes()).walk():
        if not part.is_multipart() and is_attached(part):
            yield Packed(file_name(part), [_bytes(part)])


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
