import os
import struct
import tempfile
import tracemalloc
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Unreadable
from ingest.sniff import MOST_ENTRIES, sniff

OPENXML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OPENXML}.wordprocessingml.document"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CATEGORIES = {"empty", "unsupported", "encrypted", "too_large", "malformed"}


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "stored"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def category(path: Path, name: str = "a") -> str:
    with pytest.raises(Unreadable) as caught:
        sniff(path, name)
    return caught.value.category


def package(folder: Path, members: dict[str, str | bytes]) -> Path:
    path = folder / "stored"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def openxml(folder: Path, main: str, rels: str = "") -> Path:
    types = f'<Types><Override PartName="/x" ContentType="{main}"/></Types>'
    return package(folder, {"[Content_Types].xml": types, "_rels/.rels": rels, "x": "y"})


def ole(folder: Path, *names: str) -> Path:
    """The smallest OLE file: header, allocation sector, directory sector."""
    header = bytearray(512)
    header[:8] = OLE
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[76:512] = b"\xff" * 436
    header[76:80] = (0).to_bytes(4, "little")
    directory = b""
    for name in names:
        entry = bytearray(128)
        wide = name.encode("utf-16-le")
        entry[: len(wide)] = wide
        entry[64:66] = (len(wide) + 2).to_bytes(2, "little")
        directory += entry
    return write(folder, bytes(header) + b"\xfe\xff\xff\xff" * 128 + directory.ljust(512, b"\0"))


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"%PDF-1.7\n", "a.txt", "application/pdf"),
        (b"junk\n%PDF-1.4\nx\nstartxref\n0\n%%EOF", "a", "application/pdf"),
        ("un texte qui cite %PDF-1.4 sans en être un", "a.txt", "text/plain"),
        ("<!DOCTYPE html><html></html>", "a", "text/html"),
        ("<!-- a --><!-- b -->\n<html>", "page", "text/html"),
        ("<p>fragment</p>", "a.htm", "text/html"),
        ("# Titre\n\n- un\n- deux\n", "README", "text/markdown"),
        ("# Titre\n\n- un\n- deux\n", "a.txt", "text/plain"),
        ("texte simple", "a.md", "text/markdown"),
        ("a;b\n1;2\n3;4\n", "export", "text/csv"),
        ("a;b\n1;2\n3;4\n", "a.txt", "text/plain"),
        ("une phrase", "a.csv", "text/csv"),
        ("Bonjour, monsieur.\nMerci, à demain.\nAu revoir, ami.\n", "lettre", "text/plain"),
        ("été\n".encode("cp1252"), "a", "text/plain"),
        ("été\n".encode("utf-16"), "a", "text/plain"),
        (("du texte ordinaire\n" * 9).encode("utf-16-le"), "a", "text/plain"),
        ("é".encode() * 8_000, "a", "text/plain"),
        ("From: a@b.c\nTo: d@e.f\n\nbonjour", "a", "message/rfc822"),
        ("From: a@b.c\nTo: d@e.f\n\nnote de service", "a.txt", "text/plain"),
        ("Subject: x\n\nbonjour", "a.eml", "message/rfc822"),
        ("BM est un sigle", "a", "text/plain"),
    ],
)
def test_the_type_comes_from_the_content(
    tmp_path: Path, content: str | bytes, name: str, expected: str
) -> None:
    assert sniff(write(tmp_path, content), name) == expected


def test_a_mail_is_a_mail_under_any_name(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message["Message-ID"] = "<1@a>"
    message.set_content("<html>non</html>")
    assert sniff(write(tmp_path, message.as_bytes()), "a.html") == "message/rfc822"


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        (f"{DOCX}.main+xml", DOCX),
        (f"{OPENXML}.spreadsheetml.sheet.main+xml", f"{OPENXML}.spreadsheetml.sheet"),
        (
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            f"{OPENXML}.spreadsheetml.sheet",
        ),
        (
            f"{OPENXML}.presentationml.presentation.main+xml",
            f"{OPENXML}.presentationml.presentation",
        ),
    ],
)
def test_office_files(tmp_path: Path, main: str, expected: str) -> None:
    assert sniff(openxml(tmp_path, main), "a.bin") == expected


