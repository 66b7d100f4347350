"""What a full retrain needs beyond the program itself."""

from __future__ import annotations

from importlib.util import find_spec

from catdog_gui.classify.engine import INSTALL_TRAINING

_NEEDED = ("torch", "transformers", "datasets", "accelerate")


def missing_for_full() -> str:
    """How to get what is missing, in a sentence; empty where nothing is."""
    if all(find_spec(name) is not None for name in _NEEDED):
        return ""
    return f"a full retrain needs more packages; to install them, in the program's source folder: {INSTALL_TRAINING}"
