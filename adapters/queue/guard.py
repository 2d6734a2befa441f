"""Runs a Valkey server for as long as the process that started this one lives.

    python guard.py BINARY FOLDER LOG

Standard input is a pipe whose other end only the parent holds: it ends when the parent closes it,
and also when the parent is killed. A parent-death signal would not do, for it fires when the
*thread* that started the child ends, and exists on Linux only.

This file is run as a script in isolated mode. It must import nothing but the standard library.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

SOCKET = "valkey.sock"
_STOP_S = 5

_OPTIONS = {
    "--port": "0",  # no TCP
    "--unixsocketperm": "700",
    "--save": "",  # job rows are the truth: nothing here needs to outlive the process
    "--appendonly": "no",
    "--daemonize": "no",
    "--loglevel": "warning",
}


def _end_with_the_parent(server: subprocess.Popen[bytes]) -> None:
    os.read(0, 1)  # not sys.stdin, whose lock would hold up the end of this process
    server.terminate()
    try:
        server.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()


def main(binary: str, folder: str, log: str) -> int:
    options = {"--unixsocket": str(Path(folder, SOCKET)), "--dir": folder} | _OPTIONS
    command = [binary, *(word for option in options.items() for word in option)]
    with Path(log).open("wb") as output:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    # A service manager may signal every process of the service: then the server ends too.
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    threading.Thread(target=_end_with_the_parent, args=(server,), daemon=True).start()
    try:
        return server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
