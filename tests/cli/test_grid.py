"""Commands about grids: what is said before any work, and files that are whole."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner, Result

from cli.commands import grid, grids
from cli.grid_files import write_grid
from cli.patience import Patience
from cli.remote import Remote
from core.errors import NotFound

QUESTIONS = "questions:\n  - {id: rent, question: What is the rent?, type: number, unit: m}\n"


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "questions.yaml"
    path.write_text(QUESTIONS, "utf-8")
    return str(path)


def used(folder: Path, command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, env={"PROBANT_DATA": str(folder / "data")})


@pytest.mark.parametrize("out", ["nowhere/grid.xlsx", "grid.pdf", "questions.yaml/grid.csv", "."])
def test_what_cannot_be_written_is_said_before_anything_is_read(
    tmp_path: Path, questions: str, out: str
) -> None:
    for command, asked in ((grid.command, (questions, "lease.pdf")), (grids.command, ("export",))):
        more = () if command is grid.command else ("some-id",)
        done = used(tmp_path, command, *asked, *more, "--out", str(tmp_path / out))
        assert done.exit_code == 2, done.output
        assert "--out" in done.output
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_in_is_said(tmp_path: Path, questions: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = used(tmp_path, grid.command, questions, "a.pdf", "--out", str(locked / "grid.csv"))
    assert done.exit_code == 2


class Cut(httpx.AsyncByteStream):
    """A download that breaks off."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"longer than what comes then"
        raise httpx.ReadError("gone")


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def at_once(pause_s: float) -> None:
    """A pause that is none."""


def remote(*answers: httpx.Response) -> Remote:
    waiting = iter(answers)
    transport = httpx.MockTransport(lambda request: next(waiting))
    return Remote(httpx.AsyncClient(transport=transport, base_url="http://server"))


async def test_a_download_that_breaks_off_is_begun_again(tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    busy = {"title": "Busy", "detail": "Others.", "type": "x/busy"}
    answers = [
        httpx.Response(429, json=busy, headers={"Retry-After": "0"}),
        httpx.Response(200, stream=Cut()),
        httpx.Response(200, content=b"all of it"),
    ]
    told: list[str] = []
    await write_grid(remote(*answers), "g", out, Patience(told.append, sleep=at_once))
    assert out.read_bytes() == b"all of it"
    assert names(tmp_path) == [out.name]
    assert told[0] == "Others."


async def test_what_stands_there_stays_where_there_is_no_grid(tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    out.write_bytes(b"yesterday's")
    gone = {"title": "Not found", "detail": "There is no such grid.", "type": "x/not-found"}
    with pytest.raises(NotFound):
        await write_grid(remote(httpx.Response(404, json=gone)), "g", out)
    assert out.read_bytes() == b"yesterday's"
    assert names(tmp_path) == [out.name]