@pytest.mark.parametrize(
    "main",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        f"{OPENXML}.wordprocessingml.template.main+xml",
        f"{OPENXML}.presentationml.slideshow.main+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
        "application/other",
    ],
)
def test_other_office_files_are_unsupported(tmp_path: Path, main: str) -> None:
    assert category(openxml(tmp_path, main)) == "unsupported"


def test_strict_open_xml_is_unsupported(tmp_path: Path) -> None:
    path = openxml(tmp_path, f"{DOCX}.main+xml", "http://purl.oclc.org/ooxml/officeDocument")
    assert category(path) == "unsupported"


def test_open_document(tmp_path: Path) -> None:
    ods = "application/vnd.oasis.opendocument.spreadsheet"
    assert sniff(package(tmp_path, {"mimetype": ods}), "a") == ods
    assert category(package(tmp_path, {"mimetype": ods.replace("spreadsheet", "text")})) == (
        "unsupported"
    )
    locked = {"mimetype": ods, "META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert category(package(tmp_path, locked)) == "encrypted"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Root Entry", "EncryptedPackage", "EncryptionInfo"), "encrypted"),
        (("Root Entry", "WordDocument"), "unsupported"),
        (("Root Entry", "PowerPoint Document"), "unsupported"),
        (("Root Entry", "Other"), "unsupported"),
        ((), "malformed"),
    ],
)
def test_ole_files_that_are_not_read(tmp_path: Path, names: tuple[str, ...], expected: str) -> None:
    assert category(ole(tmp_path, *names)) == expected


def test_ole_files_that_are_read(tmp_path: Path) -> None:
    assert sniff(ole(tmp_path, "Root Entry", "Workbook"), "a") == "application/vnd.ms-excel"
    message = ole(tmp_path, "Root Entry", "__properties_version1.0")
    assert sniff(message, "a") == "application/vnd.ms-outlook"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"{\\rtf1}", "unsupported"),
        (b"\0\0\0\x18ftypheic", "unsupported"),
        (bytes(range(256)) * 4, "unsupported"),
        (b"\x01\x02\x03\x04\x05\x06", "unsupported"),
        (b"PK\x03\x04 and no more", "malformed"),
        (OLE, "malformed"),
    ],
)
def test_what_is_not_read_says_why(tmp_path: Path, content: bytes, expected: str) -> None:
    assert category(write(tmp_path, content)) == expected


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
    ],
)
def test_pictures_are_told_by_their_first_bytes(
    tmp_path: Path, content: bytes, media_type: str
) -> None:
    assert sniff(write(tmp_path, content + bytes(40)), "scan.pdf") == media_type


def test_images_and_old_formats_come_with_a_remedy(tmp_path: Path) -> None:
    for path in (write(tmp_path, b"GIF89a"), ole(tmp_path, "Root Entry", "WordDocument")):
        with pytest.raises(Unreadable) as caught:
            sniff(path, "a")
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "extension"), [("WordDocument", "docx"), ("PowerPoint Document", "pptx")]
)
def test_old_formats_say_how_to_convert(tmp_path: Path, name: str, extension: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sniff(ole(tmp_path, "Root Entry", name), "a")
    assert f"soffice --headless --convert-to {extension} FILE" in caught.value.remedy


def test_an_archive_that_is_no_office_file_is_a_set_of_files(tmp_path: Path) -> None:
    assert (
        sniff(package(tmp_path, {"bail.txt": "a", "lots/plan.pdf": "b"}), "a") == "application/zip"
    )


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    assert category(package(tmp_path, {"x": bytes(40_000_000)})) == "too_large"


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = package(tmp_path, {f"f{i}": b"" for i in range(MOST_ENTRIES + 1)})
    assert category(path) == "too_large"


def zip64(path: Path, entries: int, size: int | None = None, off_by: int = 0) -> bytes:
    """An archive with a ZIP64 record that says this, and a small record that is left as it is."""
    data = path.read_bytes()
    at = data.rfind(b"PK\x05\x06")
    told, start = struct.unpack("<II", data[at + 12 : at + 20])
    numbers = (entries, entries, told if size is None else size, start)
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, *numbers)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at + off_by, 1)
    return data[:at] + record + locator + data[at:]


