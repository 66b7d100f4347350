"""The engine for graphics devices: batches, channels-last, half precision; the CPU where memory is too small."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.engine import Engine, WarningCallback
from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import Pixels
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.torch_engine.network import load_checkpoint, split
from catdog_gui.classify.torch_engine.normalisation import Normalisation, read_processor
from catdog_gui.messages import Text

_BATCH_SIZES: Mapping[str, int] = {"cuda": 64, "mps": 32, "cpu": 8}


class TorchEngine:
    """Runs the checkpoint of a model folder on CUDA, MPS or, when asked for by name, the CPU."""

    def __init__(self, model: ModelFolder, on_warning: WarningCallback) -> None:
        """Loads the network onto the best device there is.

        Raises:
            ModelError: the checkpoint cannot be loaded.
        """
        self._model = model
        self._on_warning = on_warning
        self._device = best_device()
        self._dtype = _precision(self._device)
        network: Any  # torch's own type hints lack the memory format
        network = split(load_checkpoint(model.path, local_files_only=True), *model.transform.output_size)
        self._network = network.to(self._device, memory_format=torch.channels_last)
        self._normalise = Normalisation(read_processor(model.path)).to(self._device)
        self._lock = threading.Lock()
        self._fallback: Engine | None = None
        self.batch_size = _BATCH_SIZES[self._device.type]

    @property
    def description(self) -> str:
        if self._fallback is not None:
            return self._fallback.description
        return torch.cuda.get_device_name(self._device) if self._device.type == "cuda" else self._device.type.upper()

    def features(self, pixels: Pixels) -> Floats:
        """pixels (n, height, width, 3) uint8 -> features (n, features); out of memory halves the batch."""
        if self._fallback is not None:
            return self._fallback.features(pixels)
        try:
            return self._on_device(pixels)
        except RuntimeError as error:
            if not _is_out_of_memory(error):
                raise
        return self._retry_with_less_memory(pixels)

    def _retry_with_less_memory(self, pixels: Pixels) -> Floats:
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        if len(pixels) > 1:
            half = len(pixels) // 2
            self.batch_size = min(self.batch_size, half)
            return np.concatenate([self.features(pixels[:half]), self.features(pixels[half:])])
        with self._lock:
            if self._fallback is None:
                self._on_warning(Text.DEVICE_OUT_OF_MEMORY())
                self._fallback = OnnxEngine(self._model)
        return self._fallback.features(pixels)

    def _on_device(self, pixels: Pixels) -> Floats:
        with self._lock, torch.inference_mode():
            batch = self._normalise(torch.from_numpy(pixels).to(self._device, non_blocking=True))
            batch = batch.contiguous(memory_format=torch.channels_last)
            with torch.autocast(self._device.type, self._dtype, enabled=self._dtype is not torch.float32):
                features = self._network(batch)
            return np.asarray(features.float().cpu().numpy(), np.float32)


def _is_out_of_memory(error: RuntimeError) -> bool:
    # MPS raises a plain RuntimeError.
    return isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error)


def best_device() -> torch.device:
    """CUDA, else MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def _precision(device: torch.device) -> torch.dtype:
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float16 if device.type == "mps" else torch.float32
