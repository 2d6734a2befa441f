"""The files attached to an Outlook message (MSG)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from adapters.parsers.contained import Packed
from adapters.parsers.outlook import attachment_name


def contained(path: Path) -> Iterator[Packed]:
    """In the order of the file. A message that is attached as an object has no bytes."""
    from oxmsg import Message

    for attachment in Message.load(str(path)).attachments:
        if attachment.file_bytes:
            yield Packed(attachment_name(attachment), [attachment.file_bytes])
