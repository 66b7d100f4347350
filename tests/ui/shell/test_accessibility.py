"""Keyboard, screen readers, large type, dark colours and reduced motion."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend
from ui_pages import WindowPage
from ui_watching import report, watchers

from catdog_gui.paths import Paths
from catdog_gui.ui.common.palette import DARK, LIGHT
from catdog_gui.ui.common.resources import HELP
from catdog_gui.ui.common.settings import Appearance, WatchedFolderSettings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.grid.delegate import LABEL_HEIGHT
from catdog_gui.ui.help.about_dialog import AboutDialog
from catdog_gui.ui.help.guide import read_guide
from catdog_gui.ui.help.guide_window import GuideWindow
from catdog_gui.ui.retraining.releases_dialog import ReleasesDialog
from catdog_gui.ui.session.scan import ScanProgress
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.error_dialog import ErrorDialog
from catdog_gui.ui.sorting.failures_dialog import Failure, FailureDialog
from catdog_gui.ui.sorting.history_dialog import HistoryDialog
from catdog_gui.watching.models import Sorted, Waiting


def _nameless(parent: QWidget) -> list[str]:
    nameless = []
    for widget in parent.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QLabel):
            continue
        inside = widget.window() is not parent.window() or isinstance(widget.parent(), QAbstractScrollArea | QSpinBox)
        if inside or not widget.isVisibleTo(parent):
            continue
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen is None or not seen.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    return nameless


def test_every_control_has_a_name(opened: Application, qtbot: QtBot) -> None:
    window = opened.window
    window.grid.select_row(0)
    assert _nameless(window) == []


def test_every_control_of_the_watched_folders_has_a_name(opened: Application, pets: Path, qtbot: QtBot) -> None:
    window, watches = opened.window, opened.watch_service
    watches.start_watching(WatchedFolderSettings(pets))
    qtbot.waitUntil(lambda: bool(watchers(opened, pets)))
    report(opened, pets, Waiting(pets / "pale0.png", "unsure", {}))
    report(opened, pets, Sorted(pets / "a.png", pets / "cat" / "a.png", "cat", 1))
    page, pending = WindowPage(opened).open_watch_sheet(), WindowPage(opened).pending
    qtbot.waitUntil(lambda: pending.widget.isVisible() and len(page.recent_rows) == 1)
    assert _nameless(window) == []
    sheet = window.watch_sheet
    walked = [sheet.folder_rows.tab_stops[0]]
    walked[0].setFocus()
    while walked[-1] is not page.close:
        qtbot.keyClick(walked[-1], Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
        assert len(walked) < 20
    wanted = [
        *sheet.folder_rows.tab_stops,
        pending.view,
        *pending.answers,
        pending.show_in_folder,
    ]
    assert walked == [*wanted, sheet.recent_list.tab_stops[0], page.settings, page.close]
    window.watch_sheet.close_sheet()
    watches.counted.emit(WatchedFolderSettings(pets), 3)
    assert window.existing_pictures_sheet.is_open
    assert _nameless(window) == []


@pytest.mark.parametrize("kind", ["settings", "history", "failures", "error", "releases", "about", "guide"])
def test_every_control_of_a_dialog_has_a_name(application: Application, kind: str, qtbot: QtBot) -> None:
    window = application.window
    dialog: QDialog = {
        "settings": lambda: SettingsDialog(application.session, application.theme, window),
        "history": lambda: HistoryDialog(window),
        "releases": lambda: ReleasesDialog(application.session, window),
        "failures": lambda: FailureDialog("Failures", [Failure(Path("a"), "b")], window),
        "error": lambda: ErrorDialog("details", Path(), window),
        "about": lambda: AboutDialog(application.session, application.theme, window),
        "guide": lambda: GuideWindow(read_guide(HELP / "en", []), HELP, application.theme, window),
    }[kind]()
    dialog.show()
    assert _nameless(dialog) == []
    dialog.close()


def test_every_control_of_the_retrain_sheet_has_a_name(opened: Application, qtbot: QtBot) -> None:
    opened.session.corrections.correct([0, 12], 1)
    qtbot.waitUntil(lambda: opened.retrain_service.new_corrections == 2)
    WindowPage(opened).open_retrain_sheet(qtbot)
    assert _nameless(opened.window.retrain_sheet) == []


def test_tab_reaches_every_control_in_reading_order(opened: Application, qtbot: QtBot) -> None:
    window, page = opened.window, WindowPage(opened)
    window.grid.select_row(0)
    qtbot.waitExposed(window)
    seen: list[QWidget] = []
    widget: QWidget | None = window.header
    for _ in range(300):
        widget = widget.nextInFocusChain() if widget else None
        if widget is None or widget in seen:
            break
        seen.append(widget)
    wanted = [
        *(page.header.folder, window.decisions, page.threshold.slider, *page.threshold.policies),
        *(window.grid, *page.preview.buttons.values(), page.footer.review, page.footer.sort),
    ]
    places = [seen.index(part) for part in wanted]
    assert places == sorted(places)


def test_focus_can_be_seen_on_the_grid(opened: Application, qtbot: QtBot) -> None:
    grid, page = opened.window.grid, WindowPage(opened)
    grid.select_row(2)
    grid.selectionModel().clearSelection()
    qtbot.waitUntil(lambda: opened.session.thumbnails.get(2) is not None)
    page.header.folder.setFocus()
    page.wait_settled(qtbot)
    without = grid.viewport().grab(grid.visualRect(grid.currentIndex())).toImage()
    grid.setFocus()
    assert grid.viewport().grab(grid.visualRect(grid.currentIndex())).toImage() != without


@pytest.fixture(params=[20, 26], ids=["half as large again", "twice as large"])
def large_type(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """Gives how much larger the type of the desktop is."""
    before = QFont(qapp.font())
    larger = QFont(before)
    larger.setPixelSize(request.param)
    qapp.setFont(larger)
    yield request.param / 13
    qapp.setFont(before)


def test_larger_type_makes_everything_larger(large_type: float, application: Application) -> None:
    theme, delegate = application.theme, application.window.grid.itemDelegate()
    assert theme.font(13).pixelSize() == round(13 * large_type)
    assert delegate.label_height == round(LABEL_HEIGHT * large_type)


def _overlapping(parent: QWidget) -> list[str]:
    shown = [child for child in parent.children() if isinstance(child, QWidget) and not child.isHidden()]
    pairs = ((one, other) for place, one in enumerate(shown) for other in shown[:place])
    return [f"{one} {other}" for one, other in pairs if one.geometry().intersects(other.geometry())]


def _squeezed(column: QWidget) -> list[str]:
    """What has less room than it needs, or reaches over the edge of the column that it is in."""
    squeezed = []
    for widget in column.findChildren(QWidget):
        if not widget.isVisibleTo(column) or not isinstance(widget, QLabel | QAbstractButton | QSlider):
            continue
        least = QSize(0, widget.heightForWidth(widget.width())) if widget.hasHeightForWidth() else widget.sizeHint()
        # Names of folders and decisions that are very long are shortened, and their tool tip has the rest.
        inside = column.rect().contains(QRect(widget.mapTo(column, QPoint()), widget.size()))
        if widget.height() < least.height() or widget.width() < min(least.width(), 160) or not inside:
            squeezed.append(f"{widget} {widget.size().toTuple()} < {least.toTuple()}")
    return squeezed


def _wait_until_it_fits(column: QWidget, qtbot: QtBot) -> None:
    """Qt lays out again in later events, once a text has grown."""

    def fits() -> None:
        assert _overlapping(column) == []
        assert _squeezed(column) == []

    qtbot.waitUntil(fits)


@pytest.mark.parametrize("size", [(1280, 700), (960, 680)])
def test_larger_type_still_fits(
    large_type: float, qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot, size: tuple[int, int]
) -> None:
    application = Application(qapp, FakeBackend(paths))
    window, page = application.window, WindowPage(application)
    window.resize(*size)
    with qtbot.waitSignal(application.session.scan_ended):
        application.start(pets)
    window.grid.select_row(0)
    page.wait_settled(qtbot)
    assert application.theme.scale == pytest.approx(large_type)
    sidebar = window.decisions.parentWidget()
    for column in (sidebar, window.preview):
        _wait_until_it_fits(column, qtbot)
        assert column.width() == column.parentWidget().width(), "nothing hides behind the edge"
    assert window.threshold.geometry().bottom() <= sidebar.height()
    assert window.grid.viewport().width() >= window.grid.side, "at least one picture is seen whole"
    sheet, sort_page = window.sort_sheet, page.open_sort_sheet(qtbot)
    _wait_until_it_fits(sort_page.content, qtbot)
    assert sheet.rect().contains(QRect(sort_page.sort.mapTo(sheet, QPoint()), sort_page.sort.size()))
    sheet.close_sheet()
    window.footer.show_skipped(3)
    page.wait_settled(qtbot)
    _wait_until_it_fits(page.footer.ready_page, qtbot)
    settings = SettingsDialog(application.session, application.theme, window)
    settings.show()
    assert settings.height() <= settings.screen().availableSize().height()
    settings.close()
    application.close()
    application.deleteLater()
    qapp.processEvents()


def test_dark_and_light(application: Application, qapp: QApplication) -> None:
    theme = application.theme
    theme.set_appearance(Appearance.DARK)
    assert theme.colours is DARK
    assert qapp.palette().window().color().name() == DARK.window
    theme.set_appearance(Appearance.LIGHT)
    assert theme.colours is LIGHT
    theme.set_appearance(Appearance.SYSTEM)


def test_the_shortcut_overlay_shows_every_key_and_closes_on_any(opened: Application, qtbot: QtBot) -> None:
    window = opened.window
    lines = [line for group in window.window_actions.shortcut_groups() for line in group.shortcuts]
    keys = [key for key, _ in lines]
    assert {"C", "D", "B", "N", "U", "Space", "F1", "?", "Ctrl+Z", "Ctrl+Shift+Z"} <= set(keys)
    assert all(key and what for key, what in lines)
    in_window = [
        key
        for group in window.window_actions.shortcut_groups()
        if group.heading != "Large picture"
        for key, _ in group.shortcuts
    ]
    assert len(in_window) == len(set(in_window))
    shortcuts = {key.toString() for action in window.actions() + window.grid.actions() for key in action.shortcuts()}
    assert set(in_window) - shortcuts == {"←↑↓→", "Shift+←↑↓→"}, "every key that is shown works"
    window.help_controller.show_shortcuts()
    overlay = QApplication.focusWidget() or window.centralWidget().findChildren(QWidget)[-1]
    qtbot.keyClick(overlay, Qt.Key.Key_A)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_nothing_is_animated_under_reduced_motion(
    opened: Application, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Theme, "has_animations", property(lambda _theme: False))
    window, page = opened.window, WindowPage(opened)
    page.open_sort_sheet(qtbot)
    place = page.sort_sheet.card.pos()
    window.sort_sheet.fit_to_parent()
    assert page.sort_sheet.card.pos() == place
    window.sort_sheet.close_sheet()
    qtbot.waitUntil(lambda: opened.session.thumbnails.get(0) is not None)
    arrived = replace(opened.session.thumbnails.get(0), created=time.monotonic() + 60)
    tile = window.grid.visualRect(window.grid.model().index(0))
    before = window.grid.viewport().grab(tile).toImage()
    monkeypatch.setattr(opened.session.thumbnails, "get", lambda _row: arrived)
    assert window.grid.viewport().grab(tile).toImage() == before, "a picture that has just come does not fade in"
    window.footer.show_scan(ScanProgress(is_finding=True))
    assert page.footer.bar.maximum() > 0, "a bar without an end runs to and fro"
