"""RapidOCR: PP-OCR models inside a package, run by onnxruntime on the processor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from adapters.parsers.ocr.words import SeenWord, Sight
from core.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

NAME = "rapidocr"
_ONE_CORE = {
    "Global.log_level": "error",
    # It would turn single lines of a page that stands on its head: the words, not their places.
    "Global.use_cls": False,
    # A line of 10 points at 200 dpi is still 15 dots high: found as well, in a third of the time.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@cache
def is_installed() -> bool:
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=_ONE_CORE)


def recognise(image: Image, dpi: int) -> Sight:
    """The words of an image that stands upright; the engine scales it itself, whatever its dpi.

    Raises `Unreadable` (crash).
    """
    import numpy as np

    try:
        found = _engine()(np.asarray(image.convert("RGB"))[:, :, ::-1], return_word_box=True)
    except MemoryError:
        raise
    except Exception as error:  # onnxruntime and OpenCV raise types of their own
        raise Unreadable(f"rapidocr failed: {type(error).__name__}", "crash") from error
    if found.boxes is None:
        return Sight(NAME, ())  # where it found nothing, the rest of its answer has another shape
    lines = found.word_results
    return Sight(NAME, tuple(w for rank, line in enumerate(lines) for w in _words(line, rank)))


def _words(line: Any, rank: int) -> Iterator[SeenWord]:
    """The words of a line, each (text, confidence, corners); no corners where there is none."""
    for text, confidence, corners in line:
        if corners is None or not str(text).strip():
            continue
        across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        if min(across) < max(across) and min(down) < max(down):
            box = min(across), min(down), max(across), max(down)
            yield SeenWord(str(text).strip(), *box, min(max(float(confidence), 0.0), 1.0), rank)
