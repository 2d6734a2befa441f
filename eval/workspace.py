"""The folders of an evaluation, under the data folder, and what every suite shares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.encoding import Encoder
from core.ports import Parser
from core.settings import Settings
from eval import code
from eval.data.workshop import Workshop
from eval.encoder import NewQuestions
from eval.parse_cache import RememberingParser
from eval.suite import Suite
from flows.bootstrap import bare_encoder, remembering
from ingest.bootstrap import build_parser, build_renderer

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One a process: the encoder's weights are loaded once."""

    settings: Settings
    encoder: Encoder
    """Remembers the texts of documents, not the questions: each is timed as a new one."""
    remembering_encoder: Encoder
    """Remembers all it encoded."""
    parser: Parser
    """Reads every time."""
    remembering_parser: Parser

    @property
    def runs(self) -> Path:
        return self.settings.data / "eval" / "runs"

    @property
    def stores(self) -> Path:
        return self.settings.data / "eval" / "stores"

    def workshop(self, suite: Suite) -> Workshop:
        return Workshop(
            corpora=self.settings.corpora,
            samples=SAMPLES,
            here=suite.folder,
            cache=self.settings.data / "eval" / "made",
            parser=self.remembering_parser,
            renderer=build_renderer(),
        )


def open_workspace(settings: Settings) -> Workspace:
    """Touches no disk yet."""
    folder = settings.data / "eval"
    bare = bare_encoder(settings)
    kept = remembering(bare, folder)
    parser = build_parser(settings)
    return Workspace(
        settings=settings,
        encoder=NewQuestions(bare, kept),
        remembering_encoder=kept,
        parser=parser,
        remembering_parser=RememberingParser(
            parser, folder / "readings", code.fingerprint(("core", "adapters"))
        ),
    )
