"""The field above the grid that finds pictures by name, date, folder or label."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.session.session import FolderSession

_FIELD_WIDTH = 360


class _FindField(QLineEdit):
    """Escape and Down are its own, and no shortcuts of the window."""

    escaped = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """What is typed filters what the grid shows. Enter goes to what was found; Escape shows everything again."""

    def __init__(self, session: FolderSession, grid: GridView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find_bar")
        self._session = session
        self._grid = grid
        self._field = _FindField(self)
        self._field.setObjectName("find")
        self._field.setPlaceholderText(self.tr("Name, date, folder or label"))
        self._field.setAccessibleName(self.tr("Find pictures"))
        self._field.setMaximumWidth(theme.px(_FIELD_WIDTH))
        self._count = quiet(label(""))
        self._count.setObjectName("count")
        self._close = button("✕", self.close_bar, flat=True)
        self._close.setAccessibleName(self.tr("Close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 0)
        layout.setSpacing(8)
        # As wide as the grid allows, but not so wide that the count is far away.
        layout.addWidget(self._field, 1)
        layout.addWidget(self._count)
        layout.addStretch()
        layout.addWidget(self._close)
        self._field.textChanged.connect(session.find)
        self._field.escaped.connect(self.close_bar)
        self._field.left.connect(self._on_left)
        pictures = session.pictures
        for signal in (pictures.modelReset, pictures.rowsInserted, pictures.rowsRemoved):
            signal.connect(self._refresh)
        session.folder_changed.connect(self.close_bar)
        self.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._field, self._close]

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    @Slot()
    def open_bar(self) -> None:
        if self._session.folder is not None:
            self.show()
            self._refresh()
            self._field.setFocus()
            self._field.selectAll()

    @Slot()
    def close_bar(self) -> None:
        """Shows everything again, with the same picture chosen."""
        if self.is_open:
            self.hide()
            self._field.clear()
            self._grid.setFocus()

    @Slot()
    def _on_left(self) -> None:
        """The picture that is shown large has been found, and stays chosen."""
        row = self._grid.active_row()
        if row is not None:
            self._grid.select_row(row)
        self._grid.setFocus()

    @Slot()
    def _refresh(self) -> None:
        pictures = self._session.pictures
        if not pictures.search_text and self._field.text().strip():
            self._field.clear()  # the search has been ended elsewhere
        self._count.setText(self.tr("%Ln found", "", pictures.rowCount()) if pictures.search_text else "")
