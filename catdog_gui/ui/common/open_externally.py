"""Hands files, folders and links to the desktop's own programs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from catdog_gui.ui.common.urls import url_of


def open_externally(path: Path) -> None:
    open_url_externally(url_of(path))


def open_url_externally(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


def show_in_folder(path: Path) -> None:
    open_externally(path.parent)
