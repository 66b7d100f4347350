"""The engines, each declared once: the command line, the settings and `open_engine` read this list.

Their order is the preference: `auto` takes the last one whose `is_preferred` says yes on this computer.

To add one: its record goes into `ENGINES`, and its title into `resources/i18n` by the script there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from catdog_gui.classify.engine import INSTALL_TRAINING, Engine, WarningCallback
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import QT_TRANSLATE_NOOP, Text

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """One engine.

    `title` is what the settings show, in English. `is_preferred` says whether `auto` takes it on this computer.
    `open` starts it for a model, and raises ModelError where it cannot be used.
    """

    name: str
    title: str
    is_preferred: Callable[[], bool]
    open: Callable[[ModelFolder, WarningCallback], Engine]


def open_engine(model: ModelFolder, name: str = AUTO, on_warning: WarningCallback = print) -> Engine:
    """The engine called `name`. `auto`, and a name that is not known, takes the last one that is preferred here.

    Raises:
        ModelError: the engine or its network cannot be loaded.
    """
    chosen = next((engine for engine in ENGINES if engine.name == name), None)
    return (chosen or _preferred()).open(model, on_warning)


def _preferred() -> EngineEntry:
    return next(engine for engine in reversed(ENGINES) if engine.is_preferred())


def _open_onnx(model: ModelFolder, _on_warning: WarningCallback) -> Engine:
    from catdog_gui.classify.onnx_engine import OnnxEngine

    return OnnxEngine(model)


def _open_torch(model: ModelFolder, on_warning: WarningCallback) -> Engine:
    if not _is_torch_installed():
        raise ModelError(Text.TORCH_NOT_INSTALLED(INSTALL_TRAINING))
    from catdog_gui.classify.torch_engine.engine import TorchEngine

    return TorchEngine(model, on_warning)


def _is_torch_installed() -> bool:
    return all(find_spec(name) is not None for name in ("torch", "transformers"))


def _has_graphics_device() -> bool:
    """Asks the drivers, not torch: importing it costs seconds, which a computer without a device should not pay."""
    return _is_torch_installed() and (_has_nvidia_driver() or _is_apple_silicon())


def _has_nvidia_driver() -> bool:
    import ctypes.util
    from pathlib import Path

    return Path("/dev/nvidiactl").exists() or (os.name == "nt" and ctypes.util.find_library("nvcuda") is not None)


def _is_apple_silicon() -> bool:
    import platform

    return platform.system() == "Darwin" and platform.machine() == "arm64"


# The first one works on every computer.
ENGINES = (
    EngineEntry("onnx", QT_TRANSLATE_NOOP("Engines", "Processor"), lambda: True, _open_onnx),
    EngineEntry(
        "torch",
        QT_TRANSLATE_NOOP("Engines", "Graphics card (needs the train extra)"),
        _has_graphics_device,
        _open_torch,
    ),
)
ENGINE_NAMES = (AUTO, *(engine.name for engine in ENGINES))
