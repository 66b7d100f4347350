"""For those who use keys or a screen reader."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QPixmap
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

from catdog_gui.paths import Paths
from catdog_gui.ui.common.palette import DARK, LIGHT
from catdog_gui.ui.common.settings import Appearance, WatchedFolderSettings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import Thumbnail
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
    watched = watches.folders[0]
    watches._on_watcher_event(watched, Waiting(pets / "pale0.png", "unsure", {}))
    watches._on_watcher_event(watched, Sorted(pets / "a.png", pets / "cat" / "a.png", "cat", 1))
    window.watch_controller.open_list()
    qtbot.waitUntil(
        lambda: window.watch_sheet.pending_strip.isVisible() and window.watch_sheet.recent_list._rows[0].isVisible()
    )
    assert _nameless(window) == []
    sheet = window.watch_sheet
    walked = [sheet.folder_rows.tab_stops[0]]
    walked[0].setFocus()
    while walked[-1] is not sheet._close:
        qtbot.keyClick(walked[-1], Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
        assert len(walked) < 20
    wanted = [
        *sheet.folder_rows.tab_stops,
        sheet.pending_strip._view,
        *sheet.pending_strip._label_buttons,
        sheet.pending_strip._show_in_folder,
    ]
    assert walked == [*wanted, sheet.recent_list.tab_stops[0], sheet._settings, sheet._close]
    window.watch_sheet.close_sheet()
    watches.counted.emit(WatchedFolderSettings(pets), 3)
    assert window.existing_pictures_sheet.is_open
    assert _nameless(window) == []


@pytest.mark.parametrize("kind", ["settings", "history", "failures", "error", "releases"])
def test_every_control_of_a_dialog_has_a_name(application: Application, kind: str, qtbot: QtBot) -> None:
    window = application.window
    dialog: QDialog = {
        "settings": lambda: SettingsDialog(application.session, application.theme, window),
        "history": lambda: HistoryDialog(window),
        "releases": lambda: ReleasesDialog(application.session, window),
        "failures": lambda: FailureDialog("Failures", [Failure(Path("a"), "b")], window),
        "error": lambda: ErrorDialog("details", Path(), window),
    }[kind]()
    dialog.show()
    assert _nameless(dialog) == []
    dialog.close()


def test_every_control_of_the_retrain_sheet_has_a_name(opened: Application, qtbot: QtBot) -> None:
    opened.session.corrections.correct([0, 12], 1)
    qtbot.waitUntil(lambda: opened.retrain_service.new_corrections == 2)
    opened.window.retrain_controller.open_sheet()
    qtbot.waitUntil(opened.window.retrain_sheet._primary_button.isEnabled)
    assert _nameless(opened.window.retrain_sheet) == []


def test_tab_reaches_everything_in_an_order_that_makes_sense(opened: Application, qtbot: QtBot) -> None:
    window = opened.window
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
        *(window.header._folder, window.decisions, window.threshold._slider, *window.threshold._policy_buttons.buttons),
        *(window.grid, *window.preview._label_buttons.buttons, window.footer._review, window.footer._sort),
    ]
    places = [seen.index(part) for part in wanted]
    assert places == sorted(places)


def test_focus_can_be_seen_on_the_grid(opened: Application, qtbot: QtBot) -> None:
    window, grid = opened.window, opened.window.grid
    grid.select_row(2)
    grid.selectionModel().clearSelection()
    qtbot.wait(200)
    window.header._folder.setFocus()
    qtbot.wait(20)
    without = grid.viewport().grab(grid.visualRect(grid.currentIndex())).toImage()
    grid.setFocus()
    qtbot.wait(20)
    assert grid.viewport().grab(grid.visualRect(grid.currentIndex())).toImage() != without


def test_larger_type_makes_everything_larger(application: Application, qapp: QApplication) -> None:
    theme = application.theme
    tile = application.window.grid._delegate.label_height
    theme.scale = 1.5
    theme._fonts.clear()
    assert theme.font(13).pixelSize() == 20
    assert application.window.grid._delegate.label_height > tile


@pytest.fixture(params=[20, 26], ids=["half as large again", "twice as large"])
def large_type(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """Gives how much larger the type of the desktop is."""
    before = QFont(qapp.font())
    larger = QFont(before)
    larger.setPixelSize(request.param)
    qapp.setFont(larger)
    yield request.param / 13
    qapp.setFont(before)


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


@pytest.mark.parametrize("size", [(1280, 700), (960, 680)])
def test_larger_type_still_fits(
    large_type: float, qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot, size: tuple[int, int]
) -> None:
    application = Application(qapp, FakeBackend(paths))
    window = application.window
    window.resize(*size)
    with qtbot.waitSignal(application.session.scan_ended):
        application.start(pets)
    window.grid.select_row(0)
    qtbot.wait(300)
    assert application.theme.scale == pytest.approx(large_type)
    sidebar = window.decisions.parentWidget()
    for column in (sidebar, window.preview):
        assert _overlapping(column) == []
        assert _squeezed(column) == []
        assert column.width() == column.parentWidget().width(), "nothing hides behind the edge"
    assert window.threshold.geometry().bottom() <= sidebar.height()
    assert window.grid.viewport().width() >= window.grid.side, "at least one picture is seen whole"
    sheet = window.sort_sheet
    window.sort_controller.open_sheet()
    qtbot.waitUntil(sheet._sort.isEnabled)
    assert _squeezed(sheet._card) == []
    assert sheet.rect().contains(QRect(sheet._sort.mapTo(sheet, QPoint()), sheet._sort.size()))
    sheet.close_sheet()
    window.footer.show_skipped(3)
    qtbot.wait(20)
    assert _squeezed(window.footer._ready_page) == []
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


def test_the_overlay_shows_every_key_and_goes_with_any(opened: Application, qtbot: QtBot) -> None:
    window = opened.window
    lines = [line for group in window.window_actions.shortcut_groups() for line in group.shortcuts]
    keys = [key for key, _ in lines]
    assert {"C", "D", "B", "N", "U", "Space", "F1", "Ctrl+Z", "Ctrl+Shift+Z"} <= set(keys)
    assert all(key and what for key, what in lines)
    in_window = [
        key
        for group in window.window_actions.shortcut_groups()
        if group.heading != "Full screen"
        for key, _ in group.shortcuts
    ]
    assert len(in_window) == len(set(in_window))
    shortcuts = {key.toString() for action in window.actions() + window.grid.actions() for key in action.shortcuts()}
    assert set(in_window) - shortcuts == {"←↑↓→", "Shift+←↑↓→"}, "every key that is shown works"
    window.show_shortcuts()
    overlay = QApplication.focusWidget() or window.centralWidget().findChildren(QWidget)[-1]
    qtbot.keyClick(overlay, Qt.Key.Key_A)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_nothing_moves_where_less_motion_is_asked_for(
    opened: Application, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Theme, "has_animations", property(lambda _theme: False))
    window = opened.window
    window.sort_controller.open_sheet()
    assert window.sort_sheet._card.pos() == window.sort_sheet._card_position()
    window.sort_sheet.close_sheet()
    just_come = Thumbnail(QPixmap(4, 4), 4, time.monotonic())
    assert window.grid._delegate._opacity(just_come) == 1
    window.footer.show_scan(ScanProgress(is_finding=True))
    assert window.footer._bar.maximum() > 0, "a bar without an end runs to and fro"
