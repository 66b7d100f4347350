"""Pictures that come into the open folder and leave it while it is watched, or come back by an undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from catdog_gui.ui.common.tasks import Task
from catdog_gui.ui.session.backend import LookedAt
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.sorting.service import Sorter
from catdog_gui.ui.watching.service import Watches

_AT_ONCE = 500


class Arrivals(QObject):
    """What it is told is a hint: the disk says which pictures lie in the open folder, and the grid shows them."""

    def __init__(self, session: Session, watches: Watches, sorter: Sorter, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        # In the order in which they were told, each once.
        self._told: dict[Path, None] = {}
        self._after_scan: dict[Path, None] = {}
        self._looking: Task | None = None
        watches.touched.connect(self._hear)
        sorter.came_back.connect(self._hear)
        session.folder_changed.connect(self._forget)
        session.scan_ended.connect(self._go_on)

    @Slot(list)
    def _hear(self, pictures: Sequence[Path]) -> None:
        self._told.update(dict.fromkeys(pictures))
        self._look()

    @Slot()
    def _forget(self) -> None:
        """Another folder, or the same anew: its pictures are being found."""
        self._told.clear()
        self._after_scan.clear()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    @Slot()
    def _go_on(self) -> None:
        self._told.update(self._after_scan)
        self._after_scan.clear()
        self._look()

    def _look(self) -> None:
        session = self._session
        if session.folder is None or self._looking is not None or not self._told:
            return
        some = list(self._told)[:_AT_ONCE]
        for picture in some:
            del self._told[picture]
        outputs = session.pictures.rows.labels.classes
        look = partial(session.parts.look_at, session.folder, outputs, some, recursive=session.settings.recursive)
        self._looking = session.background.run(look, partial(self._take, some), self._not_looked)

    def _take(self, asked: Sequence[Path], looked: LookedAt) -> None:
        self._looking = None
        pictures = self._session.pictures
        rows = [pictures.rows.row_of(path) for path in looked.missing]
        gone = [row for row in rows if row is not None and not pictures.rows.is_gone(row)]
        if gone:
            pictures.set_gone(gone, gone=True)
        if self._session.is_scanning:
            # It may be about to find them itself, and numbers the rows.
            if looked.arrived or None in rows:
                self._after_scan.update(dict.fromkeys(asked))
        elif looked.arrived:
            waiting = pictures.arrive(looked.arrived)
            if not self._session.cancelled:
                self._session.label_again(waiting)
        self._look()

    def _not_looked(self, error: Exception) -> None:
        self._looking = None
        raise error
