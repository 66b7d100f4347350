"""Hands files and folders to the desktop's own programs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDesktopServices

from catdog_gui.ui.common.urls import url_of


def open_externally(path: Path) -> None:
    QDesktopServices.openUrl(url_of(path))


def show_in_folder(path: Path) -> None:
    open_externally(path.parent)
