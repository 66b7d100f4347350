"""The window as its user meets it. Tests find widgets here, by name or by what stands on them, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar, overload

from PySide6.QtCore import (
    QAbstractAnimation,
    QAbstractItemModel,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QAction, QColor, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSystemTrayIcon,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catdog_gui.ui.bars.bar import Bar
from catdog_gui.ui.common.widgets.badge_button import BadgeButton
from catdog_gui.ui.common.widgets.label_buttons import LabelButton
from catdog_gui.ui.common.widgets.switch import Switch
from catdog_gui.ui.help.about_dialog import AboutDialog
from catdog_gui.ui.help.first_steps import FirstSteps
from catdog_gui.ui.help.guide_window import GuideWindow
from catdog_gui.ui.help.licences_dialog import LicencesDialog
from catdog_gui.ui.help.page_view import PageView
from catdog_gui.ui.loupe.key_bar import KeyButton
from catdog_gui.ui.loupe.picture_viewport import PictureViewport
from catdog_gui.ui.loupe.screen import LoupeScreen
from catdog_gui.ui.preview.picture_view import PictureView
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.retraining.tile_model import Role, Tile
from catdog_gui.ui.retraining.tile_view import TileView
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.error_dialog import ErrorDialog
from catdog_gui.ui.sidebar.histogram_slider import HistogramSlider
from catdog_gui.ui.sorting.failures_dialog import FailureDialog
from catdog_gui.ui.sorting.folder_fields import FolderFields
from catdog_gui.ui.sorting.history_dialog import HistoryDialog
from catdog_gui.ui.sorting.skipped_files import SkippedFiles
from catdog_gui.ui.watching.folder_rows import FolderRow
from catdog_gui.ui.watching.options import WatchOptions
from catdog_gui.ui.watching.recent_list import RecentRow

_Kind = TypeVar("_Kind", bound=QObject)
_STEP = 4
_Widget = TypeVar("_Widget", bound=QWidget)


def find(parent: QObject, kind: type[_Kind], name: str = "") -> _Kind:
    """The only child of a kind, or the one with an object name."""
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, f"{parent} has no {kind.__name__} {name}"
    return found


def button(parent: QWidget, text: str) -> QAbstractButton:
    """The button that shows this text."""
    found = [each for each in parent.findChildren(QAbstractButton) if each.text() == text]
    assert found, f"{parent} has no button {text!r}"
    return found[0]


def combo(parent: QWidget, name: str) -> QComboBox:
    """The list that a screen reader calls by this name."""
    return next(each for each in parent.findChildren(QComboBox) if each.accessibleName() == name)


def choose(box: QComboBox, index: int) -> None:
    """Chooses an entry, as a click on it does."""
    box.setCurrentIndex(index)
    box.activated.emit(index)


def texts(parent: QWidget) -> list[str]:
    """What can be read on labels and buttons, in the order of their making."""
    shown = [each for each in parent.findChildren(QWidget) if isinstance(each, QLabel | QAbstractButton)]
    return [each.text() for each in shown if each.isVisibleTo(parent) and each.text()]


def column(model: QAbstractItemModel, number: int) -> list[str]:
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def drop(target: QWidget, *files: Path) -> None:
    """Drops files or folders from another program."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    drop_data(target, data)


def drop_data(target: QWidget, data: QMimeData) -> None:
    button_, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, data, button_, keys))


def wait_settled(parent: QObject, qtbot: QtBot) -> None:
    """Until everything is laid out, and no timer or animation is running."""

    def is_settled() -> bool:
        QApplication.processEvents()
        timers = parent.findChildren(QTimer)
        animations = parent.findChildren(QAbstractAnimation)
        running = QAbstractAnimation.State.Running
        return not any(each.isActive() for each in timers) and not any(each.state() is running for each in animations)

    qtbot.waitUntil(is_settled)


