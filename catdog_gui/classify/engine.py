"""What an engine is: the computation from pixels to features. Those that there are stand in `engines`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import Pixels
from catdog_gui.messages import Message

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
