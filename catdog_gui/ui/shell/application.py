"""The application: builds everything, without running it, so that tests can."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from catdog_gui.paths import Paths
from catdog_gui.ui.common.gc_timer import Collector
from catdog_gui.ui.common.log_file import keep_log
from catdog_gui.ui.common.malloc_tuning import give_memory_back
from catdog_gui.ui.common.resources import icon_file
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.translation import Language
from catdog_gui.ui.retraining.service import Teacher
from catdog_gui.ui.session.backend import Parts, options_from
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.shell.error_dialog import ErrorCatcher
from catdog_gui.ui.shell.main_window import MainWindow
from catdog_gui.ui.shell.single_instance import Doorbell, ring
from catdog_gui.ui.shell.taskbar_progress import TaskbarProgress
from catdog_gui.ui.shell.tray import Tray
from catdog_gui.ui.sorting.service import Sorter
from catdog_gui.ui.watching.folder_sync import Arrivals
from catdog_gui.ui.watching.service import Watches
from catdog_gui.watching.models import Sorted

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
        self.watches = Watches(self.session, self)
        self._arrivals = Arrivals(self.session, self.watches, self.sorter, self)
        self._taskbar = TaskbarProgress(self.session, self)
        self.window = self._build_window()
        self.tray = self._build_tray()
        self._doorbell = Doorbell(parts.paths, self)
        self._doorbell.rung.connect(self._open_for)
        # The last window may be closed while folders are watched from the tray.
        app.setQuitOnLastWindowClosed(False)
        self._closed = False
        self._quits = False
        self.ended_in_time = True

    def _build_window(self) -> MainWindow:
        window = MainWindow(self.session, self.sorter, self.teacher, self.watches, self.theme, self._goes_on)
        window.closing.connect(self._window_closed)
        window.quit_wanted.connect(self.quit)
        window.language_changed.connect(self._change_language)
        window.retrain_desk.learned.connect(self._tell_learned)
        if not self.settings.geometry.isEmpty():
            window.restoreGeometry(self.settings.geometry)
        else:
            window.resize(1280, 800)
        return window

    def _build_tray(self) -> Tray:
        tray = Tray(self.watches, self.theme, self)
        tray.open_wanted.connect(self.show_window)
        tray.list_wanted.connect(self._show_list)
        tray.quit_wanted.connect(self.quit)
        self.watches.arrived.connect(self._tell_arrived)
        return tray

    def start(self, folder: Path | None) -> None:
        """Shows the window at once; what takes time comes after its first painting."""
        self.show_window()
        self._begin(folder)

    def start_in_background(self) -> None:
        """Stays in the tray; where there is none, or nothing is watched, in the taskbar."""
        if self.tray.is_there:
            self._doorbell.listen()
        else:
            self.window.showMinimized()
        self._begin(None)

    def _begin(self, folder: Path | None) -> None:
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
        self.settings.geometry = old.saveGeometry()
        self.window = self._build_window()
        self.window.show()
        old.let_go()
        self.watches.arrived.disconnect(self._tell_arrived)
        self.tray.close()
        self.tray.deleteLater()
        self.tray = self._build_tray()

    # The window and the tray.

    @Slot()
    def show_window(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.activateWindow()
        self._doorbell.close()

    @Slot()
    def _show_list(self) -> None:
        self.show_window()
        self.window.watch_desk.open_list()

    @Slot(list)
    def _tell_arrived(self, events: list[Sorted]) -> None:
        """Who looks at the window sees it there."""
        if not self.window.isActiveWindow():
            self.tray.tell(events)

    @Slot(str)
    def _tell_learned(self, outcome: str) -> None:
        """Who looks at the window sees it there."""
        if not self.window.isActiveWindow():
            self.tray.tell_learned(outcome)

    def _goes_on(self) -> bool:
        """Watching, sorting and learning go on in the tray if the user chose that."""
        return not self._quits and self.settings.stays_in_tray and self.tray.is_there

    @Slot()
    def _window_closed(self) -> None:
        if self._goes_on():
            self._doorbell.listen()
        else:
            self.close()

    @Slot(object)
    def _open_for(self, folder: Path | None) -> None:
        """The program was started again while it was in the tray."""
        self.show_window()
        if folder is not None:
            self.window.open_folder(folder)

    @Slot()
    def quit(self) -> None:
        """Ends the program, unless the user would rather have files moved, or a model made, to the end."""
        self._quits = True
        if self.window.is_busy:
            self.show_window()
        if self.window.isVisible():
            self._quits = self.window.close()
        else:
            self.close()

    @Slot()
    def close(self) -> None:
        """Ends everything that runs, once, within a bound."""
        if self._closed:
            return
        self._closed = True
        self.sorter.stop()
        self.teacher.cancel()
        self.watches.stop()
        self.tray.close()
        self._doorbell.close()
        deadline = time.monotonic() + _CLOSE_SECONDS
        closes = (self.session.close, self.watches.close, self.teacher.close)
        ended = [close(max(_LEAST_SECONDS, deadline - time.monotonic())) for close in closes]
        self.ended_in_time = all(ended)
        self.settings.save()
        self.window.deleteLater()
        self._app.quit()

    def end(self) -> None:
        """Closes it when no event loop runs any more: a window that outlived what it shows would start timers."""
        self.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def prepare_process() -> None:
    """What the interpreter and the C library are told before there is a window."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    give_memory_back()


def run(folder: Path | None, paths: Paths, options: object = None) -> int:
    """Opens the window and returns the exit code when it is closed; `options` are those of the command line."""
    prepare_process()
    app = QApplication(sys.argv[:1])
    if Settings(paths.settings_file).stays_in_tray and ring(paths, folder):
        return 0
    application = Application(app, Parts(paths, options_from(options)))
    keep_log(paths.log_dir)
    catcher = ErrorCatcher(paths.log_dir, application)
    catcher.install()
    collector = Collector(application)
    collector.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        # It asks nothing, as quitting would: nobody may be there to answer. Python hears it with the collector's round.
        signal.signal(number, lambda *_: app.exit())
    if getattr(options, "background", False):
        application.start_in_background()
    else:
        application.start(folder)
    code = app.exec()
    collector.stop()
    application.end()
    catcher.remove()
    if not application.ended_in_time or threading.active_count() > 1:
        # A thread that waits for a disk that does not answer must not keep the program from ending.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
