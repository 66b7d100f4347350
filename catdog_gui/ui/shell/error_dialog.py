"""The one dialog for what nobody expected: says so, gives the details to copy, and the program goes on."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from catdog_gui import __version__
from catdog_gui.ui.common.open_externally import open_outside
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
        ends = QHBoxLayout()
        ends.addWidget(button(self.tr("Copy details"), self._copy))
        ends.addWidget(button(self.tr("Open the log folder"), self._open_logs))
        ends.addStretch()
        ends.addWidget(button(self.tr("Go on"), self.accept, primary=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        head = label(
            self.tr("Something unexpected happened. Your pictures are safe, and the program goes on."), wrap=True
        )
        head.setProperty("strong", "true")
        layout.addWidget(head)
        layout.addWidget(quiet(label(self.tr("If it happens again, these details help to find the cause."), wrap=True)))
        layout.addWidget(text, 1)
        layout.addLayout(ends)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    @Slot()
    def _open_logs(self) -> None:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        open_outside(self._log_dir)


class ErrorCatcher(QObject):
    """Stands in for the hooks of `sys` and `threading` while the program runs.

    One dialog at a time: errors seldom come alone.
    """

    _caught = Signal(str)

    def __init__(self, log_dir: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._log_dir = log_dir
        self._before: _Hook = sys.excepthook
        self._before_in_threads = threading.excepthook
        self._dialog: ErrorDialog | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self.catch
        threading.excepthook = self.catch_in_thread

    def remove(self) -> None:
        sys.excepthook = self._before
        threading.excepthook = self._before_in_threads

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error("unexpected: %s", text)
        self._caught.emit(f"{_surroundings()}\n\n{text}")

    def catch_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.catch(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(str)
    def _show(self, details: str) -> None:
        if self._dialog is not None:
            return
        self._dialog = ErrorDialog(details, self._log_dir)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    @Slot()
    def _forget(self) -> None:
        self._dialog = None


def _surroundings() -> str:
    return f"catdog {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
