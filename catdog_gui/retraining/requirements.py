"""What a full retrain needs beyond the program itself."""

from __future__ import annotations

from importlib.util import find_spec

from catdog_gui.classify.engine import INSTALL_TRAINING
from catdog_gui.messages import Text

_PACKAGES = ("torch", "transformers", "datasets", "accelerate")


def missing_packages_message() -> str:
    """How to get what is missing, in a sentence; empty where nothing is."""
    if all(find_spec(name) is not None for name in _PACKAGES):
        return ""
    return Text.PACKAGES_NEEDED(INSTALL_TRAINING)
