"""The application: builds everything, without running it, so that tests can."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from catdog_gui.paths import Paths
from catdog_gui.ui.allocator import give_memory_back
from catdog_gui.ui.collector import Collector
from catdog_gui.ui.dialogs.error import ErrorCatcher
from catdog_gui.ui.language import Language
from catdog_gui.ui.logs import keep_log
from catdog_gui.ui.models.pictures import Order
from catdog_gui.ui.parts import Parts, options_from
from catdog_gui.ui.resources import icon_file
from catdog_gui.ui.session import Session
from catdog_gui.ui.settings import Settings
from catdog_gui.ui.sorter import Sorter
from catdog_gui.ui.taskbar import TaskbarProgress
from catdog_gui.ui.teacher import Teacher
from catdog_gui.ui.theme import Theme
from catdog_gui.ui.window import MainWindow

_CLOSE_SECONDS = 1.6
_LEAST_SECONDS = 0.1
# Workers hold the interpreter for 5 ms at a time by default, which a finger on the scroll wheel feels.
_SWITCH_SECONDS = 0.001


class Application(QObject):
    """One window on one session. The window can be built anew, which is how the language changes."""

    def __init__(self, app: QApplication, parts: Parts) -> None:
        super().__init__(app)
        self._app = app
        app.setApplicationName("catdog")
        app.setDesktopFileName("catdog")
        app.setWindowIcon(QIcon(str(icon_file("catdog"))))
        self.settings = Settings(parts.paths.settings_file)
        self._language = Language(app)
        self._language.use(self.settings.language)
        self.theme = Theme(app, self.settings.appearance)
        self.session = Session(parts, self.settings, self)
        self.session.pictures.set_order(Order(self.settings.order))
        self.sorter = Sorter(self.session, self)
        self.teacher = Teacher(self.session, self)
        self._taskbar = TaskbarProgress(self.session, self)
        self.window = self._build_window()
        self._closed = False
        self.ended_in_time = True

    def _build_window(self) -> MainWindow:
        window = MainWindow(self.session, self.sorter, self.teacher, self.theme)
        window.closing.connect(self.close)
        window.language_changed.connect(self._change_language)
        if not self.settings.geometry.isEmpty():
            window.restoreGeometry(self.settings.geometry)
        else:
            window.resize(1280, 800)
        return window

    def start(self, folder: Path | None) -> None:
        """Shows the window at once; what takes time comes after its first painting."""
        self.window.show()
        self.window.activateWindow()
        self._first_folder = folder
        QTimer.singleShot(0, self._start_work)

    @Slot()
    def _start_work(self) -> None:
        if self._closed:
            return
        self.session.load_model()
        self.sorter.recover()
        if self._first_folder is not None:
            self.window.open_folder(self._first_folder)

    @Slot()
    def _change_language(self) -> None:
        self._language.use(self.settings.language)
        old = self.window
        old.closing.disconnect(self.close)
        self.settings.geometry = old.saveGeometry()
        self.window = self._build_window()
        self.window.show()
        old.close()
        old.deleteLater()

    @Slot()
    def close(self) -> None:
        """Ends everything that runs, once, within a bound."""
        if self._closed:
            return
        self._closed = True
        self.sorter.stop()
        self.teacher.cancel()
        deadline = time.monotonic() + _CLOSE_SECONDS
        ended = self.session.close(_CLOSE_SECONDS)
        self.ended_in_time = self.teacher.close(max(_LEAST_SECONDS, deadline - time.monotonic())) and ended
        self.settings.save()
        self.window.deleteLater()
        self._app.quit()


def run(folder: Path | None, paths: Paths, options: object = None) -> int:
    """Opens the window and returns the exit code when it is closed; `options` are those of the command line."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    give_memory_back()
    app = QApplication(sys.argv[:1])
    application = Application(app, Parts(paths, options_from(options)))
    keep_log(paths.log_dir)
    catcher = ErrorCatcher(paths.log_dir, application)
    catcher.install()
    collector = Collector(application)
    collector.start()
    application.start(folder)
    code = app.exec()
    collector.stop()
    application.close()
    catcher.remove()
    if not application.ended_in_time or threading.active_count() > 1:
        # A thread that waits for a disk that does not answer must not keep the program from ending.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
