"""The dialog for an unexpected error, with details to copy. The program goes on afterwards."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from catdog_gui.ui.common.diagnostics import environment_text, error_id, log_line
from catdog_gui.ui.common.open_externally import open_externally
from catdog_gui.ui.common.widgets.factories import button, label, quiet

_log = logging.getLogger(__name__)
_Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class ErrorDialog(QDialog):
    def __init__(self, details: str, log_dir: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self.resize(620, 380)
        self._details = details
        self._log_dir = log_dir
        text = QPlainTextEdit(details, self)
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Details"))
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        button_row = QHBoxLayout()
        button_row.addWidget(button(self.tr("Copy details"), self._copy))
        button_row.addWidget(button(self.tr("Open the log folder"), self._open_logs))
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Continue"), self.accept, primary=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        head = label(self.tr("Something unexpected happened. Your pictures are safe, and you can continue."), wrap=True)
        head.setProperty("strong", "true")
        layout.addWidget(head)
        layout.addWidget(quiet(label(self.tr("If it happens again, these details help to find the cause."), wrap=True)))
        layout.addWidget(text, 1)
        layout.addLayout(button_row)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    @Slot()
    def _open_logs(self) -> None:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        open_externally(self._log_dir)


class ExceptionHook(QObject):
    """Replaces the exception hooks of `sys` and `threading` while the program runs.

    One dialog at a time: errors seldom come alone.
    """

    _caught = Signal(str)

    def __init__(self, log_dir: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._log_dir = log_dir
        self._previous_hook: _Hook = sys.excepthook
        self._previous_thread_hook = threading.excepthook
        self._dialog: ErrorDialog | None = None
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self.handle_exception
        threading.excepthook = self.handle_thread_exception

    def remove(self) -> None:
        sys.excepthook = self._previous_hook
        threading.excepthook = self._previous_thread_hook

    def handle_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        identifier = error_id(error)
        _log.error(log_line(identifier, text))
        self._caught.emit(f"{environment_text()}, error {identifier}\n\n{text}")

    def handle_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.handle_exception(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(str)
    def _on_caught(self, details: str) -> None:
        if self._dialog is not None:
            return
        self._dialog = ErrorDialog(details, self._log_dir)
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    @Slot()
    def _on_dialog_finished(self) -> None:
        self._dialog = None