class Child(Generic[_Widget]):
    """A widget of a page; its object name is that of the attribute."""

    def __init__(self, kind: type[_Widget], name: str | None = None) -> None:
        """With `name` "" it is the only one of its kind."""
        self._kind = kind
        self._name = name

    def __set_name__(self, _owner: type, name: str) -> None:
        if self._name is None:
            self._name = name

    @overload
    def __get__(self, page: None, owner: type) -> Child[_Widget]: ...

    @overload
    def __get__(self, page: Page, owner: type) -> _Widget: ...

    def __get__(self, page: Page | None, owner: type) -> _Widget | Child[_Widget]:
        return self if page is None else find(page.widget, self._kind, self._name or "")


class Page:
    """A part of the window."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget

    @property
    def texts(self) -> list[str]:
        return texts(self.widget)

    @property
    def button_texts(self) -> list[str]:
        """Of the buttons that are offered now."""
        buttons = self.widget.findChildren(QPushButton)
        return [each.text() for each in buttons if each.isVisibleTo(self.widget)]


class HeaderPage(Page):
    folder = Child(QToolButton)
    help = Child(QToolButton)
    recursive = Child(QCheckBox)
    order = Child(QComboBox)
    watch = Child(Switch)
    watched = Child(BadgeButton)
    retrain = Child(BadgeButton)

    def recent_folders(self) -> list[QAction]:
        """What the menu of the folder offers, once it is opened."""
        menu = self.folder.menu()
        menu.aboutToShow.emit()
        return [each for each in menu.actions() if each.data()]


class RecentFoldersPage(Page):
    def recent(self, folder: Path) -> QPushButton:
        """The button of a folder that was opened lately."""
        buttons = self.widget.findChildren(QPushButton)
        return next(each for each in buttons if each.property("folder") == folder)


class FooterPage(Page):
    ready_page = Child(QWidget)
    bar = Child(QProgressBar)
    message = Child(QLabel)
    state = Child(QLabel)
    review = Child(QPushButton)
    failed = Child(QPushButton)
    sort = Child(QPushButton)
    cancel = Child(QPushButton)

    def let_message_expire(self) -> None:
        find(self.widget, QTimer).timeout.emit()


class ReportBarPage(Page):
    text = Child(QLabel)
    undo = Child(QPushButton)
    show_in_folder = Child(QPushButton)
    failures = Child(QPushButton)


class BarsPage(Page):
    more = Child(QPushButton)
    close = Child(QPushButton)

    @property
    def shown(self) -> list[str]:
        """What can be read of the bars, without leaving anything out."""
        bars = [each for each in self.widget.findChildren(Bar) if each.isVisible()]
        return [each.text for each in bars]

    def menu_texts(self) -> list[str]:
        """What else happened, and what can be done about it."""
        return [each.text().strip() for each in self._actions()]

    def choose(self, text: str) -> None:
        """The first entry of the menu with this text."""
        next(each for each in self._actions() if each.text().strip() == text).trigger()

    def _actions(self) -> list[QAction]:
        menu = self.more.menu()
        menu.aboutToShow.emit()
        return [each for each in menu.actions() if not each.isSeparator()]


class SheetPage(Page):
    card = Child(QFrame, "sheet")
    content = Child(QWidget, "sheet_content")


class RenameSheetPage(SheetPage):
    title = Child(QLabel)
    name = Child(QLineEdit)
    along = Child(QLabel)
    problem = Child(QLabel)
    rename = Child(QPushButton)


class SortSheetPage(SheetPage):
    title = Child(QLabel)
    skip_count = Child(QLabel)
    keyword_counts = Child(QLabel)
    notes = Child(QLabel)
    move = Child(QRadioButton)
    copy = Child(QRadioButton)
    keywords = Child(QRadioButton)
    change = Child(QPushButton)
    recursive = Child(QCheckBox)
    sort = Child(QPushButton)

    @property
    def counts(self) -> list[str]:
        """Each figure, followed by what it counts."""
        labels = find(self.widget, FolderFields).findChildren(QLabel)
        return [each.text() for each in labels if each.text() and not each.isHidden()]

    def name_field(self, label: str) -> QLineEdit:
        return find(self.widget, QLineEdit, f"folder_{label}")

    def switch(self, label: str) -> QCheckBox:
        """What gives a folder to a label that is no class."""
        return find(self.widget, QCheckBox, f"switch_{label}")

    def problem(self, label: str) -> str:
        """What is said beside the name of a folder."""
        return find(self.widget, QLabel, f"problem_{label}").text()

    @property
    def skipped(self) -> dict[str, list[str]]:
        """The reasons for which files stay, each with its files."""
        view = find(self.widget, SkippedFiles)
        model = view.model()
        reasons = [model.index(row, 0) for row in range(model.rowCount())]
        return {
            reason.data(): [model.index(row, 0, reason).data() for row in range(model.rowCount(reason))]
            for reason in reasons
        }

    def click_reason(self, number: int) -> None:
        view = find(self.widget, SkippedFiles)
        place = view.visualRect(view.model().index(number, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _tiles(parent: QWidget) -> list[Tile]:
    model = find(parent, TileView).model()
    return [model.index(row, 0).data(Role.TILE) for row in range(model.rowCount())]


class ModeChoicePage(Page):
    quick = Child(QRadioButton)
    full = Child(QRadioButton)
    base = Child(QComboBox, "")
    note = Child(QLabel)


class RetrainExamplesPage(Page):
    remove_folders = Child(QPushButton)

    @property
    def tiles(self) -> list[Tile]:
        return _tiles(self.widget)

    @property
    def filters(self) -> list[QPushButton]:
        buttons = self.widget.findChildren(QPushButton)
        return [each for each in buttons if each.property("kind") and not each.isHidden()]

    @property
    def filter_texts(self) -> list[str]:
        return [each.text() for each in self.filters]


class RetrainSheetPage(SheetPage):
    title = Child(QLabel)
    state = Child(QLabel)
    problem = Child(QLabel)
    automatic = Child(QCheckBox)
    primary = Child(QPushButton)

    def __init__(self, sheet: RetrainSheet) -> None:
        super().__init__(sheet)
        self.examples = RetrainExamplesPage(sheet.examples_page)
        self.mode = ModeChoicePage(sheet.examples_page.mode_choice)

    @property
    def text(self) -> str:
        return "\n".join(texts(self.card))


class RetrainResultPage(Page):
    heading = Child(QLabel)
    details = Child(QPushButton)
    details_text = Child(QLabel)

    @property
    def tiles(self) -> list[Tile]:
        return _tiles(self.widget)


class ChangesBarPage(Page):
    show = Child(QPushButton)


class SortedBarPage(Page):
    show = Child(QPushButton)
    undo = Child(QPushButton)


class ExistingPicturesPage(SheetPage):
    text = Child(QLabel)
    sort = Child(QPushButton)
    leave = Child(QPushButton)


class FolderRowPage(Page):
    pause = Child(QPushButton)
    stop = Child(QPushButton)
    state = Child(QLabel)
    message = Child(QLabel)


class RecentRowPage(Page):
    text = Child(QLabel, "")
    undo = Child(QPushButton, "")


class PendingPage(Page):
    view = Child(QListView, "")
    retry = Child(QPushButton)
    show_in_folder = Child(QPushButton)

    @property
    def answers(self) -> list[LabelButton]:
        return [each for each in self.widget.findChildren(LabelButton) if not each.isHidden()]

    @property
    def captions(self) -> list[str]:
        return column(self.view.model(), 0)


class WatchSheetPage(SheetPage):
    events = Child(QWidget)
    settings = Child(QPushButton)
    close = Child(QPushButton)

    @property
    def folder_row(self) -> FolderRowPage:
        """The only watched folder's."""
        return FolderRowPage(find(self.widget, FolderRow))

    @property
    def recent_rows(self) -> list[RecentRowPage]:
        """Those that are shown, newest first."""
        rows = self.widget.findChildren(RecentRow)
        return [RecentRowPage(each) for each in rows if each.isVisibleTo(self.widget)]


