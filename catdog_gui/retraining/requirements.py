"""The packages that a full retrain needs and the program itself does not."""

from __future__ import annotations

from importlib.util import find_spec

from catdog_gui.classify.engine import INSTALL_TRAINING
from catdog_gui.messages import Text

_PACKAGES = ("torch", "transformers", "datasets", "accelerate")


def missing_packages_message() -> str:
    """A message that says how to install missing packages; empty if none is missing."""
    if all(find_spec(name) is not None for name in _PACKAGES):
        return ""
    return Text.PACKAGES_NEEDED(INSTALL_TRAINING)
