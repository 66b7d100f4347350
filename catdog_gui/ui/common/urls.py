"""Converts between paths and Qt's file URLs. Qt's own conversion loses names whose bytes are not UTF-8."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl

_REPLACEMENT_CHARACTER = "\ufffd"


def url_of(path: Path) -> QUrl:
    return QUrl.fromEncoded(path.absolute().as_uri().encode())


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders among what is dragged."""
    return [path_of(url) for url in data.urls() if url.isLocalFile()]


def path_of(url: QUrl) -> Path:
    """The path of a local file."""
    text = url.toLocalFile()
    if _REPLACEMENT_CHARACTER in text:
        text = os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))
    return Path(text)
