"""Says what a file is, from its content.

Reads a few kilobytes. The name only decides between formats that are all plain text. Archives are
judged by what they declare, before any parser opens them; one that lies meets the parser's cage.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from core.errors import Unreadable
from core.formats import Sign
from ingest.sniff_text import HEAD_BYTES, text_type, unsupported

MOST_UNPACKED_BYTES = 1 << 30
"""Declared size of all members: a 200 MB presentation full of pictures stays far below."""
HIGHEST_RATIO, RATIO_FROM_BYTES = 200, 10_000_000
"""Office XML packs 10 to 50 times. Small members are let through: they cost nothing unpacked."""
MOST_ENTRIES = 20_000
"""A presentation of 1,000 slides has about 6,000."""
_MOST_DIRECTORY_BYTES = 4 << 20
"""The list of members is read whole: 20,000 of them with names of 160 characters."""
_MOST_MEMBER_BYTES = 1 << 20
_TAIL_BYTES = 66_000
_Directory = tuple[int, int, int]
"""Number of members, bytes of the list of them, and where it begins."""
_DIRECTORY, _LARGE_DIRECTORY = struct.Struct("<10xHII2x"), struct.Struct("<32xQQQ")
_LOCATOR = struct.Struct("<8xQ4x")
_SATURATED = (0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
"""What the small record says of numbers that only the ZIP64 record can hold."""
_OPENXML = "application/vnd.openxmlformats-officedocument"

_CONVERT = "Open it and save it as .{0}, or run: soffice --headless --convert-to {0} FILE"
_SAVE_AS = {extension: _CONVERT.format(extension) for extension in ("docx", "pptx", "xlsx")}
_IMAGE_REMEDY = "Save it as PNG, JPEG, TIFF or PDF."
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
_ARCHIVE_REMEDY = "Unpack it and send the files, or a ZIP of them."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF document", _SAVE_AS["docx"]),
    (b"GIF8", "a GIF image", _IMAGE_REMEDY),
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
_ODF_KINDS = {
    "text": ("an OpenDocument text", "docx"),
    "presentation": ("an OpenDocument presentation", "pptx"),
}
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def sniff(path: Path, name: str, others: Sequence[Sign] = ()) -> str:
    """The media type of a file; `name` is what its owner calls it, `others` are more formats.

    Raises `Unreadable` with category empty, unsupported, encrypted, too_large or malformed.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if not head:
            raise Unreadable("The file is empty.", "empty")
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
            return _zip_type(file)
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return _ole_type(file, head)
        if _is_pdf(file, head):
            return "application/pdf"
    for magic, media_type in _PICTURES.items():
        if head.startswith(magic):
            return media_type
    for sign in others:
        if sign.is_on(head, name):
            return sign.media_type
    _refuse_known(head)
    return text_type(head, name)


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
            raise unsupported(what, remedy)
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise unsupported("an image or a film", _IMAGE_REMEDY)


def _malformed(what: str) -> Unreadable:
    return Unreadable(f"The file is {what}.", "malformed", "Send it again, or save it anew.")


def _zip_type(file: BinaryIO) -> str:
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive.infolist())
            return _package_type(archive)
    except Unreadable:
        raise
    except Exception as error:
        # zipfile lets several kinds through (struct, decoding, recursion, codecs it lacks).
        raise _malformed("a damaged archive") from error


def _check_directory(file: BinaryIO) -> None:
    """Before zipfile reads the list of members into memory."""
    tail = _tail(file)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise _malformed("a truncated archive")
    small: _Directory = _DIRECTORY.unpack_from(tail, at)
    large = _large_directory(tail[:at], file.tell() - len(tail))
    # zipfile believes a ZIP64 record wherever there is one, whatever the small record says.
    entries, size, _ = large or small
    if entries > MOST_ENTRIES or size > _MOST_DIRECTORY_BYTES:
        raise Unreadable(f"The archive holds more than {MOST_ENTRIES:,} files.", "too_large")
    if large and any(
        told not in (true, most) for told, true, most in zip(small, large, _SATURATED, strict=True)
    ):
        raise _malformed("an archive with two lists of its files")


def _large_directory(before: bytes, offset: int) -> _Directory | None:
    """What a ZIP64 file says, from what stands before its small record; `offset` is its place.

    Readers look for the ZIP64 record right before its locator, or where that points: it must be
    the same place.
    """
    locator = len(before) - _LOCATOR.size
    if locator < 0 or not before.startswith(b"PK\x06\x07", locator):
        return None
    at = locator - _LARGE_DIRECTORY.size
    (pointed,) = _LOCATOR.unpack_from(before, locator)
    if at < 0 or not before.startswith(b"PK\x06\x06", at) or pointed != offset + at:
        raise _malformed("a damaged archive")
    large: _Directory = _LARGE_DIRECTORY.unpack_from(before, at)
    return large


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
            raise unsupported("a Strict Open XML file", _STRICT_REMEDY)
        return media_type
    if "mimetype" in members:
        manifest = "META-INF/manifest.xml"
        listed = _read_member(archive, manifest) if manifest in members else b""
        return _odf_type(_read_member(archive, "mimetype"), listed)
    return "application/zip"


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_MOST_MEMBER_BYTES)


def _openxml_type(types: bytes) -> str:
    for sign, media_type, save_as in _OPENXML_KINDS:
        if sign in types:
            if media_type:
                return media_type
            raise unsupported("a kind of Office file", _SAVE_AS[save_as])
    raise unsupported("an Office package without a document", "")


def _odf_type(mimetype: bytes, manifest: bytes) -> str:
    kind = mimetype.strip().decode("ascii", "replace")
    if b"encryption-data" in manifest:
        raise _encrypted()
    if kind == _ODS:
        return _ODS
    what, save_as = _ODF_KINDS.get(kind.rpartition(".")[2], (f"of type {kind[:80]}", ""))
    raise unsupported(what, _SAVE_AS.get(save_as, ""))


def _encrypted() -> Unreadable:
    return Unreadable("The file has a password.", "encrypted", "Save it without a password.")


def _ole_type(file: BinaryIO, head: bytes) -> str:
    names = set(_ole_names(file, head))
    if "EncryptedPackage" in names:
        raise _encrypted()
    if "WordDocument" in names:
        raise unsupported("a Word 97-2003 document", _SAVE_AS["docx"])
    if "PowerPoint Document" in names:
        raise unsupported("a PowerPoint 97-2003 presentation", _SAVE_AS["pptx"])
    if names & {"Workbook", "Book"}:
        return "application/vnd.ms-excel"
    if "__properties_version1.0" in names:
        return "application/vnd.ms-outlook"
    if not names:
        raise _malformed("a damaged Office file")
    raise unsupported("an unknown kind of Office file", "")


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
