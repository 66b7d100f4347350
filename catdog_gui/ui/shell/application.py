"""The application: builds everything, without running it, so that tests can."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from catdog_gui.paths import Paths
from catdog_gui.pictures.malloc_tuning import tune_malloc
from catdog_gui.ui.common.gc_timer import GcTimer
from catdog_gui.ui.common.log_file import setup_logging
from catdog_gui.ui.common.resources import app_icon
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.tasks import close_all
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.translation import Translator
from catdog_gui.ui.retraining.service import RetrainService
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.shell.error_dialog import ExceptionHook
from catdog_gui.ui.shell.main_window import MainWindow
from catdog_gui.ui.shell.single_instance import Activation, SingleInstance, activate_running, is_running
from catdog_gui.ui.shell.taskbar_progress import TaskbarProgress
from catdog_gui.ui.shell.tray import Tray
from catdog_gui.ui.sorting.service import SortService
from catdog_gui.ui.watching.folder_sync import FolderSync
from catdog_gui.ui.watching.service import WatchService
from catdog_gui.watching.models import Sorted

_CLOSE_SECONDS = 1.6
_MIN_CLOSE_SECONDS = 0.1
# By default a thread holds the interpreter for 5 ms at a time, which makes scrolling jerky.
_SWITCH_SECONDS = 0.001


class Application(QObject):
    """One window on one session. To change the language, the window is built again."""

    def __init__(self, app: QApplication, backend: Backend) -> None:
        super().__init__(app)
        self._app = app
        self._single_instance = SingleInstance(backend.paths, self)
        self._single_instance.listen()
        app.setApplicationName("catdog")
        app.setDesktopFileName("catdog")
        app.setWindowIcon(app_icon())
        self.settings = Settings(backend.paths.settings_file)
        self._translator = Translator(app)
        self._translator.set_language(self.settings.language)
        self.theme = Theme(app, self.settings.appearance)
        self.session = FolderSession(backend, self.settings, self)
        self.session.pictures.set_order(Order(self.settings.order))
        self.sort_service = SortService(self.session, self)
        self.retrain_service = RetrainService(self.session, self)
        self.watch_service = WatchService(self.session, self)
        self._folder_sync = FolderSync(self.session, self.watch_service, self.sort_service, self)
        self._taskbar = TaskbarProgress(self.session, self)
        self.window = self._build_window()
        self.tray = self._build_tray()
        self._single_instance.activated.connect(self._on_activated)
        # The last window may be closed while folders are watched from the tray.
        app.setQuitOnLastWindowClosed(False)
        self._closed = False
        self._is_quitting = False
        self.ended_in_time = True

    def _build_window(self) -> MainWindow:
        window = MainWindow(
            self.session,
            self.sort_service,
            self.retrain_service,
            self.watch_service,
            self.theme,
            self._is_staying_in_tray,
        )
        window.closed.connect(self._on_window_closed)
        window.quit_requested.connect(self.quit)
        window.language_changed.connect(self._on_language_changed)
        window.retrain_controller.retraining_ended.connect(self._on_retraining_ended)
        if not self.settings.geometry.isEmpty():
            window.restoreGeometry(self.settings.geometry)
        else:
            window.resize(1280, 800)
        return window

    def _build_tray(self) -> Tray:
        tray = Tray(self.watch_service, self.theme, self)
        tray.open_requested.connect(self.show_window)
        tray.list_requested.connect(self._show_watched_folders)
        tray.quit_requested.connect(self.quit)
        self.watch_service.pictures_sorted.connect(self._on_pictures_sorted)
        return tray

    def start(self, folder: Path | None) -> None:
        """Shows the window at once; what takes time starts after it is painted."""
        self.show_window()
        self._schedule_start(folder or self._folder_to_reopen())

    def _folder_to_reopen(self) -> Path | None:
        return self.settings.last_folder if self.settings.reopens_last_folder else None

    def start_in_background(self) -> None:
        """Starts in the tray, or minimised if there is no tray or nothing is watched."""
        if not self.tray.is_visible:
            self.window.showMinimized()
        self._schedule_start(None)

    def _schedule_start(self, folder: Path | None) -> None:
        self._first_folder = folder
        QTimer.singleShot(0, self._start_work)

    @Slot()
    def _start_work(self) -> None:
        if self._closed:
            return
        self.session.model.load()
        self.sort_service.recover()
        if self._first_folder is not None:
            self.window.folder_opener.open(self._first_folder)

    @Slot()
    def _on_language_changed(self) -> None:
        self._translator.set_language(self.settings.language)
        old = self.window
        self.settings.geometry = old.saveGeometry()
        settings_view = old.settings_controller.view
        self.window = self._build_window()
        self.window.show()
        if settings_view is not None:
            self.window.settings_controller.reopen(settings_view)
        old.dispose()
        self.watch_service.pictures_sorted.disconnect(self._on_pictures_sorted)
        self.tray.close()
        self.tray.deleteLater()
        self.tray = self._build_tray()

    # The window and the tray.

    @Slot()
    def show_window(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.activateWindow()

    @Slot()
    def _show_watched_folders(self) -> None:
        self.show_window()
        self.window.watch_controller.open_list()

    @Slot(list)
    def _on_pictures_sorted(self, events: list[Sorted]) -> None:
        """Who looks at the window sees it there."""
        if not self.window.isActiveWindow():
            self.tray.notify_sorted(events)

    @Slot(str)
    def _on_retraining_ended(self, outcome: str) -> None:
        """Who looks at the window sees it there."""
        if not self.window.isActiveWindow():
            self.tray.notify_retraining_ended(outcome)

    def _is_staying_in_tray(self) -> bool:
        """Watching, sorting and learning go on in the tray if the user chose that."""
        return not self._is_quitting and self.settings.stays_in_tray and self.tray.is_visible

    @Slot()
    def _on_window_closed(self) -> None:
        if not self._is_staying_in_tray():
            self.close()

    @Slot(object)
    def _on_activated(self, activation: Activation) -> None:
        """The program was started again."""
        if activation.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = activation.token  # from where Qt takes it for Wayland
        self.show_window()
        self.window.raise_()
        if activation.folder is not None:
            self.window.folder_opener.open(activation.folder)

    @Slot()
    def quit(self) -> None:
        """Ends the program, unless the user wants a sort or a retraining to finish first."""
        self._is_quitting = True
        if self.window.is_busy:
            self.show_window()
        if self.window.isVisible():
            self._is_quitting = self.window.close()
        else:
            self.close()

    @Slot()
    def close(self) -> None:
        """Ends everything that runs, within a bounded time; does nothing when called again."""
        if self._closed:
            return
        self._closed = True
        self.sort_service.stop()
        self.retrain_service.cancel()
        self.watch_service.stop()
        self.tray.close()
        self._single_instance.close()
        closes = (self.session.close, self.watch_service.close, self.retrain_service.close)
        if self.session.folder is not None:
            self.settings.last_folder = self.session.folder
        self.ended_in_time = close_all(closes, _CLOSE_SECONDS, _MIN_CLOSE_SECONDS)
        self.settings.save()
        self.window.deleteLater()
        self._app.quit()

    def dispose(self) -> None:
        """Closes after the event loop has ended, and deletes the window, which must not outlive its session."""
        self.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def prepare_process() -> None:
    """Sets up the interpreter and the C library before there is a window."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    tune_malloc()


def run(folder: Path | None, paths: Paths, options: Options, *, in_background: bool) -> int:
    """Opens the window, or only the tray's icon if `in_background`; gives the exit code when the program ends.

    If the program runs already, its window is raised instead.
    """
    prepare_process()
    app = QApplication(sys.argv[:1])
    # Who asks for another model or engine gets a window of their own.
    if options == Options() and (is_running(paths) if in_background else activate_running(paths, folder)):
        return 0
    application = Application(app, Backend(paths, options))
    setup_logging(paths.log_dir)
    exception_hook = ExceptionHook(paths.log_dir, application)
    exception_hook.install()
    gc_timer = GcTimer(application)
    gc_timer.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        # It asks nothing, as nobody may be there to answer. Python handles the signal at the next tick of the GcTimer.
        signal.signal(number, lambda *_: app.exit())
    if in_background:
        application.start_in_background()
    else:
        application.start(folder)
    code = app.exec()
    gc_timer.stop()
    application.dispose()
    exception_hook.remove()
    if not application.ended_in_time or threading.active_count() > 1:
        # A thread that waits for a disk that does not answer must not keep the program from ending.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
