"""Copies the selected pictures, or their paths, to the clipboard."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSize, Slot
from PySide6.QtGui import QGuiApplication, QImage

from catdog_gui.ui.common.preview_loader import Preview, load_preview
from catdog_gui.ui.common.tasks import LatestTask
from catdog_gui.ui.common.urls import url_of
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.session.session import FolderSession

# Larger pictures are copied at this size: many programs fail with an image of hundreds of megabytes.
_MAX_SIZE = QSize(8192, 8192)


class ClipboardCopier(QObject):
    def __init__(self, session: FolderSession, grid: GridView) -> None:
        super().__init__(grid)
        self._session = session
        self._grid = grid
        self._load_task = LatestTask()

    @Slot()
    def copy_paths(self) -> None:
        paths = self._selected_paths()
        if paths:
            self._load_task.cancel()
            QGuiApplication.clipboard().setText("\n".join(map(_readable, paths)))

    @Slot()
    def copy_pictures(self) -> None:
        """One picture as an image and as a file, so that it can be pasted anywhere; several as files."""
        paths = self._selected_paths()
        if len(paths) > 1:
            self._load_task.cancel()
            QGuiApplication.clipboard().setMimeData(_files(paths))
        elif paths:
            load = partial(load_preview, paths[0], _MAX_SIZE)
            self._load_task.replace(self._session.background.run(load, partial(_copy_loaded, paths[0])))

    def _selected_paths(self) -> list[Path]:
        return [self._session.pictures.table.path(row) for row in self._grid.selected_rows()]


def _copy_loaded(path: Path, loaded: Preview) -> None:
    data = _files([path])
    if not loaded.image.isNull():
        data.setImageData(QImage(loaded.image))
    QGuiApplication.clipboard().setMimeData(data)


def _files(paths: Sequence[Path]) -> QMimeData:
    urls = [url_of(path) for path in paths]
    data = QMimeData()
    data.setUrls(urls)
    # What file managers of GNOME and Cinnamon paste.
    lines = [b"copy", *(bytes(url.toEncoded().data()) for url in urls)]
    data.setData("x-special/gnome-copied-files", b"\n".join(lines))
    return data


def _readable(path: Path) -> str:
    return os.fsencode(path).decode(errors="replace")
