"""Refuses model folders that hold code, or ask for it. None of it would be run all the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text

# Files that contain code, or may run code when they are read. A model folder needs none of them.
_CODE_SUFFIXES = frozenset(
    {".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".sh", ".bat", ".exe", ".js"}
    | {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".h5", ".msgpack"}
)


def require_data_files(folder: Path) -> None:
    """Checks the kinds and the names of the files that lie directly in a model folder.

    Raises:
        ModelError: one of them may be code, or is a link, which may bring a private file into a model that is shared.
        OSError: the folder cannot be read.
    """
    for entry in folder.iterdir():
        if entry.is_symlink():
            raise ModelError(Text.IS_A_LINK(entry))
        if entry.suffix.lower() in _CODE_SUFFIXES:
            raise ModelError(Text.MAY_BE_CODE(folder, entry.name))


def require_no_remote_code(config: Mapping[str, Any]) -> None:
    """Checks the content of a `config.json`.

    Raises:
        ModelError: it names classes of Python code that come with the model.
    """
    if "auto_map" in config:
        raise ModelError(Text.ASKS_FOR_CODE())
