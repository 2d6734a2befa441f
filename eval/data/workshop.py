"""What a dataset adapter may use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import NotFound
from core.ports import PageRenderer, Parser


@dataclass(frozen=True, slots=True)
class Workshop:
    corpora: Path
    """Folder of the labelled corpora; it may be absent."""
    samples: Path
    """Folder of the synthetic documents and their gold."""
    here: Path
    """Folder of the suite's file: relative paths in it start there."""
    cache: Path
    """Folder for what is costly to make; may be deleted at any time."""
    parser: Parser
    renderer: PageRenderer

    def corpus(self, name: str, *files: str) -> Path:
        """The folder of a corpus. Raises `NotFound`, naming what is missing of it."""
        folder = self.corpora / name
        missing = [folder / file for file in files if not (folder / file).exists()]
        if not folder.is_dir():
            missing = [folder]
        if missing:
            raise NotFound(
                f"The corpus {name} is not complete: there is no {missing[0]}.",
                "Set PROBANT_CORPORA to the folder of the corpora.",
            )
        return folder
