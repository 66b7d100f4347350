"""Sorts photos of cats and dogs into folders, on this computer.

The parts, each of which may import those above it that its docstring names, and any part `messages` (every text for
the user), `paths` (where the program keeps its files) and `storage` (safe files and databases):

- `pictures`: finds, opens and groups picture files.
- `classify`: from a picture to scores, and from scores to a decision.
- `sorting`: plans, moves, the journal and undo.
- `watching`: watched folders. `retraining`: corrections and new models. Neither imports the other.
- `ui`: the window, the only part with Qt. `cli`: the commands, each in a module of its name; it starts the window.
- `api`: what a script may import; its names are given here, `from catdog_gui import classify_folder`.

Begin with `cli.sort`: in one page it finds, scores, plans and moves. `tests/test_imports.py` holds these rules.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catdog_gui.api import (
        FAILED,
        JournalError,
        Labelled,
        Mode,
        ModelError,
        Plan,
        RunResult,
        classify_folder,
        plan_sort,
        sort,
        undo,
    )

# From version 1.29 on, ONNX Runtime reports its use to its makers. It reads this as it is loaded; the processes that we
# start inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "1.2.0"

__all__ = [
    "FAILED",
    "JournalError",
    "Labelled",
    "Mode",
    "ModelError",
    "Plan",
    "RunResult",
    "__version__",
    "classify_folder",
    "plan_sort",
    "sort",
    "undo",
]


def __getattr__(name: str) -> object:
    # On demand: the commands start at once because this package imports nothing heavy.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from catdog_gui import api

    return getattr(api, name)
