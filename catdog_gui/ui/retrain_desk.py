"""Everything about retraining in the window: the button with its number, and the sheet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.sorter import Sorter
from catdog_gui.ui.teacher import Teacher
from catdog_gui.ui.widgets.header import Header
from catdog_gui.ui.widgets.retrain_sheet import RetrainSheet


class RetrainDesk(QObject):
    """Stands between the teacher, which knows nothing of windows, and the parts of the window that show it."""

    sheet_opened = Signal()

    def __init__(self, teacher: Teacher, sorter: Sorter, sheet: RetrainSheet, header: Header, parent: QWidget) -> None:
        super().__init__(parent)
        self._teacher = teacher
        self._sorter = sorter
        self._sheet = sheet
        header.retrain_wanted.connect(self.open_sheet)
        header.allow_retraining(allowed=teacher.is_possible)
        header.show_new_corrections(teacher.new_corrections)
        teacher.counted.connect(header.show_new_corrections)

    @Slot()
    def open_sheet(self) -> None:
        """Not while files are on their way: those would be what is learned from."""
        if self._teacher.is_possible and not self._sheet.is_open and not self._sorter.is_busy:
            self.sheet_opened.emit()
            self._sheet.open_for_corrections()
