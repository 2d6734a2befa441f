"""What every test may use: the real encoder, a PostgreSQL server, the samples, and the corpora
where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from core.encoding import Encoder
from core.settings import Settings
from flows.bootstrap import bare_encoder, remembering

# The same examples on every run: a gate must not turn red by chance.
# Without deadlines: how long an example takes says more about the machine than about the code.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "documents"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: who begins one last keeps all others waiting."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The bundled model, loaded once, its vectors remembered for the session."""
    data = tmp_path_factory.mktemp("encoder")
    return remembering(bare_encoder(Settings(data=data, _env_file=None)), data)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of the server for every test that makes databases. Skips where there is none."""
    from tests.contracts.databases import postgres_server

    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Skips where the corpora are absent."""
    folder = Path(os.environ.get("PROBANT_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        pytest.skip("the corpora are absent: set PROBANT_CORPORA to their folder")
    return folder
