"""Every test here needs a CUDA device, and says so where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from adapters.encoder.bundled import convert
from core.settings import Settings

HERE = Path(__file__).parent
CUDA = torch.cuda.is_available()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.gpu)
            item.add_marker(pytest.mark.skipif(not CUDA, reason="no CUDA device"))


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The bundled model, where `make setup` has put it."""
    return convert(Settings(_env_file=None).models)
