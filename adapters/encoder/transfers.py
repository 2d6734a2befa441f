"""Copies between the host's memory and a device's. Importing this module loads torch: seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CUDA_IN_FLIGHT = 2
"""Batches launched before a result is waited for: one runs, one waits on the device behind it, and
the host pads the next."""


class Transfers:
    """On CUDA both ways go through pinned memory, and neither keeps the host waiting."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._is_cuda = device.startswith("cuda")

    @property
    def in_flight(self) -> int:
        """Batches worth launching before the first is waited for; elsewhere than on CUDA none."""
        return CUDA_IN_FLIGHT if self._is_cuda else 0

    def to_device(self, array: NDArray[Any]) -> torch.Tensor:
        tensor = torch.from_numpy(array)
        if not self._is_cuda:
            return tensor.to(self._device)
        # The allocator of pinned memory keeps its blocks and knows until when a copy reads them.
        return tensor.pin_memory().to(self._device, non_blocking=True)

    def to_host(self, tensor: torch.Tensor) -> Callable[[], NDArray[Any]]:
        """Starts the copy; what is returned waits for it."""
        if not self._is_cuda:
            return tensor.cpu().numpy
        host = torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=True)
        host.copy_(tensor, non_blocking=True)
        # Blocking: who waits sleeps, and leaves the core to those that read documents.
        copied = torch.cuda.Event(blocking=True)  # type: ignore[no-untyped-call]
        copied.record(torch.cuda.current_stream(self._device))

        def wait() -> NDArray[Any]:
            copied.synchronize()
            return host.numpy()

        return wait
