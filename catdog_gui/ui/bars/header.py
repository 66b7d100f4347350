"""The line at the top: which folder, how it is ordered and how large, and the settings."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QSlider, QToolButton, QWidget

from catdog_gui.ui.bars.overflow_button import Dispensable, OverflowButton
from catdog_gui.ui.common.formatting import short_path
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.badge_button import BadgeButton
from catdog_gui.ui.common.widgets.factories import label, small
from catdog_gui.ui.common.widgets.switch import Switch
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.session import FolderSession

HEIGHT = 48
_MIN_FOLDER_WIDTH = 120
_MARGINS = 40


class Header(QWidget):
    open_requested = Signal()
    folder_requested = Signal(Path)
    find_requested = Signal()
    side_changed = Signal(int)
    watch_toggled = Signal(bool)
    watched_folders_requested = Signal()
    retrain_requested = Signal()
    settings_requested = Signal()
    history_requested = Signal()

    def __init__(
        self, session: FolderSession, tile_sides: tuple[int, int], theme: Theme, parent: QWidget | None = None
    ) -> None:
        """`tile_sides`: the smallest and the largest side of a tile that the slider offers."""
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(HEIGHT))
        self._session = session
        self._settings = session.settings
        self._path_text = ""
        self._folder = QToolButton(self)
        self._folder.setObjectName("folder")
        self._folder.setProperty("flat", "true")
        self._folder.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._folder.setAccessibleName(self.tr("Folder"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._folder.setMenu(self._menu)
        self._recursive = QCheckBox(self.tr("Include sub-folders"), self)
        self._recursive.setObjectName("recursive")
        self._recursive.setChecked(self._settings.recursive)
        self._recursive.setMinimumWidth(self._recursive.sizeHint().width())
        self._recursive.toggled.connect(session.set_recursive)
        session.recursive_changed.connect(self._recursive.setChecked)
        self._order = self._make_order()
        self._order.setObjectName("order")
        self._size = self._make_size(tile_sides, theme)
        self._find = self._make_button(self.tr("Find"), self.find_requested, "find_button")
        self._find.setToolTip(self.tr("Find pictures by name, date, folder or label (Ctrl+F)"))
        self._watch = Switch(self.tr("Watch"), theme, self)
        self._watch.setObjectName("watch")
        self._watch.setToolTip(self.tr("Sort new pictures in this folder automatically (F7)"))
        self._watch.clicked.connect(self.watch_toggled)
        self._watched = BadgeButton(self.tr("Watched"), theme, self)
        self._watched.setObjectName("watched")
        self._watched.setToolTip(self.tr("The watched folders (F8)"))
        self._watched.clicked.connect(self.watched_folders_requested)
        self._watched.hide()
        self._retrain = BadgeButton(self.tr("Retrain"), theme, self)
        self._retrain.setObjectName("retrain")
        self._retrain.clicked.connect(self.retrain_requested)
        self._update_retrain_texts()
        self._history = self._make_button(self.tr("History"), self.history_requested, "history")
        self._show_settings = self._make_button(self.tr("Settings"), self.settings_requested, "settings")
        self._help = QToolButton(self)
        self._help.setText("?")
        self._help.setObjectName("help")
        self._help.setProperty("flat", "true")
        self._help.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._help.setAccessibleName(self.tr("Help"))
        self._help.setToolTip(self.tr("Help (F1)"))
        self._more = OverflowButton(self)
        # What is hidden first comes first.
        self._dispensables = (
            Dispensable((self._size_label, self._order_label)),
            Dispensable((self._size,), self._fill_size),
            Dispensable((self._recursive,), self._fill_recursive),
            Dispensable((self._history,), self._fill_history),
            Dispensable((self._find,), self._fill_find),
            Dispensable((self._order,), self._fill_order),
        )
        self.show_folder(None)
        self._lay_out()

    def set_help_menu(self, menu: QMenu) -> None:
        self._help.setMenu(menu)

    def show_folder(self, folder: Path | None) -> None:
        self._is_open = folder is not None
        self._path_text = short_path(folder) if folder else self.tr("Open a folder")
        self._folder.setToolTip(str(folder) if folder else "")
        self._more.restore_all()
        for widget in (self._recursive, self._find, self._watch, *self._picture_controls()):
            widget.setVisible(folder is not None)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Moves what does not fit into the menu, one by one."""
        self._more.restore_all()
        for dispensable in self._dispensables if self._is_open else ():
            if self._available_folder_width() >= 2 * _MIN_FOLDER_WIDTH:
                break
            self._more.add(dispensable)
        width = max(_MIN_FOLDER_WIDTH, self._available_folder_width())
        text = self._folder.fontMetrics().elidedText(self._path_text, Qt.TextElideMode.ElideMiddle, width - 48)
        self._folder.setText(f"{text}  ▾")
        self._folder.setMaximumWidth(width)

    def _available_folder_width(self) -> int:
        layout = self.layout()
        others = [widget for widget in self.findChildren(QWidget) if widget.parent() is self and not widget.isHidden()]
        used = sum(
            _preferred_width(widget) for widget in others if widget is not self._folder and not widget.isWindow()
        )
        return self.width() - used - (layout.spacing() if layout else 0) * len(others) - _MARGINS

    def show_watched(self, *, is_watched: bool, has_any: bool, pending_count: int, needs_text: str) -> None:
        """Whether the open folder is watched, and how many pictures wait for the user in any that is."""
        self._watch.setChecked(is_watched)
        self._watched.setVisible(has_any)
        self._watched.set_count(pending_count)
        text = self._watched.text()
        self._watched.setAccessibleName(f"{text}, {needs_text}" if pending_count else text)
        self._fit()

    @Slot(int)
    def show_new_corrections(self, count: int) -> None:
        self._retrain.set_count(count)
        self._update_retrain_texts()

    def set_retraining_enabled(self, *, enabled: bool) -> None:
        self._retrain.setEnabled(enabled)
        self._update_retrain_texts()

    def _update_retrain_texts(self) -> None:
        count, text = self._retrain.count, self._retrain.text()
        count_text = self.tr("%Ln new correction(s)", "", count)
        self._retrain.setAccessibleName(f"{text}, {count_text}" if count else text)
        if not self._retrain.isEnabled():
            self._retrain.setToolTip(self.tr("The model was chosen when the program was started"))
        else:
            self._retrain.setToolTip(self.tr("Learn from your corrections (Ctrl+R)"))

    def show_side(self, side: int) -> None:
        self._size.blockSignals(True)
        self._size.setValue(side)
        self._size.blockSignals(False)

    def _picture_controls(self) -> tuple[QWidget, ...]:
        return (self._order_label, self._order, self._size_label, self._size)

    def _make_order(self) -> QComboBox:
        order = QComboBox(self)
        order.setAccessibleName(self.tr("Order of the pictures"))
        for value, text in (
            (Order.NAME, self.tr("by name")),
            (Order.DATE, self.tr("newest first")),
            (Order.SURE, self.tr("surest first")),
            (Order.DOUBT, self.tr("doubtful first")),
            (Order.USEFUL, self.tr("most useful first")),
        ):
            order.addItem(text, str(value))
        order.setCurrentIndex(max(0, order.findData(self._settings.order)))
        order.setMinimumWidth(order.sizeHint().width())
        order.activated.connect(self._on_order_activated)
        self._order_label = small(label(self.tr("Order")))
        return order

    def _make_size(self, sides: tuple[int, int], theme: Theme) -> QSlider:
        size = QSlider(Qt.Orientation.Horizontal, self)
        size.setObjectName("size")
        size.setRange(*sides)
        size.setSingleStep(16)
        size.setPageStep(48)
        size.setFixedWidth(theme.px(110))
        size.setAccessibleName(self.tr("Size of the pictures"))
        size.setValue(self._settings.zoom)
        size.valueChanged.connect(self.side_changed)
        self._size_label = small(label(self.tr("Size")))
        return size

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self._folder)
        layout.addWidget(self._recursive)
        layout.addStretch()
        layout.addWidget(self._find)
        for widget in self._picture_controls():
            layout.addWidget(widget)
        layout.addSpacing(8)
        features = (self._watched, self._watch, self._retrain, self._history)
        for widget in (*features, self._show_settings, self._help, self._more):
            layout.addWidget(widget)

    def _make_button(self, text: str, clicked: SignalInstance, name: str) -> QToolButton:
        made = QToolButton(self)
        made.setText(text)
        made.setObjectName(name)
        made.setProperty("flat", "true")
        made.clicked.connect(clicked)
        return made

    # What the menu has in the place of what does not fit.

    def _fill_size(self, menu: QMenu) -> None:
        step = self._size.pageStep()
        for text, change in ((self.tr("Larger pictures"), step), (self.tr("Smaller pictures"), -step)):
            menu.addAction(text).triggered.connect(partial(self._change_size, change))

    def _change_size(self, change: int) -> None:
        self._size.setValue(self._size.value() + change)

    def _fill_recursive(self, menu: QMenu) -> None:
        action = menu.addAction(self._recursive.text())
        action.setCheckable(True)
        action.setChecked(self._recursive.isChecked())
        action.toggled.connect(self._recursive.setChecked)

    def _fill_history(self, menu: QMenu) -> None:
        menu.addAction(self._history.text()).triggered.connect(self.history_requested)

    def _fill_find(self, menu: QMenu) -> None:
        menu.addAction(self._find.text()).triggered.connect(self.find_requested)

    def _fill_order(self, menu: QMenu) -> None:
        submenu = menu.addMenu(self._order_label.text())
        choice = QActionGroup(submenu)
        for index in range(self._order.count()):
            action = choice.addAction(self._order.itemText(index))
            action.setCheckable(True)
            action.setChecked(index == self._order.currentIndex())
            action.triggered.connect(partial(self._choose_order, index))
            submenu.addAction(action)

    def _choose_order(self, index: int) -> None:
        self._order.setCurrentIndex(index)
        self._on_order_activated(index)

    @Slot(int)
    def _on_order_activated(self, index: int) -> None:
        self._session.set_order(Order(self._order.itemData(index)))

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        choose = self._menu.addAction(self.tr("Choose a folder…"))
        choose.triggered.connect(self.open_requested)
        self._menu.addSeparator()
        for folder, _ in self._settings.recent:
            action = QAction(short_path(folder), self._menu)
            action.setData(folder)
            action.setToolTip(str(folder))
            action.triggered.connect(self._on_recent_triggered)
            self._menu.addAction(action)

    @Slot()
    def _on_recent_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.folder_requested.emit(action.data())


def _preferred_width(widget: QWidget) -> int:
    return max(widget.minimumWidth(), widget.sizeHint().width())
