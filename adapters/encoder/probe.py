"""What an encoder would use, asked without loading its weights: for `probant doctor`."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

BUNDLED = "bundled"


def device_of(wanted: str) -> str:
    """The device that `wanted` (`auto`, `cpu`, `cuda`, `mps`) leads to. Loads torch: seconds."""
    from adapters.encoder.torch_model import choose_device

    return choose_device(wanted)


def hub_of(model: str) -> str | None:
    """The host that a model given by name is fetched from; None where nothing is fetched."""
    if model == BUNDLED or Path(model).is_dir() or os.environ.get("HF_HUB_OFFLINE") == "1":
        return None
    from huggingface_hub.constants import ENDPOINT

    return urlsplit(ENDPOINT).hostname
