"""What a child does costs one error of the right category, in bounded time, and leaves nothing."""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.parsers.cage import CagedParser, isolates_network, run_caged
from adapters.parsers.confine import Limits
from core.errors import NotFound, Unreadable
from core.reading_json import parsed_to_json
from tests.adapters.parsers import files

HOSTILE = "tests.adapters.parsers.hostile"
LIMITS = Limits(memory_bytes=512 << 20, cpu_s=20, wall_s=30.0, result_bytes=1 << 20, open_files=64)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def category(task: str, limits: Limits = LIMITS, **arguments: object) -> str:
    with pytest.raises(Unreadable) as caught:
        await run_caged(f"{HOSTILE}:{task}", arguments, limits)
    return caught.value.category


async def test_gives_the_bytes_of_a_task() -> None:
    assert await run_caged(f"{HOSTILE}:echo", {"text": "été"}, LIMITS) == "été".encode()


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("abort", "crash"),
        ("read_address_zero", "crash"),
        ("eat_memory", "memory"),
        ("run_out_of_native_memory", "memory"),
        ("be_killed", "memory"),
        ("raise_unreadable", "encrypted"),
        ("raise_with_path", "internal"),
        ("no_such_task", "internal"),
    ],
)
async def test_says_how_a_task_ended(task: str, expected: str) -> None:
    assert await category(task) == expected


@pytest.mark.parametrize("status", [0, 3])
async def test_a_task_that_leaves_no_result_has_crashed(status: int) -> None:
    assert await category("leave_without_a_word", status=status) == "crash"


async def test_ends_a_task_that_waits() -> None:
    assert await category("wait_forever", replace(LIMITS, wall_s=1.0)) == "timeout"


async def test_ends_a_task_that_computes_without_end() -> None:
    assert await category("spin", replace(LIMITS, cpu_s=1)) == "timeout"


async def test_refuses_a_result_that_is_too_large() -> None:
    assert await category("write_much", size=LIMITS.result_bytes + 1) == "too_large"


async def test_carries_not_found() -> None:
    with pytest.raises(NotFound, match="no page 9"):
        await run_caged(f"{HOSTILE}:raise_not_found", {}, LIMITS)


async def test_messages_are_short_and_name_no_path() -> None:
    with pytest.raises(Unreadable) as caught:
        await run_caged(f"{HOSTILE}:raise_with_path", {}, LIMITS)
    assert "secret" not in caught.value.detail
    assert len(caught.value.detail) <= 300


async def test_noise_does_not_block_a_task() -> None:
    assert await run_caged(f"{HOSTILE}:print_much", {}, LIMITS) == b"done"


async def test_does_not_follow_a_link_left_as_result(tmp_path: Path) -> None:
    target = tmp_path / "secret"
    target.write_text("of the host")
    assert await category("link_to_a_file_of_the_host", target=str(target)) == "crash"


def exists(path: str) -> bool:
    return Path(path).exists()


async def test_a_child_knows_no_secret_and_leaves_no_folder() -> None:
    told = json.loads(await run_caged(f"{HOSTILE}:tell_environment", {}, LIMITS))
    allowed = ("PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE", "DO_NOT_TRACK", "LD_LIBRARY_PATH")
    families = ("PYTHON", "UNSTRUCTURED_", "HF_", "TRANSFORMERS_", "SCARF_", "O", "MALLOC_", "TESS")
    assert [n for n in told["names"] if n not in allowed and not n.startswith(families)] == []
    assert not exists(told["folder"])


async def test_a_child_has_no_network() -> None:
    if not await isolates_network():
        pytest.skip("this kernel refuses unprivileged network namespaces")
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await run_caged(f"{HOSTILE}:connect", {"port": port}, LIMITS) == b"refused"


def open_pipe(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    os.mkfifo(path)
    return path


async def test_cancelling_kills_the_child(tmp_path: Path) -> None:
    fifo = open_pipe(tmp_path, "alive")
    task = asyncio.create_task(run_caged(f"{HOSTILE}:wait_forever", {"fifo": str(fifo)}, LIMITS))
    with await asyncio.to_thread(fifo.open, "rb", 0) as pipe:
        assert await asyncio.to_thread(pipe.read, 1) == b"!"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(pipe.read, 1) == b""


async def test_a_grandchild_does_not_survive(tmp_path: Path) -> None:
    fifo, ready = open_pipe(tmp_path, "alive"), open_pipe(tmp_path, "ready")
    arguments = {"fifo": str(fifo), "ready": str(ready)}
    task = asyncio.create_task(run_caged(f"{HOSTILE}:leave_a_grandchild", arguments, LIMITS))
    with await asyncio.to_thread(fifo.open, "rb", 0) as pipe:
        assert await asyncio.to_thread(pipe.read, 1) == b"!"
        (await asyncio.to_thread(ready.open, "wb")).close()
        assert await task == b"done"
        assert await asyncio.to_thread(pipe.read, 1) == b""


def states_of_children() -> list[str]:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][1] for pid in children]


async def test_no_zombie_is_left() -> None:
    await category("abort")
    assert "Z" not in states_of_children()


async def test_parses_in_the_cage(tmp_path: Path) -> None:
    path = files.docx(tmp_path, ["Titre|Heading 1", "Le loyer est de 1 200 €.|Normal"])
    parsed = await CagedParser().parse(path, DOCX)
    assert parsed.leaves[0].text == "Titre\nLe loyer est de 1 200 €."


async def test_refuses_a_media_type_that_nothing_reads(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        await CagedParser().parse(tmp_path / "x", "image/gif")
    assert caught.value.category == "unsupported"


async def test_an_xml_bomb_costs_one_error(tmp_path: Path) -> None:
    path = files.docx_bomb(tmp_path, 100 << 20)
    limits = Limits(memory_bytes=600 << 20, cpu_s=10, wall_s=20.0)
    with pytest.raises(Unreadable) as caught:
        await CagedParser(limits).parse(path, DOCX)
    assert caught.value.category in ("memory", "timeout", "malformed")


async def test_a_result_that_breaks_the_rules_is_refused(tmp_path: Path) -> None:
    from adapters.parsers.plain import read

    path = tmp_path / "a.txt"
    path.write_text("un deux trois")
    good = parsed_to_json(read(path))

    async def caged(task: str, arguments: dict[str, object], limits: Limits) -> bytes:
        return json.dumps(good).encode()

    parser = CagedParser(caged=caged)
    assert (await parser.parse(path, "text/plain")).leaves
    good["leaves"][0]["words"]["ends"][2] = 99
    with pytest.raises(Unreadable) as caught:
        await parser.parse(path, "text/plain")
    assert caught.value.category == "internal"