class EmptyOverlayPage(Page):
    title = Child(QLabel)
    recursive = Child(QPushButton)
    rescan = Child(QPushButton)
    show_all = Child(QPushButton)


class PreviewPage(Page):
    destination = Child(QLabel)
    name = Child(QLabel)
    picture = Child(PictureView, "")

    @property
    def buttons(self) -> dict[str, LabelButton]:
        """By the key that does the same."""
        buttons = self.widget.findChildren(LabelButton)
        return {each.key.key: each for each in buttons if not each.isHidden()}


class ThresholdPage(Page):
    slider = Child(HistogramSlider, "")
    precision = Child(QLabel)
    counts = Child(QLabel)

    @property
    def policies(self) -> list[QPushButton]:
        """The buttons under the slider, from the left."""
        found = [each for each in self.widget.findChildren(QPushButton) if each.property("stop")]
        return sorted(found, key=lambda each: each.x())


class TablePage(Page):
    """A dialog that lists things, with buttons for them."""

    table = Child(QTableView, "")

    @property
    def row_count(self) -> int:
        return self.table.model().rowCount()

    def row(self, number: int) -> list[str]:
        model = self.table.model()
        return [str(model.index(number, place).data()) for place in range(model.columnCount())]

    def button(self, text: str) -> QAbstractButton:
        return button(self.widget, text)


