"""`probant prepare`"""

from __future__ import annotations

import click

from cli import options
from cli.output import emit, note
from core.settings import Settings
from flows.bootstrap import bare_encoder


@click.command("prepare")
@options.as_json
def command(as_json: bool) -> None:
    """Convert the bundled embedding model into PROBANT_MODELS. Part of the set-up; once."""
    encoder = bare_encoder(Settings.read())
    if as_json:
        emit({"encoder": encoder.fingerprint, "dimension": encoder.dimension})
    else:
        note(f"ready: {encoder.fingerprint}")
