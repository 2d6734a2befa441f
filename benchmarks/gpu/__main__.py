"""`make bench-gpu`: encoder, batch sizes, batch index and pipeline on CUDA."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import torch

from adapters.encoder.bundled import convert
from benchmarks.gpu.batch_index import searching
from benchmarks.gpu.encoder import encoding
from benchmarks.gpu.texts import passages
from benchmarks.life.embedding import embedding
from benchmarks.report import options, show
from core.settings import Settings
from flows.bootstrap import bare_encoder

BATCH_TOKENS = (4_096, 8_192, 16_384, 32_768, 65_536, 131_072)
VECTORS, QUESTIONS = 500_000, 2_000
DIMENSIONS = (384, 1024)


def main() -> int:
    parser = options("What a CUDA device does with our code.")
    parser.add_argument("--passages", type=int, default=20_000, help="default %(default)s")
    parser.add_argument(
        "--model", type=Path, help="a folder; the bundled model where it is not given"
    )
    given = parser.parse_args()
    if not torch.cuda.is_available():
        sys.stdout.write("no CUDA device here: nothing was measured\n")
        return 0
    settings = Settings.read().model_copy(update={"encoder_device": "cuda"})
    folder = given.model or convert(settings.models)
    texts = passages(given.passages)
    rows = [encoding(folder, "cuda", tokens, texts, repeats=3) for tokens in BATCH_TOKENS]
    show(f"encoder on {torch.cuda.get_device_name()}", rows, as_json=given.json)
    found = [searching(VECTORS, QUESTIONS, dimension) for dimension in DIMENSIONS]
    show("exact search", found, as_json=given.json)
    if given.model:
        settings = settings.model_copy(update={"encoder": str(given.model)})
    with tempfile.TemporaryDirectory(prefix="probant-bench-") as own:
        figures = embedding(Path(own), bare_encoder(settings), documents=40, paragraphs=500)
    rows = [figure.row() for figure in figures]
    show("embedding in the pipeline", rows, as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
