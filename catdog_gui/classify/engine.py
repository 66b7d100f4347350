"""What computes features, and which of the two does it here."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Literal, Protocol

from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import Pixels
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Message, Text

EngineName = Literal["auto", "onnx", "torch"]
WarningCallback = Callable[[Message], None]

# The program is in no registry: pip installs it from its source.
INSTALL_TRAINING = "pip install -c constraints.txt '.[train]'"


class Engine(Protocol):
    """Turns pixels into pooled features. `features` may be called from several threads at once."""

    @property
    def description(self) -> str:
        """What the user reads: "CPU", or the name of the graphics device."""

    @property
    def batch_size(self) -> int:
        """How many pictures one call should bring."""

    def features(self, pixels: Pixels) -> Floats:
        """pixels (n, height, width, 3) uint8 -> features (n, features)."""


def default_workers() -> int:
    """As many threads as this process may use cores."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def open_engine(model: ModelFolder, name: EngineName = "auto", on_warning: WarningCallback = print) -> Engine:
    """The engine called `name`; `auto` takes torch where it is installed and finds a graphics device, else onnx.

    Raises:
        ModelError: the engine or its network cannot be loaded.
    """
    if name == "torch" or (name == "auto" and _has_graphics_device()):
        return _open_torch(model, on_warning)
    from catdog_gui.classify.onnx_engine import OnnxEngine

    return OnnxEngine(model)


def _open_torch(model: ModelFolder, on_warning: WarningCallback) -> Engine:
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("transformers") is None:
        raise ModelError(Text.TORCH_NOT_INSTALLED(INSTALL_TRAINING))
    from catdog_gui.classify.torch_engine.engine import TorchEngine

    return TorchEngine(model, on_warning)


def _has_graphics_device() -> bool:
    """Asks the drivers, not torch: importing it costs seconds, which a computer without a device should not pay."""
    if importlib.util.find_spec("torch") is None:
        return False
    return _has_nvidia_driver() or _is_apple_silicon()


def _has_nvidia_driver() -> bool:
    import ctypes.util
    from pathlib import Path

    return Path("/dev/nvidiactl").exists() or (os.name == "nt" and ctypes.util.find_library("nvcuda") is not None)


def _is_apple_silicon() -> bool:
    import platform

    return platform.system() == "Darwin" and platform.machine() == "arm64"
