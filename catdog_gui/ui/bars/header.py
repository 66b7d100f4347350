"""The line at the top: which folder, how it is ordered and how large, and the settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QSlider, QToolButton, QWidget

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
    side_changed = Signal(int)
    watch_toggled = Signal(bool)
    watched_folders_requested = Signal()
    retrain_requested = Signal()
    settings_requested = Signal()
    history_requested = Signal()
    shortcuts_requested = Signal()

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
        self._history, *self._other_buttons = self._make_other_buttons()
        self.show_folder(None)
        self._lay_out()

    def show_folder(self, folder: Path | None) -> None:
        self._is_open = folder is not None
        self._path_text = short_path(folder) if folder else self.tr("Open a folder")
        self._folder.setToolTip(str(folder) if folder else "")
        for widget in (self._recursive, self._watch, *self._picture_controls()):
            widget.setVisible(folder is not None)
        self._fit_folder()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refit()

    def _refit(self) -> None:
        if self._is_open:
            for widget in (self._recursive, self._history, *self._picture_controls()):
                widget.show()
        self._fit_folder()

    def _fit_folder(self) -> None:
        """Hides what does not fit: first captions, then what keys or settings do as well, then the rest."""
        captions = (self._order_label, self._size_label)
        for dispensable in ((), captions, (self._size,), (self._recursive,), (self._history,), (self._order,)):
            for widget in dispensable:
                widget.hide()
            available_width = self._available_folder_width()
            if not self._is_open or available_width >= 2 * _MIN_FOLDER_WIDTH:
                break
        width = max(_MIN_FOLDER_WIDTH, available_width)
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
        self._refit()

    @Slot(int)
    def show_new_corrections(self, count: int) -> None:
        self._retrain.set_count(count)
        self._update_retrain_texts()
        self._refit()

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
        for widget in self._picture_controls():
            layout.addWidget(widget)
        layout.addSpacing(8)
        for widget in (self._watch, self._watched, self._retrain, self._history, *self._other_buttons):
            layout.addWidget(widget)

    def _make_other_buttons(self) -> list[QToolButton]:
        others = []
        for text, signal, name in (
            (self.tr("History"), self.history_requested, "history"),
            (self.tr("Settings"), self.settings_requested, "settings"),
            ("?", self.shortcuts_requested, "keys"),
        ):
            tool_button = QToolButton(self)
            tool_button.setText(text)
            tool_button.setObjectName(name)
            tool_button.setProperty("flat", "true")
            tool_button.clicked.connect(signal)
            others.append(tool_button)
        tool_button.setAccessibleName(self.tr("Keys"))
        tool_button.setToolTip(self.tr("All keys (F1)"))
        return others

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