def saturated(data: bytes) -> bytes:
    """The same archive, its small record pointing to the ZIP64 record for every number."""
    return data[:-14] + b"\xff" * 12 + data[-2:]


def test_an_ordinary_zip64_archive_is_read(tmp_path: Path) -> None:
    data = zip64(openxml(tmp_path, f"{DOCX}.main+xml"), 3)
    for content in (data, saturated(data)):
        assert sniff(write(tmp_path, content), "a") == DOCX


@pytest.mark.parametrize(("entries", "size"), [(400_000, None), (1, 400 << 20)])
def test_a_zip64_record_counts_whatever_the_small_one_says(
    tmp_path: Path, entries: int, size: int | None
) -> None:
    data = zip64(openxml(tmp_path, f"{DOCX}.main+xml"), entries, size)
    for content in (data, saturated(data)):
        assert category(write(tmp_path, content)) == "too_large"


def test_a_zip64_list_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The list is there, 400,000 times one member: reading it would take seconds and memory."""
    data = package(tmp_path, {"x": b""}).read_bytes()
    start, at = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    path = write(tmp_path, data[:start] + data[start:at] * 400_000 + data[at:])
    write(tmp_path, zip64(path, 400_000, 400_000 * (at - start)))
    tracemalloc.start()
    refused = category(path)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused == "too_large"
    assert most_bytes < 1 << 20


def test_records_that_disagree_are_malformed(tmp_path: Path) -> None:
    path = openxml(tmp_path, f"{DOCX}.main+xml")
    # The last one's locator leads somewhere else: readers differ on which record they take.
    for content in (zip64(path, 2), zip64(path, 3, 46), zip64(path, 3, off_by=-1)):
        assert category(write(tmp_path, content)) == "malformed"


def test_declared_sizes_are_added_up(tmp_path: Path) -> None:
    path = package(tmp_path, {f"f{i}": os.urandom(9) for i in range(3)})
    data = bytearray(path.read_bytes())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 20 : at + 28] = (400_000_000).to_bytes(4, "little") * 2
    assert category(write(tmp_path, bytes(data))) == "too_large"


def test_a_truncated_archive_is_malformed(tmp_path: Path) -> None:
    data = openxml(tmp_path, f"{DOCX}.main+xml").read_bytes()
    for length in range(4, len(data), 7):
        assert category(write(tmp_path, data[:length])) == "malformed"


def type_or_reason(path: Path, name: str) -> bool:
    try:
        return "/" in sniff(path, name)
    except Unreadable as error:
        return error.category in CATEGORIES


STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", OLE, b"%PDF-", b"\xff\xfe", b"\xef\xbb\xbf", b"From: "]
)


@given(STARTS, st.binary(max_size=2_000), st.sampled_from(["a", "a.csv", "a.html", "a.eml"]))
def test_any_bytes_have_a_type_or_a_reason(start: bytes, rest: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), start + rest)
        assert type_or_reason(path, name)


@given(st.data())
def test_any_damage_to_an_archive_has_a_reason(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = bytearray(openxml(Path(folder), f"{DOCX}.main+xml").read_bytes())
        for _ in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
        path = write(Path(folder), bytes(content))
        assert type_or_reason(path, "a")
