"""Keeps the grid up to date while pictures come into the open folder and leave it, by watching or undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from catdog_gui.ui.common.tasks import Task
from catdog_gui.ui.session.backend import FolderState
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.sorting.service import SortService
from catdog_gui.ui.watching.service import WatchService

_BATCH_SIZE = 500


class FolderSync(QObject):
    """Paths that changed are hints only: it checks on the disk which of them are pictures in the open folder."""

    def __init__(
        self, session: FolderSession, watch_service: WatchService, sort_service: SortService, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        # Paths to check, in the order in which they came.
        self._pending: dict[Path, None] = {}
        self._after_scan: dict[Path, None] = {}
        self._check_task: Task | None = None
        watch_service.paths_changed.connect(self._on_paths_changed)
        sort_service.groups_changed.connect(self._on_paths_changed)
        session.folder_changed.connect(self._on_folder_changed)
        session.scan_ended.connect(self._on_scan_ended)

    @Slot(list)
    def _on_paths_changed(self, paths: Sequence[Path]) -> None:
        self._pending.update(dict.fromkeys(paths))
        self._check_pending()

    @Slot()
    def _on_folder_changed(self) -> None:
        """The new scan finds all pictures, so nothing is left to check."""
        self._pending.clear()
        self._after_scan.clear()
        if self._check_task is not None:
            self._check_task.cancel()
            self._check_task = None

    @Slot()
    def _on_scan_ended(self) -> None:
        self._pending.update(self._after_scan)
        self._after_scan.clear()
        self._check_pending()

    def _check_pending(self) -> None:
        session = self._session
        if session.folder is None or self._check_task is not None or not self._pending:
            return
        batch = list(self._pending)[:_BATCH_SIZE]
        for picture in batch:
            del self._pending[picture]
        outputs = session.output_names
        read_state = partial(
            session.backend.read_folder_state, session.folder, outputs, batch, recursive=session.settings.recursive
        )
        self._check_task = session.background.run(
            read_state, partial(self._on_checked, batch), on_end=self._on_check_ended
        )

    def _on_check_ended(self) -> None:
        self._check_task = None

    def _on_checked(self, paths: Sequence[Path], state: FolderState) -> None:
        pictures = self._session.pictures
        rows = [pictures.table.row_of(path) for path in state.missing]
        missing_rows = [row for row in rows if row is not None and not pictures.table.is_absent(row)]
        if missing_rows:
            pictures.set_present(missing_rows, present=False)
        if self._session.is_scanning:
            # The scan may find them itself, and it numbers the rows.
            if state.present or None in rows:
                self._after_scan.update(dict.fromkeys(paths))
        elif state.present:
            unlabelled = pictures.add_or_update(state.present)
            if not self._session.is_cancelled:
                self._session.relabel(unlabelled)
        self._check_pending()
