"""The window of the guide: the pages at the left, one of them at the right, and a search over all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from catdog_gui.ui.common.formatting import number_text
from catdog_gui.ui.common.open_externally import open_url_externally
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet
from catdog_gui.ui.help.guide import GuidePage
from catdog_gui.ui.help.page_view import PageView

_LIST_WIDTH = 264
_SIZE = QSize(940, 660)
# What a window manager may need around a window.
_FRAME_MARGIN = 48
_NAME = Qt.ItemDataRole.UserRole


class GuideWindow(QDialog):
    """Stays beside the main window. When it closes, the focus is where it was."""

    def __init__(self, pages: Sequence[GuidePage], pictures: Path, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._pages = {page.name: page for page in pages}
        self._focused_before = QApplication.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Guide"))
        self._search = QLineEdit(self)
        self._search.setObjectName("search")
        self._search.setPlaceholderText(self.tr("Find in the guide"))
        self._search.setAccessibleName(self._search.placeholderText())
        self._search.setClearButtonEnabled(True)
        self._search.installEventFilter(self)
        self._list = QListWidget(self)
        self._list.setObjectName("guide_pages")
        self._list.setAccessibleName(self.tr("Pages of the guide"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = quiet(label(self.tr("The guide does not have this."), wrap=True))
        self._nothing.setObjectName("nothing")
        self._nothing.setContentsMargins(8, 4, 8, 0)
        self._view = PageView(pictures, theme, self)
        self._view.setAccessibleName(self.tr("Page"))
        self._lay_out(theme)
        self._search.textChanged.connect(self._on_text_changed)
        self._list.currentItemChanged.connect(self._on_current_item_changed)
        self._view.page_requested.connect(self.show_page)
        self._view.external_requested.connect(self._on_external_requested)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._focus_search)
        available = self.screen().availableSize() - QSize(_FRAME_MARGIN, _FRAME_MARGIN)
        self.resize(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())).boundedTo(available))
        self._on_text_changed("")
        self.show_page(pages[0].name)
        self._list.setFocus()

    def _lay_out(self, theme: Theme) -> None:
        side = QWidget(self)
        side.setObjectName("sidebar")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(theme.px(_LIST_WIDTH))
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._search)
        column.addWidget(self._nothing)
        column.addWidget(self._list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._view, 1)

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Shows a page, also one that the search has left out of the list."""
        item = self._item(name)
        if item is None:
            self._search.clear()
            item = self._item(name)
        if item is not None:
            self._list.setCurrentItem(item)

    def _item(self, name: str) -> QListWidgetItem | None:
        items = (self._list.item(row) for row in range(self._list.count()))
        return next((item for item in items if item.data(_NAME) == name), None)

    @Slot(str)
    def _on_text_changed(self, wanted: str) -> None:
        """Lists the pages that have what is wanted, with how often; keeps the page in view if it is one of them."""
        shown = self._view.page.name if self._view.page else ""
        self._list.blockSignals(True)
        self._list.clear()
        for page in self._pages.values():
            if not wanted or page.count(wanted):
                text = f"{page.title} ({number_text(page.count(wanted))})" if wanted else page.title
                item = QListWidgetItem(text, self._list)
                item.setData(_NAME, page.name)
        self._list.blockSignals(False)
        self._nothing.setVisible(self._list.count() == 0)
        item = self._item(shown) or self._list.item(0)
        if item is not None:
            self._list.setCurrentItem(item)
            self._view.show_page(self._pages[item.data(_NAME)], wanted)
        elif self._view.page is not None:
            self._view.show_page(self._view.page)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current_item_changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self._view.show_page(self._pages[item.data(_NAME)], self._search.text())

    @Slot(QUrl)
    def _on_external_requested(self, url: QUrl) -> None:
        open_url_externally(url)

    @Slot()
    def _focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Enter goes to the next hit, and on to the next page after the last one."""
        if watched is self._search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go_to_hit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                QApplication.sendEvent(self._list, event)
                return True
        return super().eventFilter(watched, event)

    def _go_to_hit(self, step: int) -> None:
        following = self._view.current_hit + step
        if 0 <= following < self._view.hit_count or self._list.count() < 2:
            self._view.go_to_hit(step)
        else:
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._give_focus_back()

    def reject(self) -> None:
        """What Escape does."""
        super().reject()
        self._give_focus_back()

    def _give_focus_back(self) -> None:
        before = self._focused_before
        if before is not None and isValid(before):
            before.window().activateWindow()
            before.setFocus()
