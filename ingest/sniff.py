"""Says what a file is, from its content.

Reads a few kilobytes. The name only decides between formats that are all plain text. Archives are
judged by what they declare, before any parser opens them; one that lies meets the parser's cage.
"""

from __future__ import annotations

import codecs
import csv
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import Unreadable

MOST_UNPACKED_BYTES = 1 << 30
"""Declared size of all members: a 200 MB presentation full of pictures stays far below."""
HIGHEST_RATIO, RATIO_FROM_BYTES = 200, 10_000_000
"""Office XML packs 10 to 50 times. Small members are let through: they cost nothing unpacked."""
MOST_ENTRIES = 20_000
"""A presentation of 1,000 slides has about 6,000."""
_MOST_DIRECTORY_BYTES = 4 << 20
"""The list of members is read whole: 20,000 of them with names of 160 characters."""
_MOST_MEMBER_BYTES = 1 << 20
_HEAD_BYTES, _TAIL_BYTES = 8_192, 66_000
_OPENXML = "application/vnd.openxmlformats-officedocument"

_SAVE_AS = {
    "docx": "Save it as .docx.",
    "pptx": "Save it as .pptx.",
    "xlsx": "Save it as .xlsx.",
}
_IMAGE_REMEDY = "Images are not read yet: run text recognition (OCR) on it and send a PDF."
_ARCHIVE_REMEDY = "Unpack it and send the files one by one."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF document", _SAVE_AS["docx"]),
    (b"\x89PNG", "a PNG image", _IMAGE_REMEDY),
    (b"\xff\xd8\xff", "a JPEG image", _IMAGE_REMEDY),
    (b"GIF8", "a GIF image", _IMAGE_REMEDY),
    (b"II*\0", "a TIFF image", _IMAGE_REMEDY),
    (b"MM\0*", "a TIFF image", _IMAGE_REMEDY),
    (b"BM", "a BMP image", _IMAGE_REMEDY),
    (b"\x1f\x8b", "a gzip archive", _ARCHIVE_REMEDY),
    (b"7z\xbc\xaf", "a 7z archive", _ARCHIVE_REMEDY),
    (b"Rar!", "a RAR archive", _ARCHIVE_REMEDY),
    (b"%!PS", "a PostScript file", "Save it as PDF."),
)
# Main part of an Office file, as [Content_Types].xml names it → our media type, or what to do.
_OPENXML_KINDS = (
    (b"wordprocessingml.document.main+xml", f"{_OPENXML}.wordprocessingml.document", ""),
    (b"presentationml.presentation.main+xml", f"{_OPENXML}.presentationml.presentation", ""),
    (b"powerpoint.presentation.macroEnabled", f"{_OPENXML}.presentationml.presentation", ""),
    (b"spreadsheetml.sheet.main+xml", f"{_OPENXML}.spreadsheetml.sheet", ""),
    (b"ms-excel.sheet.macroEnabled.main+xml", f"{_OPENXML}.spreadsheetml.sheet", ""),
    (b"wordprocessingml", "", "docx"),
    (b"ms-word", "", "docx"),
    (b"presentationml", "", "pptx"),
    (b"spreadsheetml", "", "xlsx"),
    (b"ms-excel", "", "xlsx"),
)
# ISO's strict variant names its parts otherwise, and what reads documents does not know them.
_STRICT = b"purl.oclc.org/ooxml"
_STRICT_REMEDY = "Save it as an ordinary Office file, not as Strict Open XML."
_NOT_STRICT = (
    f"{_OPENXML}.wordprocessingml.document",
    f"{_OPENXML}.presentationml.presentation",
)
_ODF_REMEDIES = {"text": "docx", "presentation": "pptx"}
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def sniff(path: Path, name: str) -> str:
    """The media type of a file; `name` is what its owner calls it.

    Raises `Unreadable` with category empty, unsupported, encrypted, too_large or malformed.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head:
            raise Unreadable("The file is empty.", "empty")
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
            return _zip_type(file)
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return _ole_type(file, head)
        if _is_pdf(file, head):
            return "application/pdf"
    _refuse_known(head)
    return _text_type(head, name)


def _is_pdf(file: BinaryIO, head: bytes) -> bool:
    """Readers allow 1,024 bytes of anything before the header; a text may quote one."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return True
    if not re.search(rb"%PDF-\d", head[:1_024]):
        return False
    tail = _tail(file)
    return b"startxref" in tail or b"%%EOF" in tail


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL_BYTES))
    return file.read(_TAIL_BYTES)


def _refuse_known(head: bytes) -> None:
    for magic, what, remedy in _MAGIC:
        # Two letters are not enough to tell an image from a text that begins with them.
        if head.startswith(magic) and (len(magic) > 2 or b"\0" in head[:64]):
            raise _unsupported(what, remedy)
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise _unsupported("an image or a film", _IMAGE_REMEDY)


def _unsupported(what: str, remedy: str) -> Unreadable:
    return Unreadable(f"This is {what}, which is not read.", "unsupported", remedy)


def _malformed(what: str) -> Unreadable:
    return Unreadable(f"The file is {what}.", "malformed", "Send it again, or save it anew.")


def _zip_type(file: BinaryIO) -> str:
    _check_directory(_tail(file))
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive.infolist())
            return _package_type(archive)
    except Unreadable:
        raise
    except Exception as error:
        # zipfile lets several kinds through (struct, decoding, recursion, codecs it lacks).
        raise _malformed("a damaged archive") from error


