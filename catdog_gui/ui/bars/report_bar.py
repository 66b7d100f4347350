"""The bar after a run: what was sorted or put back, with an undo."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from catdog_gui.sorting.models import Mode
from catdog_gui.ui.bars.bar import Bar
from catdog_gui.ui.bars.run_report import RunKind, RunReport
from catdog_gui.ui.common.messages import translate_message


class ReportBar(Bar):
    undo_requested = Signal()
    show_in_folder_requested = Signal()
    failures_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo = self._add_button(self.tr("Undo"), self.undo_requested, "undo")
        self._show_in_folder = self._add_button(
            self.tr("Show in folder"), self.show_in_folder_requested, "show_in_folder"
        )
        self._failures = self._add_button("", self.failures_requested, "failures")
        self._layout.addStretch()

    def show_report(self, report: RunReport) -> None:
        self._undo.setVisible(report.run is not None)
        self._show_in_folder.setVisible(report.run is not None)
        self._failures.setVisible(bool(report.failures))
        self._failures.setText(self.tr("%Ln file(s) stayed", "", len(report.failures)))
        self.open_bar(f"{self._report_text(report)} {translate_message(report.stopped)}".strip())

    def _report_text(self, report: RunReport) -> str:
        if report.kind is RunKind.UNDO:
            return self._undo_text(report)
        if report.mode is Mode.KEYWORDS:
            return self.tr("%Ln picture(s) got keywords.", "", report.picture_count)
        if report.mode is Mode.RENAME:
            return self.tr("Renamed.") if report.run is not None else self.tr("Not renamed.")
        if report.mode is Mode.COPY:
            return self.tr("%Ln picture(s) copied.", "", report.picture_count)
        return self.tr("%Ln picture(s) sorted.", "", report.picture_count)

    def _undo_text(self, report: RunReport) -> str:
        if report.mode is Mode.KEYWORDS:
            return self.tr("Keywords of %Ln picture(s) removed.", "", report.picture_count)
        if report.mode is Mode.RENAME:
            return self.tr("The old name is back.") if report.picture_count else self.tr("The new name stays.")
        return self.tr("%Ln picture(s) moved back.", "", report.picture_count)
