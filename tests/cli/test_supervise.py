"""One process a GPU: what dies is started again, and what is told to stop stops."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.commands.worker import command
from cli.supervise import FIRST_PAUSE_S, LIVED_S, LONGEST_PAUSE_S, Child, supervise, workers_on
from core.errors import Misconfigured
from tests.adapters.queue.processes import await_end

SOON_S = 60
TELL = """
import os, signal, socket, sys
{first}
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.sendall(f"{{os.environ['CUDA_VISIBLE_DEVICES']}} {{os.getpid()}}\\n".encode())
{then}
"""
OBEDIENT = TELL.format(first="", then="signal.pause()")
STUBBORN = TELL.format(
    first="signal.signal(signal.SIGTERM, signal.SIG_IGN)", then="while True: signal.pause()"
)
BROKEN = TELL.format(first="", then="sys.exit(3)")


@dataclass
class Listening:
    """Where children tell that they run: (GPU, process)."""

    path: Path
    told: asyncio.Queue[tuple[str, int]] = field(default_factory=asyncio.Queue)

    async def next(self) -> tuple[str, int]:
        return await asyncio.wait_for(self.told.get(), SOON_S)

    def child(self, gpu: str, program: str = OBEDIENT) -> Child:
        command = (sys.executable, "-S", "-c", program, str(self.path))
        return Child(f"worker on GPU {gpu}", command, {"CUDA_VISIBLE_DEVICES": gpu})


@pytest.fixture
async def listening(tmp_path: Path) -> AsyncIterator[Listening]:
    made = Listening(tmp_path / "s")

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gpu, process = (await reader.readline()).split()
        made.told.put_nowait((gpu.decode(), int(process)))
        writer.close()

    async with await asyncio.start_unix_server(hear, made.path):
        yield made


class Pauses:
    """Takes no time; from the `enough`th on, forever."""

    def __init__(self, enough: int = 99) -> None:
        self.taken: list[float] = []
        self.reached = asyncio.Event()
        self._enough = enough

    async def __call__(self, pause_s: float) -> None:
        self.taken.append(pause_s)
        if len(self.taken) >= self._enough:
            self.reached.set()
            await asyncio.Event().wait()


@asynccontextmanager
async def supervised(
    *children: Child, pause: Pauses | None = None, lived_s: float = 0, grace_s: float = SOON_S
) -> AsyncIterator[asyncio.Task[None]]:
    """Each look at the clock finds it `lived_s` later."""
    now = iter(range(10_000))
    task = asyncio.create_task(
        supervise(
            children,
            pause=pause or Pauses(),
            clock=lambda: next(now) * lived_s,
            grace_s=grace_s,
        )
    )
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, SOON_S)


async def test_each_gpu_gets_a_process_that_sees_it_alone(listening: Listening) -> None:
    async with supervised(listening.child("0"), listening.child("GPU-abc")):
        told = [await listening.next(), await listening.next()]
    assert {gpu for gpu, _ in told} == {"0", "GPU-abc"}
    assert len({process for _, process in told}) == 2


async def test_a_worker_that_is_killed_is_started_again_and_the_others_go_on(
    listening: Listening,
) -> None:
    async with supervised(listening.child("0"), listening.child("1")):
        first = dict([await listening.next(), await listening.next()])
        os.kill(first["0"], signal.SIGKILL)
        gpu, again = await listening.next()
        assert gpu == "0"
        assert again != first["0"]
        os.kill(first["1"], 0)  # raises where the other is gone
    assert listening.told.empty()


async def test_told_to_stop_it_leaves_no_worker_behind(listening: Listening) -> None:
    async with supervised(listening.child("0"), listening.child("1")):
        told = [await listening.next(), await listening.next()]
    for _, process in told:
        await_end(process)


async def test_a_worker_that_does_not_hear_is_killed(listening: Listening) -> None:
    async with supervised(listening.child("0", STUBBORN), grace_s=0):
        _, process = await listening.next()
    await_end(process)


async def test_pauses_grow_where_a_worker_cannot_start(
    listening: Listening, capsys: pytest.CaptureFixture[str]
) -> None:
    pause = Pauses(enough=9)
    async with supervised(listening.child("0", BROKEN), pause=pause):
        await asyncio.wait_for(pause.reached.wait(), SOON_S)
    assert pause.taken[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert max(pause.taken) == pause.taken[-1] == LONGEST_PAUSE_S
    assert "worker on GPU 0 ended with status 3" in capsys.readouterr().err


async def test_after_a_long_life_it_is_started_again_at_once(listening: Listening) -> None:
    pause = Pauses(enough=4)
    async with supervised(listening.child("0", BROKEN), pause=pause, lived_s=LIVED_S):
        await asyncio.wait_for(pause.reached.wait(), SOON_S)
    assert pause.taken == [FIRST_PAUSE_S] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
async def test_workers_end_when_the_one_that_keeps_them_is_killed(listening: Listening) -> None:
    program = f"""
import asyncio
from cli.commands.worker import command
from cli.supervise import FIRST_PAUSE_S, LIVED_S, LONGEST_PAUSE_S, Child, supervise, workers_on
from core.errors import Misconfigured
asyncio.run(supervise([{listening.child("0")!r}]))
"""
    keeper = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=Path(__file__).parents[2]
    )
    _, process = await listening.next()
    keeper.kill()
    await keeper.wait()
    await_end(process)


@pytest.mark.parametrize(
    ("wanted", "taken"), [("all", ["5", "7"]), ("1", ["5"]), ("2", ["5", "7"])]
)
def test_as_many_workers_as_wanted(wanted: str, taken: list[str]) -> None:
    children = workers_on(wanted, ["5", "7"], ["probant"])
    assert [child.environment["CUDA_VISIBLE_DEVICES"] for child in children] == taken
    assert {child.environment["PATH"] for child in children} == {os.environ["PATH"]}


@pytest.mark.parametrize(("wanted", "seen"), [("3", ["0", "1"]), ("all", []), ("1", [])])
def test_gpus_that_are_not_there_are_an_error(wanted: str, seen: list[str]) -> None:
    with pytest.raises(Misconfigured, match="CUDA sees"):
        workers_on(wanted, seen, ["probant"])


@pytest.mark.parametrize("wanted", ["0", "-1", "some", "1.5"])
def test_gpus_are_all_or_a_number(wanted: str) -> None:
    with pytest.raises(click.UsageError):
        workers_on(wanted, ["0"], ["probant"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--gpus", "all"], "--lane embed"),
        (["--lane", "read", "--gpus", "all"], "--lane embed"),
        (["--lane", "embed", "--gpus", "all"], "PROBANT_INDEX_URL"),
    ],
)
def test_gpus_go_with_the_embed_lane_and_a_shared_index(options: list[str], told: str) -> None:
    told_to = {"PROBANT_QUEUE_URL": "redis://127.0.0.1:1", "PROBANT_INDEX_URL": ""}
    done = CliRunner().invoke(command, options, env=told_to)
    assert done.exit_code != 0
    assert told in done.output + str(done.exception)