def _check_directory(tail: bytes) -> None:
    """Before zipfile reads the list of members into memory."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise _malformed("a truncated archive")
    entries, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    if size == 0xFFFFFFFF or entries == 0xFFFF:
        entries, size = _large_directory(tail)
    if entries > MOST_ENTRIES or size > _MOST_DIRECTORY_BYTES:
        raise Unreadable(f"The archive holds more than {MOST_ENTRIES:,} files.", "too_large")


def _large_directory(tail: bytes) -> tuple[int, int]:
    """The same numbers from a ZIP64 file."""
    at = tail.rfind(b"PK\x06\x06")
    if at < 0 or len(tail) < at + 56:
        raise _malformed("a damaged archive")
    entries, size = struct.unpack("<QQ", tail[at + 32 : at + 48])
    return entries, size


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_ENTRIES:
        raise Unreadable(f"The archive holds more than {MOST_ENTRIES:,} files.", "too_large")
    if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise Unreadable("The file unpacks to more than 1 GiB.", "too_large")
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > RATIO_FROM_BYTES and member.file_size > HIGHEST_RATIO * packed:
            raise Unreadable("The file unpacks to an unreasonable size.", "too_large")


def _package_type(archive: zipfile.ZipFile) -> str:
    members = {member.filename: member for member in archive.infolist()}
    if any(member.flag_bits & 1 for member in members.values()):
        raise _encrypted()
    if "[Content_Types].xml" in members:
        media_type = _openxml_type(_read_member(archive, "[Content_Types].xml"))
        if media_type in _NOT_STRICT and _STRICT in _read_member(archive, "_rels/.rels"):
            raise _unsupported("a Strict Open XML file", _STRICT_REMEDY)
        return media_type
    if "mimetype" in members:
        manifest = "META-INF/manifest.xml"
        listed = _read_member(archive, manifest) if manifest in members else b""
        return _odf_type(_read_member(archive, "mimetype"), listed)
    raise _unsupported("an archive", _ARCHIVE_REMEDY)


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_MOST_MEMBER_BYTES)


def _openxml_type(types: bytes) -> str:
    for sign, media_type, save_as in _OPENXML_KINDS:
        if sign in types:
            if media_type:
                return media_type
            raise _unsupported("a kind of Office file", _SAVE_AS[save_as])
    raise _unsupported("an Office package without a document", "")


def _odf_type(mimetype: bytes, manifest: bytes) -> str:
    kind = mimetype.strip().decode("ascii", "replace")
    if b"encryption-data" in manifest:
        raise _encrypted()
    if kind == _ODS:
        return _ODS
    save_as = _ODF_REMEDIES.get(kind.rpartition(".")[2])
    raise _unsupported(f"of type {kind[:80]}", _SAVE_AS[save_as] if save_as else "")


def _encrypted() -> Unreadable:
    return Unreadable("The file has a password.", "encrypted", "Save it without a password.")


def _ole_type(file: BinaryIO, head: bytes) -> str:
    names = set(_ole_names(file, head))
    if "EncryptedPackage" in names:
        raise _encrypted()
    if "WordDocument" in names:
        raise _unsupported("a Word 97-2003 document", _SAVE_AS["docx"])
    if "PowerPoint Document" in names:
        raise _unsupported("a PowerPoint 97-2003 presentation", _SAVE_AS["pptx"])
    if names & {"Workbook", "Book"}:
        return "application/vnd.ms-excel"
    if "__properties_version1.0" in names:
        return "application/vnd.ms-outlook"
    if not names:
        raise _malformed("a damaged Office file")
    raise _unsupported("an unknown kind of Office file", "")


def _ole_names(file: BinaryIO, head: bytes) -> Iterator[str]:
    """Names of streams and folders, from the chain of directory sectors."""
    if len(head) < 512:
        return
    shift = struct.unpack("<H", head[30:32])[0]
    if shift not in (9, 12):
        return
    size = 1 << shift
    sector = struct.unpack("<I", head[48:52])[0]
    # 109 allocation sectors are named in the header: of longer files, the first 7 MB or more.
    allocation = struct.unpack("<109I", head[76:512])
    for _ in range(64):
        file.seek((sector + 1) * size)
        yield from _directory_names(file.read(size))
        rank, offset = divmod(sector, size // 4)
        if rank >= len(allocation) or allocation[rank] >= 0xFFFFFFFA:
            return
        file.seek((allocation[rank] + 1) * size + 4 * offset)
        link = file.read(4)
        if len(link) < 4 or (sector := struct.unpack("<I", link)[0]) >= 0xFFFFFFFA:
            return


def _directory_names(sector: bytes) -> Iterator[str]:
    for at in range(0, len(sector) - 127, 128):
        length = struct.unpack("<H", sector[at + 64 : at + 66])[0]
        if 2 < length <= 64:
            yield sector[at : at + length - 2].decode("utf-16-le", "replace")


def _text_type(head: bytes, name: str) -> str:
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
    return _unsupported("no kind of document known here", "")


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
    lines = text.splitlines()[:-1][:50] if len(text) >= _HEAD_BYTES // 2 else text.splitlines()[:50]
    return len(lines) >= 3 and any(_is_regular(lines, delimiter) for delimiter in ";\t,|")


def _is_regular(lines: list[str], delimiter: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
    except csv.Error:
        return False
    # Prose has a comma a line now and then: it takes two.
    return len(widths) == 1 and widths.pop() > (2 if delimiter == "," else 1)
