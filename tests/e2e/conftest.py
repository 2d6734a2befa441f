"""A real server over the sample documents, started once, for every test that talks to one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
_PROBANT = Path(sys.executable).with_name("probant")
_ATTEMPTS, _PAUSE_S = 240, 0.25
_SOON_S = 60


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a server that holds the sample documents."""
    folder = tmp_path_factory.mktemp("served")
    run_probant(folder, "prepare")
    run_probant(folder, "ingest", str(SAMPLES), "--json")
    with serving(folder) as url:
        yield url


@contextmanager
def serving(
    folder: Path, settings: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[str]:
    """A server with its state in `folder`, in a process of its own; its base URL once ready."""
    log = folder / "server.log"
    port = port or free_port()
    with log.open("w") as output:
        process = subprocess.Popen(
            [_PROBANT, "serve", "--host", "127.0.0.1", "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment(folder, settings),
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, process, log)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(_SOON_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def run_probant(folder: Path, *arguments: str) -> str:
    """What a command wrote to its standard output. Fails where the command does."""
    done = probant(folder, *arguments)
    assert done.returncode == 0, f"probant {' '.join(arguments)}: {done.stderr[-2000:]}"
    return done.stdout


def new_key(folder: Path, entity: str, *roles: str, **more: str) -> str:
    """An access key, made where the stores are; `more` are further options."""
    options = [option for name, value in more.items() for option in (f"--{name}", value)]
    options += [option for role in roles for option in ("--role", role)]
    made = run_probant(folder, "keys", "create", "--name", "test", "--entity", entity, *options)
    return made.strip()


def probant(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command run to its end, its state in `folder`."""
    return subprocess.run(
        [_PROBANT, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(folder, settings),
        check=False,
    )


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command left running, its state in `folder`."""
    return subprocess.Popen(
        [_PROBANT, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment(folder, None),
        preexec_fn=heed_interrupts,
    )


def heed_interrupts() -> None:
    """Also where the tests run in the background of a shell, whose processes ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def environment(folder: Path, settings: Mapping[str, str] | None) -> dict[str, str]:
    """Ours without the settings of whoever runs the tests, but for where the model is."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PROBANT_") or name == "PROBANT_MODELS"
    }
    return kept | {"PROBANT_DATA": str(folder / "data")} | dict(settings or {})


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_ATTEMPTS):
        assert process.poll() is None, f"the server ended: {log.read_text()[-2000:]}"
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(_PAUSE_S)
    pytest.fail(f"the server was not ready in time: {log.read_text()[-2000:]}")
