"""An upload that is killed again and again goes on where it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.bulk import Server, started, working_server

pytestmark = pytest.mark.asyncio

FILES = int(os.environ.get("PROBANT_TEST_FILES", "120"))
UPLOADS = "/v1/documents"


async def killed_after(server: Server, folder: Path, uploads: int) -> None:
    async with started("ingest", str(folder), "--server", server.url):
        await server.counting.until("POST", UPLOADS, 202, uploads)
    await server.counting.until_still()


async def test_files_whose_upload_is_killed_twice_go_in_once(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(f"file number {number}", "utf-8")
    async with working_server(tmp_path / "data") as server:
        answers = server.counting.answers
        await killed_after(server, folder, FILES // 5)
        await killed_after(server, folder, FILES // 2)
        assert answers["POST", UPLOADS, 202] < FILES
        shown = (await server.said("ingest", str(folder)))["documents"]
        # Every file was sent once and read once, and all of them are there.
        uploads = {key: count for key, count in answers.items() if key[1] == UPLOADS}
        assert uploads == {("POST", UPLOADS, 202): FILES}
        assert len(server.parser.read) == FILES
        assert set(server.parser.read.values()) == {1}
        assert len({document["id"] for document in shown}) == FILES
        assert {document["status"] for document in shown} <= {"indexed", "unchanged"}
