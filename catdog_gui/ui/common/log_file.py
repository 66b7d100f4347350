"""Writes warnings and errors to a file that the error dialog can open."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MAX_BYTES = 1 << 20
_BACKUP_COUNT = 2


def log_file(folder: Path) -> Path:
    return folder / "catdog.log"


def setup_logging(folder: Path) -> None:
    """Warnings and errors go to `folder`/catdog.log. If that file cannot be written, they are dropped."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_file(folder),
            maxBytes=_MAX_BYTES,
            backupCount=_BACKUP_COUNT,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",
        )
    except OSError:
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
