"""Which model is in use. Most of the program needs only this of the releases, so it imports almost nothing."""

from __future__ import annotations

import os
from pathlib import Path

from catdog_gui.classify.model_folder import BUNDLED, METADATA
from catdog_gui.retraining.pointer import BUNDLED_NAME, read_pointer


def model_in_use(models_dir: Path, bundled: Path = BUNDLED) -> Path:
    """The folder of the model in use: the bundled one if no release is chosen, or the chosen one was removed."""
    name = read_pointer(models_dir).in_use
    return models_dir / name if is_release(models_dir, name) else bundled


def is_release(models_dir: Path, name: str) -> bool:
    """Whether there is a release of that name. A name from a file must not point outside `models_dir`."""
    is_plain_name = bool(name) and not name.startswith(".") and name == os.path.basename(name)  # noqa: PTH119 - of any system
    return is_plain_name and name != BUNDLED_NAME and (models_dir / name / METADATA).is_file()
