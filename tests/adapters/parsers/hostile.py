"""Tasks that misbehave, for the cage to survive. They run in its child process only."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.errors import NotFound, Unreadable

Arguments = dict[str, Any]


def echo(arguments: Arguments) -> bytes:
    return str(arguments["text"]).encode()


def wait_forever(arguments: Arguments) -> bytes:
    """Opens the pipe `fifo` and keeps it open: its reader sees the end when this process ends."""
    if "fifo" in arguments:
        os.write(os.open(arguments["fifo"], os.O_WRONLY), b"!")
    while True:
        signal.pause()


def spin(arguments: Arguments) -> bytes:
    while True:
        pass


def abort(arguments: Arguments) -> bytes:
    os.abort()


def read_address_zero(arguments: Arguments) -> bytes:
    return ctypes.string_at(0)


def leave_without_a_word(arguments: Arguments) -> bytes:
    os._exit(arguments["status"])


def eat_memory(arguments: Arguments) -> bytes:
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def run_out_of_native_memory(arguments: Arguments) -> bytes:
    """As Rust libraries do: a word, then an abort that no `except` sees."""
    os.write(2, b"memory allocation of 4294967296 bytes failed\n")
    os.abort()


def be_killed(arguments: Arguments) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def connect(arguments: Arguments) -> bytes:
    try:
        socket.create_connection(("127.0.0.1", arguments["port"]), timeout=5).close()
    except OSError:
        return b"refused"
    return b"connected"


def write_much(arguments: Arguments) -> bytes:
    return b"x" * arguments["size"]


def print_much(arguments: Arguments) -> bytes:
    for _ in range(200):
        os.write(1, b"noise" * 10_000)
    return b"done"


def leave_a_grandchild(arguments: Arguments) -> bytes:
    code = (
        "import os, signal, sys; os.write(os.open(sys.argv[1], os.O_WRONLY), b'!'); signal.pause()"
    )
    subprocess.Popen([sys.executable, "-c", code, arguments["fifo"]])
    with Path(arguments["ready"]).open("rb") as ready:
        ready.read()
    return b"done"


def link_to_a_file_of_the_host(arguments: Arguments) -> bytes:
    Path("result").symlink_to(arguments["target"])
    os._exit(0)


def tell_environment(arguments: Arguments) -> bytes:
    return json.dumps({"folder": str(Path.cwd()), "names": sorted(os.environ)}).encode()


def raise_unreadable(arguments: Arguments) -> bytes:
    raise Unreadable("It has a password.", "encrypted", "Save it without.")


def raise_not_found(arguments: Arguments) -> bytes:
    raise NotFound("no page 9")


def raise_with_path(arguments: Arguments) -> bytes:
    raise RuntimeError("could not open /srv/probant/secret/key.pem " + "x" * 1_000)
