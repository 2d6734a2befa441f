"""A folder and its collection, through a server."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.e2e.bulk import started, working_server

pytestmark = pytest.mark.asyncio


async def test_a_collection_follows_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "bail.txt").write_text("le bail", "utf-8")
    (folder / "note.txt").write_text("la note", "utf-8")
    (folder / "vieux.txt").write_text("le vieux", "utf-8")
    async with working_server(tmp_path / "data") as server:
        planned = await server.said("sync", str(folder), "--dry-run")
        assert planned["added"] == ["2024/bail.txt", "note.txt", "vieux.txt"]
        assert (await server.said("documents"))["documents"] == []
        first = await server.said("sync", str(folder))
        assert {one["status"] for one in first["documents"]} == {"indexed"}
        (folder / "2024" / "bail.txt").rename(folder / "bail.txt")
        (folder / "note.txt").write_text("la note, corrigée", "utf-8")
        (folder / "vieux.txt").unlink()
        second = await server.said("sync", str(folder), "--delete")
        assert second["moved"] == [{"from": "2024/bail.txt", "to": "bail.txt"}]
        assert (second["changed"], second["deleted"]) == (["note.txt"], ["vieux.txt"])
        assert server.parser.read["le bail"] == 1
        listed = (await server.said("documents"))["documents"]
        assert {one["source"] for one in listed} == {"bail.txt", "note.txt"}
        note = next(one for one in listed if one["source"] == "note.txt")
        assert len((await server.said("versions", note["id"]))["versions"]) == 2
        third = await server.said("sync", str(folder), "--delete")
        assert (third["unchanged"], third["documents"]) == (2, [])


async def test_who_stops_a_command_is_told_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a text", "utf-8")
    async with working_server(tmp_path / "data") as server:
        server.parser.hold()
        async with started("ingest", str(tmp_path / "a.txt"), "--server", server.url) as process:
            await server.counting.until("POST", "/v1/documents", 202, 1)
            process.send_signal(signal.SIGINT)
            _, stderr = await process.communicate()
        assert process.returncode == 130
        assert "goes on reading" in stderr.decode()
        assert "same command again" in stderr.decode()
        server.parser.go_on()
        shown = await server.said("ingest", str(tmp_path / "a.txt"))
        assert shown["documents"][0]["status"] in ("indexed", "unchanged")
        assert server.counting.answers["POST", "/v1/documents", 202] == 1


async def test_jobs_are_listed_while_they_wait(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a text", "utf-8")
    async with working_server(tmp_path / "data") as server:
        server.parser.hold()
        async with started("ingest", str(path), "--server", server.url):
            await server.parser.reading.wait()
            [job] = (await server.said("jobs"))["jobs"]
            assert (job["kind"], job["state"], job["lane"]) == ("ingest", "running", "read")
            assert (await server.said("jobs", "--failed"))["jobs"] == []
        server.parser.go_on()