class HistoryPage(TablePage):
    table = Child(QTableView, "runs")
    files = Child(QTableView)
    search = Child(QLineEdit)
    empty = Child(QLabel)
    undo = Child(QPushButton)
    undo_files = Child(QPushButton)
    show = Child(QPushButton)

    @property
    def file_rows(self) -> list[tuple[str, ...]]:
        """From where, to where, and the state of each file that is shown."""
        model = self.files.model()
        return [
            tuple(str(model.index(row, place).data()) for place in range(model.columnCount()))
            for row in range(model.rowCount())
        ]

    def wait_files(self, count: int, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: self.files.model().rowCount() == count, timeout=10_000)


class FailuresPage(TablePage):
    """The files that could not be read or moved."""


class ReleasesPage(TablePage):
    message = Child(QLabel)


class SettingsPage(Page):
    cache_note = Child(QLabel)
    model_note = Child(QLabel)

    def list(self, name: str) -> QComboBox:
        return combo(self.widget, name)

    def button(self, text: str) -> QAbstractButton:
        return button(self.widget, text)


class FileManagerPage(Page):
    file_managers = Child(QCheckBox)
    file_managers_note = Child(QLabel)


class WatchOptionsPage(Page):
    note = Child(QLabel)

    @property
    def stay_in_tray(self) -> QAbstractButton:
        return button(self.widget, "Stay in the tray when the window is closed")

    @property
    def autostart(self) -> QAbstractButton:
        return button(self.widget, "Start at login")


class GuidePageObject(Page):
    """The window of the guide."""

    search = Child(QLineEdit)
    nothing = Child(QLabel)
    page_list = Child(QListWidget, "guide_pages")
    view = Child(PageView, "")

    @property
    def titles(self) -> list[str]:
        """Of the pages that are listed."""
        return [self.page_list.item(row).text() for row in range(self.page_list.count())]

    @property
    def shown(self) -> str:
        """The name of the page in view."""
        return self.view.page.name if self.view.page else ""

    @property
    def marked(self) -> list[str]:
        """The hits that are marked on the page in view."""
        return [each.cursor.selectedText() for each in self.view.extraSelections()]

    def click_link(self, target: str) -> None:
        self.view.anchorClicked.emit(QUrl(target))


class AboutPage(Page):
    version = Child(QLabel)
    copied_note = Child(QLabel)

    def button(self, text: str) -> QAbstractButton:
        return button(self.widget, text)


