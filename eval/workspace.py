"""The folders of an evaluation, under the data folder, and what every suite shares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.encoding import Encoder
from core.ports import Parser
from core.settings import Settings
from eval import code
from eval.data.workshop import Workshop
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
    """Encodes every time: what is asked is timed as a new question would be."""
    remembering_encoder: Encoder
    """Keeps its vectors: documents are embedded once."""
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
    encoder = bare_encoder(settings)
    parser = build_parser(settings)
    return Workspace(
        settings=settings,
        encoder=encoder,
        remembering_encoder=remembering(encoder, folder),
        parser=parser,
        remembering_parser=RememberingParser(
            parser, folder / "readings", code.fingerprint(("core", "adapters"))
        ),
    )
