"""Brings the real window into every state, one after the other, for `states.py` to take pictures of.

Every state is a generator function: it yields once the state is there, and is resumed to leave it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from animals import write_pictures
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollBar,
    QToolButton,
    QWidget,
)

from catdog_gui.paths import Paths
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter
from catdog_gui.ui.session.scan import ScanProgress
from catdog_gui.ui.shell.application import Application
from catdog_gui.watching.models import Existing

TIMEOUT_SECONDS = 60
_Widget = TypeVar("_Widget", bound=QWidget)
_CALM_SECONDS = 0.35
_CORRECTED = 8
_WATCHED = 7
_LONG_NOTICE = (
    "The disk “Holiday pictures” is no longer there. Pictures that were on it are not sorted until it is back."
)


class Tour:
    """One window, and a folder of drawn animals, two of them twice, with a file that is no picture."""

    def __init__(self, app: QApplication, scratch: Path) -> None:
        self.app = app
        self.pictures = scratch / "Pictures" / "2019"
        self.arrivals = scratch / "Downloads"
        write_pictures(self.pictures)
        names = sorted(file.name for file in self.pictures.iterdir())
        self.arrivals.mkdir()
        for name in names[:_WATCHED]:
            shutil.copy2(self.pictures / name, self.arrivals / f"new-{name}")
        for name in names[:2]:
            shutil.copy2(self.pictures / name, self.pictures / f"{Path(name).stem}-copy.jpg")
        (self.pictures / "IMG_2040.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
        (self.pictures / f"{Path(names[0]).stem}.xmp").write_text("about a cat")
        self.application = Application(app, Backend(Paths.at(scratch / "home"), Options()))
        self.session = self.application.session

    def wait(self, done: Callable[[], bool], seconds: float = TIMEOUT_SECONDS) -> None:
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:
            self.app.processEvents()
            # No event loop runs that would do it.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            time.sleep(0.005)

    def settle(self) -> None:
        """Until thumbnails have faded in and sheets have slid."""
        self.wait(lambda: False, _CALM_SECONDS)

    def open_folder(self) -> None:
        self.application.window.folder_opener.open(self.pictures)
        self.wait(lambda: len(self.session.pictures.table) > 0 and not self.session.is_scanning)

    def code(self, name: str) -> int:
        return self.session.pictures.table.labels.names.index(name)


def child(parent: QWidget, kind: type[_Widget], name: str) -> _Widget:
    found = parent.findChild(kind, name)
    assert found is not None, f"{parent} has no {name}"
    return found


def first_run(_tour: Tour) -> Iterator[None]:
    yield


def start_page(tour: Tour) -> Iterator[None]:
    tour.session.settings.add_recent(tour.pictures, 2000)
    tour.session.settings.add_recent(tour.arrivals, 38)
    tour.application.window.start_page.refresh()
    yield


def grid(tour: Tour) -> Iterator[None]:
    tour.open_folder()
    yield


def scanning(tour: Tour) -> Iterator[None]:
    tour.application.window.footer.show_scan(ScanProgress(2000, 1204, 231.0))
    yield
    tour.application.window.sort_controller.refresh()


def _filtered(picture_filter: Callable[[Tour], Filter]) -> Callable[[Tour], Iterator[None]]:
    def state(tour: Tour) -> Iterator[None]:
        tour.session.pictures.set_filter(picture_filter(tour))
        yield
        tour.session.pictures.set_filter(EVERYTHING)

    return state


def find_bar(tour: Tour) -> Iterator[None]:
    bar = tour.application.window.find_bar
    bar.open_bar()
    child(bar, QLineEdit, "find").setText("204")
    yield
    bar.close_bar()


def stacks(tour: Tour) -> Iterator[None]:
    tour.session.stacking.toggle()
    tour.wait(lambda: not tour.session.background.is_busy)
    yield
    tour.session.stacking.toggle()


def loupe(tour: Tour) -> Iterator[None]:
    controller = tour.application.window.loupe_controller
    controller.open()
    yield
    controller.close()


def review(tour: Tour) -> Iterator[None]:
    controller = tour.application.window.loupe_controller
    controller.review()
    yield
    controller.close()


def context_menu(tour: Tour) -> Iterator[None]:
    grid_view = tour.application.window.grid
    grid_view.customContextMenuRequested.emit(grid_view.visualRect(grid_view.currentIndex()).center())
    yield from _open_popup(tour)


def folder_menu(tour: Tour) -> Iterator[None]:
    yield from _menu_of(tour, "folder")


def overflow_menu(tour: Tour) -> Iterator[None]:
    yield from _menu_of(tour, "more")


def _menu_of(tour: Tour, name: str) -> Iterator[None]:
    button = child(tour.application.window.header, QToolButton, name)
    menu = button.menu() if button.isVisible() else None
    if isinstance(menu, QMenu):
        menu.aboutToShow.emit()
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        yield from _open_popup(tour)


def order_list(tour: Tour) -> Iterator[None]:
    box = child(tour.application.window.header, QComboBox, "order")
    if box.isVisible():
        box.showPopup()
        yield
        box.hidePopup()


def _open_popup(tour: Tour) -> Iterator[None]:
    yield
    popup = tour.app.activePopupWidget()
    if popup is not None:
        popup.close()


def rename_sheet(tour: Tour) -> Iterator[None]:
    window = tour.application.window
    window.rename_controller.open_sheet()
    tour.wait(lambda: window.rename_sheet.is_open, 5)
    child(window.rename_sheet, QLineEdit, "name").setText("IMG_2042")
    yield
    window.rename_sheet.close_sheet()


def sort_sheet(tour: Tour) -> Iterator[None]:
    yield from _sort_sheet(tour, "move")


def sort_sheet_keywords(tour: Tour) -> Iterator[None]:
    yield from _sort_sheet(tour, "keywords")


def sort_sheet_problem(tour: Tour) -> Iterator[None]:
    sheet = tour.application.window.sort_sheet
    for _ in _sort_sheet(tour, "move"):
        child(sheet, QLineEdit, "folder_cat").setText("a/b")
        child(sheet, QAbstractButton, "switch_unsure").click()
        yield
        child(sheet, QAbstractButton, "switch_unsure").click()
        child(sheet, QLineEdit, "folder_cat").setText("")


def _sort_sheet(tour: Tour, mode: str) -> Iterator[None]:
    sheet = tour.application.window.sort_sheet
    tour.application.window.sort_controller.open_sheet()
    child(sheet, QAbstractButton, mode).click()
    tour.wait(lambda: not tour.session.file_tasks.is_busy)
    yield
    child(sheet, QAbstractButton, "move").click()
    tour.wait(lambda: not tour.session.file_tasks.is_busy)
    sheet.close_sheet()


def corrected(tour: Tour) -> Iterator[None]:
    cats = [row for row in range(_CORRECTED) if tour.session.pictures.table.name(row) != "IMG_2040.jpg"]
    tour.session.corrections.correct(cats, tour.code("cat"))
    tour.wait(lambda: not tour.session.file_tasks.is_busy)
    tour.session.pictures.set_filter(CORRECTED)
    yield
    tour.session.pictures.set_filter(EVERYTHING)


def settings_top(tour: Tour) -> Iterator[None]:
    yield from _settings(tour, 0.0)


def settings_middle(tour: Tour) -> Iterator[None]:
    yield from _settings(tour, 0.5)


def settings_end(tour: Tour) -> Iterator[None]:
    yield from _settings(tour, 1.0)


def settings_language(tour: Tour) -> Iterator[None]:
    for _ in _settings(tour, 0.0):
        box = child(_dialog(tour), QComboBox, "language")
        box.showPopup()
        yield
        box.hidePopup()


def _settings(tour: Tour, share: float) -> Iterator[None]:
    tour.application.window.settings_controller.open()
    tour.settle()
    dialog = _dialog(tour)
    for bar in dialog.findChildren(QScrollBar):
        bar.setValue(round(share * bar.maximum()))
    yield
    dialog.close()


def _dialog(tour: Tour) -> QDialog:
    return next(each for each in tour.application.window.findChildren(QDialog) if each.isVisible())


def failures(tour: Tour) -> Iterator[None]:
    tour.application.window.sort_controller.show_unreadable()
    yield
    _dialog(tour).close()


def keys(tour: Tour) -> Iterator[None]:
    tour.application.window.show_shortcuts()
    yield
    overlay = child(tour.application.window, QWidget, "shortcuts")
    overlay.close()


def watched_empty(tour: Tour) -> Iterator[None]:
    yield from _watch_sheet(tour)


def watched_folders(tour: Tour) -> Iterator[None]:
    service = tour.application.watch_service
    service.start_watching(WatchedFolderSettings(tour.arrivals), Existing.SORT)
    tour.wait(lambda: len(service.recent) + service.pending_count >= _WATCHED, 30)
    yield from _watch_sheet(tour)
    service.stop_watching(tour.arrivals)


def _watch_sheet(tour: Tour) -> Iterator[None]:
    tour.application.window.watch_controller.open_list()
    yield
    tour.application.window.watch_sheet.close_sheet()


def watch_question(tour: Tour) -> Iterator[None]:
    sheet = tour.application.window.existing_pictures_sheet
    sheet.ask(WatchedFolderSettings(tour.arrivals, recursive=True), 1602)
    yield
    sheet.close_sheet()


def retrain_examples(tour: Tour) -> Iterator[None]:
    window = tour.application.window
    window.retrain_controller.open_sheet()
    tour.wait(lambda: _primary(window.retrain_sheet).isEnabled(), 20)
    tour.wait(lambda: not tour.session.background.is_busy and not tour.session.file_tasks.is_busy, 20)
    yield


def retrain_progress(tour: Tour) -> Iterator[None]:
    window, service = tour.application.window, tour.application.retrain_service
    _primary(window.retrain_sheet).click()
    tour.wait(lambda: len(service.received_events) > 2, 20)
    yield
    tour.wait(lambda: not service.is_busy, 120)


def retrain_result(tour: Tour) -> Iterator[None]:
    yield
    tour.application.window.retrain_sheet.close_sheet()


def releases(tour: Tour) -> Iterator[None]:
    tour.application.window.retrain_controller.open_releases()
    tour.settle()
    yield
    _dialog(tour).close()


def _primary(sheet: Sheet) -> QAbstractButton:
    return child(sheet, QAbstractButton, "primary")


def sorted_bar(tour: Tour) -> Iterator[None]:
    window, service = tour.application.window, tour.application.sort_service
    window.sort_controller.open_sheet()
    tour.wait(lambda: child(window.sort_sheet, QWidget, "sort").isEnabled(), 20)
    window.sort_sheet.accept()
    tour.wait(lambda: not service.is_busy and window.report_bar.isVisible(), 20)
    yield


def several_bars(tour: Tour) -> Iterator[None]:
    tour.application.window.notice_bar.show_message(_LONG_NOTICE)
    yield


def bars_menu(tour: Tour) -> Iterator[None]:
    more = child(tour.application.window.bars, QPushButton, "more")
    if more.isVisible():
        more.menu().aboutToShow.emit()
        more.menu().popup(more.mapToGlobal(more.rect().topLeft()))
        yield from _open_popup(tour)


def history(tour: Tour) -> Iterator[None]:
    tour.application.window.sort_controller.open_history()
    tour.wait(lambda: not tour.session.file_tasks.is_busy and not tour.session.background.is_busy)
    yield
    _dialog(tour).close()


STATES: dict[str, Callable[[Tour], Iterator[None]]] = {
    "first run": first_run,
    "start page": start_page,
    "grid": grid,
    "scanning": scanning,
    "cats": _filtered(lambda tour: Filter(tour.code("cat"))),
    "unsure": _filtered(lambda tour: Filter(tour.code("unsure"))),
    "neither": _filtered(lambda tour: Filter(tour.code("neither"))),
    "both, none": _filtered(lambda tour: Filter(tour.code("both"))),
    "find bar": find_bar,
    "stacks": stacks,
    "loupe": loupe,
    "review": review,
    "context menu": context_menu,
    "folder menu": folder_menu,
    "overflow menu": overflow_menu,
    "order list": order_list,
    "rename": rename_sheet,
    "sort sheet": sort_sheet,
    "keywords": sort_sheet_keywords,
    "wrong folder name": sort_sheet_problem,
    "settings, top": settings_top,
    "settings, middle": settings_middle,
    "settings, end": settings_end,
    "list of languages": settings_language,
    "failures": failures,
    "keys": keys,
    "nothing watched": watched_empty,
    "question before watching": watch_question,
    "watched": watched_folders,
    "corrected": corrected,
    "examples": retrain_examples,
    "retraining": retrain_progress,
    "result": retrain_result,
    "models": releases,
    "sorted": sorted_bar,
    "several bars": several_bars,
    "menu of bars": bars_menu,
    "history": history,
}
