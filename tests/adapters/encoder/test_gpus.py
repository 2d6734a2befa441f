from __future__ import annotations

import pytest
import torch

from adapters.encoder.gpus import named, visible_gpus


@pytest.mark.parametrize(
    ("count", "given", "names"),
    [
        (0, None, []),
        (3, None, ["0", "1", "2"]),
        (2, "3,1", ["3", "1"]),
        (2, "GPU-aa, MIG-bb", ["GPU-aa", "MIG-bb"]),
        (1, "2,9,1", ["2"]),
        (0, "-1", []),
    ],
)
def test_each_gpu_is_named_as_cuda_takes_it(
    count: int, given: str | None, names: list[str]
) -> None:
    environment = {} if given is None else {"CUDA_VISIBLE_DEVICES": given}
    assert named(count, environment) == names


def test_there_are_as_many_as_torch_sees() -> None:
    assert len(visible_gpus()) == torch.cuda.device_count()
