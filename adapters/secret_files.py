"""Keys of an installation in a folder, one file each, for its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from uuid import uuid4

from core.errors import Misconfigured, Unavailable

_BYTES = 32


class SecretFiles:
    """Behind `core.ledger.Secrets`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, bytes] = {}

    def secret(self, name: str) -> bytes:
        known = self.known(name)
        if known is not None:
            return known
        try:
            self._make(name)
        except OSError as error:
            raise self._unavailable(error) from error
        made = self.known(name)
        if made is None:
            raise Unavailable(f"{self._path(name)} was removed.", "Put it back.")
        return made

    def known(self, name: str) -> bytes | None:
        if name not in self._read:
            try:
                text = self._path(name).read_text("ascii").strip()
            except FileNotFoundError:
                return None
            except (OSError, UnicodeDecodeError) as error:
                raise self._unavailable(error) from error
            self._read[name] = self._parsed(name, text)
        return self._read[name]

    def _make(self, name: str) -> None:
        """Whole, or not at all; of several processes, one makes it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self._folder / f".{uuid4().hex}"
        try:
            made = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "w") as file:
                file.write(secrets.token_bytes(_BYTES).hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(temporary, self._path(name))
            except FileExistsError:
                return
            _sync(self._folder)
        finally:
            temporary.unlink(missing_ok=True)

    def _parsed(self, name: str, text: str) -> bytes:
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != _BYTES:
            raise Misconfigured(
                f"{self._path(name)} holds no key.", "Put the file of the backup in its place."
            )
        return key

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.key"

    def _unavailable(self, error: Exception) -> Unavailable:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Unavailable(
            f"The keys of the ledger in {self._folder} can't be used ({reason}).",
            "Make the folder readable and writable for who runs Probant, and for nobody else.",
        )


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