class LicencesPage(Page):
    page_list = Child(QListWidget, "guide_pages")
    licence = Child(QLabel)
    text = Child(QPlainTextEdit, "")

    @property
    def names(self) -> list[str]:
        return [self.page_list.item(row).text() for row in range(self.page_list.count())]


class FirstStepsPage(Page):
    close_first_steps = Child(QToolButton)


def error_dialogs() -> list[ErrorDialog]:
    """Those that are open."""
    windows = QApplication.topLevelWidgets()
    return [each for each in windows if isinstance(each, ErrorDialog) and each.isVisible()]


class LoupePage(Page):
    """One picture, large."""

    name = Child(QLabel)
    position = Child(QLabel)
    decision = Child(QLabel)
    zoom = Child(QPushButton)
    picture = Child(PictureViewport, "")

    @property
    def keys(self) -> dict[str, KeyButton]:
        """What is offered below the picture, by key."""
        buttons = self.widget.findChildren(KeyButton)
        return {each.key: each for each in buttons if not each.isHidden()}

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return self.widget.accessibleName()

    def wait_for_picture(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: self.picture.scale is not None)

    def colour_at(self, point: QPoint) -> QColor:
        """Of what is painted at a point of the picture's view."""
        return self.picture.grab(QRect(point, QSize(1, 1))).toImage().pixelColor(0, 0)


