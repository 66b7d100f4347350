"""What went wrong, in a file that the error dialog can point to."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_LARGEST = 1 << 20
_OLDER = 2


def keep_log(folder: Path) -> None:
    """Warnings and errors go to `folder`/catdog.log; where that cannot be written, nowhere."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "catdog.log", maxBytes=_LARGEST, backupCount=_OLDER, delay=True)
    except OSError:
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
