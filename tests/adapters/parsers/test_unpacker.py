"""Files come out of mails and archives under limits, and nothing else does."""

from __future__ import annotations

import os
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from adapters.parsers.archive import read
from adapters.parsers.confine import Limits
from adapters.parsers.unpacker import MOST_FILES, CagedUnpacker
from core.errors import Unreadable
from core.ports import Contained
from ingest.sniff import sniff
from tests.adapters.parsers.files import write
from tests.adapters.parsers.looks import complaints, outline

ZIP, MAIL = "application/zip", "message/rfc822"


def archive(folder: Path, members: dict[str, bytes], name: str = "made.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member, data in members.items():
            made.writestr(member, data)
    return path


async def unpack(
    path: Path, folder: Path, media_type: str = ZIP, most_bytes: int = 1_000_000, **limits: Any
) -> Contained:
    into = folder / "into"
    into.mkdir()
    return await CagedUnpacker(most_bytes, Limits(**limits)).unpack(path, media_type, into)


def contents(found: Contained) -> dict[str, bytes]:
    return {file.name: file.path.read_bytes() for file in found.files}


async def test_the_files_of_an_archive_come_out_and_its_folders_do_not(tmp_path: Path) -> None:
    members = {"lots/": b"", "lots/a.txt": b"un", "b.txt": b"deux", "__MACOSX/b.txt": b"x"}
    path = archive(tmp_path, {**members, ".DS_Store": b"x"})
    assert sniff(path, "envoi.zip") == ZIP
    found = await unpack(path, tmp_path)
    assert contents(found) == {"lots/a.txt": b"un", "b.txt": b"deux"}
    assert found.errors == ()


async def test_folders_may_be_parted_by_backslashes(tmp_path: Path) -> None:
    members = {"..\\lots\\a.txt": b"un", "lots\\Thumbs.db": b"x"}
    found = await unpack(archive(tmp_path, members), tmp_path)
    assert contents(found) == {"..\\lots\\a.txt": b"un"}


def test_an_archive_reads_as_the_list_of_its_files(tmp_path: Path) -> None:
    leaf = read(archive(tmp_path, {"lots/bail été.txt": b"x" * 1_234})).leaves[0]
    assert outline(leaf) == [("list_item1", "lots/bail été.txt (1,234 bytes)")]


def test_an_archive_without_files_is_said_to_be_empty(tmp_path: Path) -> None:
    assert complaints(read(archive(tmp_path, {"lots/": b""}))) == ["empty"]


async def test_a_name_is_never_a_path(tmp_path: Path) -> None:
    path = archive(tmp_path, {"../../evil.txt": b"1", "/etc/evil": b"2"})
    found = await unpack(path, tmp_path)
    assert [file.path for file in found.files] == [tmp_path / "into/0", tmp_path / "into/1"]
    there = {path.name for path in tmp_path.rglob("*")}  # noqa: ASYNC240 - a folder of the test's
    assert there == {"made.zip", "into", "0", "1"}


async def test_attachments_come_out_of_a_mail_and_its_text_does_not(tmp_path: Path) -> None:
    inner = EmailMessage()
    inner["Subject"] = "Le premier"
    inner.set_content("d'origine")
    inner.add_attachment(b"A1", maintype="application", subtype="pdf", filename="loin.pdf")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "TR"
    mail.set_content("voir dessous")
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="bail été.pdf")
    mail.add_attachment("note", filename="note.txt")
    mail.add_attachment(inner)
    found = await unpack(write(tmp_path, "a.eml", mail.as_bytes()), tmp_path, MAIL)
    assert contents(found) == {"bail été.pdf": b"%PDF-", "note.txt": b"note\n", "loin.pdf": b"A1"}


async def test_a_bomb_costs_one_error_and_leaves_nothing(tmp_path: Path) -> None:
    path = archive(tmp_path, {"petit.txt": b"un", "bombe.txt": b"0" * 5_000_000, "fin.txt": b"f"})
    found = await unpack(path, tmp_path)
    assert contents(found) == {"petit.txt": b"un", "fin.txt": b"f"}
    assert [error.category for error in found.errors] == ["too_large"]
    assert "bombe.txt" in found.errors[0].message
    assert not (tmp_path / "into/3").exists()


async def test_a_bomb_of_many_files_costs_one_error(tmp_path: Path) -> None:
    path = archive(tmp_path, {f"{rank}.txt": b"x" for rank in range(MOST_FILES + 5)})
    found = await unpack(path, tmp_path)
    assert len(found.files) == MOST_FILES
    assert [error.category for error in found.errors] == ["too_large"]


async def test_a_damaged_file_costs_itself(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.txt": b"un" * 100, "b.txt": b"deux"})
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(data)
    found = await unpack(path, tmp_path)
    assert contents(found) == {"b.txt": b"deux"}
    assert [error.category for error in found.errors] == ["malformed"]


async def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.txt": b"un"})
    with pytest.raises(Unreadable) as caught:
        await unpack(path, tmp_path, wall_s=0)
    assert caught.value.category == "timeout"


async def test_a_link_in_an_archive_is_only_a_small_text(tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as made:
        link = zipfile.ZipInfo("lien")
        link.external_attr = 0o120777 << 16
        made.writestr(link, os.devnull)
    assert contents(await unpack(path, tmp_path)) == {"lien": os.devnull.encode()}


async def test_a_text_holds_no_files(tmp_path: Path) -> None:
    found = await unpack(write(tmp_path, "a.txt", "texte"), tmp_path, "text/plain")
    assert found == Contained()