class WindowPage:
    """The window that an application has now: another one after its language has changed."""

    def __init__(self, application: Application) -> None:
        self._application = application

    @property
    def header(self) -> HeaderPage:
        return HeaderPage(self._application.window.header)

    @property
    def footer(self) -> FooterPage:
        return FooterPage(self._application.window.footer)

    @property
    def report_bar(self) -> ReportBarPage:
        return ReportBarPage(self._application.window.report_bar)

    @property
    def bars(self) -> BarsPage:
        """The one place for all bars."""
        return BarsPage(self._application.window.bars)

    @property
    def start_page(self) -> RecentFoldersPage:
        return RecentFoldersPage(self._application.window.start_page)

    @property
    def preview(self) -> PreviewPage:
        return PreviewPage(self._application.window.preview)

    @property
    def threshold(self) -> ThresholdPage:
        return ThresholdPage(self._application.window.threshold)

    @property
    def empty_overlay(self) -> EmptyOverlayPage:
        return EmptyOverlayPage(self._application.window.empty_overlay)

    @property
    def changes_bar(self) -> ChangesBarPage:
        return ChangesBarPage(self._application.window.changes_bar)

    @property
    def sorted_bar(self) -> SortedBarPage:
        return SortedBarPage(self._application.window.sorted_bar)

    @property
    def sort_sheet(self) -> SortSheetPage:
        return SortSheetPage(self._application.window.sort_sheet)

    @property
    def retrain_sheet(self) -> RetrainSheetPage:
        return RetrainSheetPage(self._application.window.retrain_sheet)

    @property
    def watch_sheet(self) -> WatchSheetPage:
        return WatchSheetPage(self._application.window.watch_sheet)

    @property
    def pending(self) -> PendingPage:
        return PendingPage(self._application.window.watch_sheet.pending_strip)

    @property
    def existing_pictures(self) -> ExistingPicturesPage:
        return ExistingPicturesPage(self._application.window.existing_pictures_sheet)

    @property
    def watch_options(self) -> WatchOptionsPage:
        return WatchOptionsPage(find(find(self._application.window, SettingsDialog), WatchOptions))

    def wait_settled(self, qtbot: QtBot) -> None:
        """Until what is loaded in the background is shown, and nothing moves any more."""
        qtbot.waitUntil(lambda: not self._application.session.background.is_busy)
        wait_settled(self._application.window, qtbot)

    # What a user does.

    def open_sort_sheet(self, qtbot: QtBot) -> SortSheetPage:
        """Until there is something to sort."""
        self._application.window.sort_controller.open_sheet()
        qtbot.waitUntil(self.sort_sheet.sort.isEnabled)
        return self.sort_sheet

    def sort(self, qtbot: QtBot) -> None:
        """Sorts the open folder, to the end."""
        sheet = self.open_sort_sheet(qtbot)
        with qtbot.waitSignal(self._application.sort_service.finished, timeout=10_000):
            sheet.sort.click()

    def open_retrain_sheet(self, qtbot: QtBot) -> RetrainSheetPage:
        """Until there is something to learn from."""
        self.header.retrain.click()
        qtbot.waitUntil(self.retrain_sheet.primary.isEnabled)
        return self.retrain_sheet

    def open_watch_sheet(self) -> WatchSheetPage:
        self._application.window.watch_controller.open_list()
        return self.watch_sheet

    def switch_watching_on(self, qtbot: QtBot) -> ExistingPicturesPage:
        """Of a folder that has pictures already, about which the window asks."""
        self.header.watch.click()
        qtbot.waitUntil(lambda: self._application.window.existing_pictures_sheet.is_open)
        return self.existing_pictures

    def open_loupe(self, qtbot: QtBot) -> LoupePage:
        """At the current picture of the grid, until it is shown."""
        QTest.keyClick(self._application.window.grid, Qt.Key.Key_Space)
        return self._opened_loupe(qtbot)

    def open_review(self, qtbot: QtBot) -> LoupePage:
        """Until its first picture is shown."""
        QTest.keyClick(self._application.window.grid, Qt.Key.Key_F9)
        return self._opened_loupe(qtbot)

    def _opened_loupe(self, qtbot: QtBot) -> LoupePage:
        page = LoupePage(find(self._application.window, LoupeScreen))
        page.wait_for_picture(qtbot)
        return page

    def open_history(self, qtbot: QtBot) -> HistoryPage:
        """Until the runs are read."""
        self._application.window.sort_controller.open_history()
        page = HistoryPage(self._application.window.findChildren(HistoryDialog)[-1])
        qtbot.waitUntil(lambda: page.row_count > 0 or page.empty.isVisible())
        return page

    def open_guide(self) -> GuidePageObject:
        self.header.help.menu().actions()[0].trigger()
        return GuidePageObject(find(self._application.window, GuideWindow))

    def open_about(self) -> AboutPage:
        menu = self.header.help.menu()
        next(each for each in menu.actions() if each.text() == "About catdog").trigger()
        return AboutPage(find(self._application.window, AboutDialog))

    def open_licences(self) -> LicencesPage:
        self.open_about().button("Licences…").click()
        return LicencesPage(find(self._application.window, LicencesDialog))

    @property
    def first_steps(self) -> FirstStepsPage:
        return FirstStepsPage(find(self._application.window, FirstSteps))

    def open_failures(self) -> FailuresPage:
        self._application.window.sort_controller.show_unreadable()
        return FailuresPage(find(self._application.window, FailureDialog))

    def open_context_menu(self) -> QMenu:
        """That of the grid, for its selected pictures."""
        grid = self._application.window.grid
        grid.customContextMenuRequested.emit(grid.visualRect(grid.currentIndex()).center())
        return self._application.window.findChildren(QMenu)[-1]

    def choose_in_context_menu(self, text: str) -> None:
        menu = self.open_context_menu()
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()

    def speak(self, language: str) -> None:
        """As the choice in the settings does: another window takes the place of this one."""
        self._application.settings.language = language
        self._application.window.language_changed.emit()
        QApplication.processEvents()


class TrayPage:
    """The icon of the tray and its menu."""

    def __init__(self, application: Application) -> None:
        self._tray = application.tray

    @property
    def icon(self) -> QSystemTrayIcon:
        return find(self._tray, QSystemTrayIcon)

    @property
    def texts(self) -> list[str]:
        """What the menu shows, from the top."""
        return [each.text() for each in self._actions if each.isVisible() and not each.isSeparator()]

    def choose(self, text: str) -> None:
        next(each for each in self._actions if each.text() == text).trigger()

    @property
    def _actions(self) -> list[QAction]:
        return self.icon.contextMenu().actions()
