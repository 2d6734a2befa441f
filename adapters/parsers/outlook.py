"""MSG: one leaf of kind part, labelled 1, that opens with the headers as a mail's does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adapters.parsers.finish import finish, opening, safe_message
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.mail import Head
from adapters.parsers.plain import add_paragraphs
from adapters.parsers.tables import one_line
from adapters.parsers.web import add_html
from core.errors import Unreadable
from core.outcomes import ErrorItem
from core.readings import LeafKind, Parsed


def read(path: Path) -> Parsed:
    """The HTML body, or the plain one where there is none or it can't be decoded."""
    builder = LeafBuilder(1, LeafKind.PART, "1")
    with opening("Outlook message"):
        from oxmsg import Message

        message = Message.load(str(path))
        if message.message_class == "IPM.Note.SMIME":
            raise Unreadable("the mail is encrypted", "encrypted", "Save it decrypted.")
        _head(message).add_to(builder)
        errors = [_not_read(a) for a in message.attachments if not a.file_bytes]
        html, body = _html(message), message.body or ""
    hidden = add_html(builder, html) if html.strip() else []
    if not html.strip():
        add_paragraphs(builder, body)
    return finish("msg", [builder.build()], errors, hidden)


def _html(message: Any) -> str:
    try:
        return str(message.html_body or "")
    except (LookupError, ValueError):
        return ""


def _head(message: Any) -> Head:
    headers = {name.title(): value for name, value in message.message_headers.items()}
    sent = message.sent_date
    values = {
        "From": message.sender,
        "To": headers.get("To") or ", ".join(_recipients(message)),
        "Cc": headers.get("Cc"),
        "Date": headers.get("Date") or (sent.isoformat(" ", "seconds") if sent else None),
        "Attachments": ", ".join(map(attachment_name, message.attachments)),
    }
    lines = [f"{name}: {value}" for name, value in values.items() if value]
    return Head(message.subject, lines)


def _recipients(message: Any) -> list[str]:
    found = []
    for recipient in message.recipients:
        address = f"<{recipient.email_address}>" if recipient.email_address else ""
        found.append(f"{recipient.name or ''} {address}".strip())
    return found


def attachment_name(attachment: Any) -> str:
    return one_line(attachment.file_name or "attachment")


def _not_read(attachment: Any) -> ErrorItem:
    """A message or an object of another program: it has no bytes of its own."""
    text = f"attachment “{attachment_name(attachment)[:100]}” was not read"
    return ErrorItem("msg", "unsupported", safe_message(text))
