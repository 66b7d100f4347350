"""The licences of everything that is shipped: a list, and the whole text of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from catdog_gui.licences import Licence
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet

_LIST_WIDTH = 232
_SIZE = QSize(860, 560)
_FRAME_MARGIN = 48


class LicencesDialog(QDialog):
    def __init__(self, licences: Sequence[Licence], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Licences"))
        self._licences = licences
        self._list = QListWidget(self)
        self._list.setObjectName("guide_pages")
        self._list.setAccessibleName(self.tr("What the program is made of"))
        self._list.setFixedWidth(theme.px(_LIST_WIDTH))
        self._list.addItems([f"{each.name} {each.version}".strip() for each in licences])
        self._name = label("", wrap=True)
        self._name.setObjectName("licence")
        self._name.setProperty("strong", "true")
        self._source = quiet(label("", wrap=True))
        self._source.setObjectName("source")
        self._source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("Text of the licence"))
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget in (self._name, self._source, self._text):
            right.addWidget(widget)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._list)
        columns.addLayout(right, 1)
        button_row = QHBoxLayout()
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Close"), self.accept, primary=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addLayout(button_row)
        available = self.screen().availableSize() - QSize(_FRAME_MARGIN, _FRAME_MARGIN)
        self.resize(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())).boundedTo(available))
        self._list.currentRowChanged.connect(self._on_row_changed)
        self._list.setCurrentRow(0)
        self._list.setFocus()

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        licence = self._licences[row]
        self._name.setText(licence.licence)
        self._source.setText(licence.source)
        self._source.setVisible(bool(licence.source))
        self._text.setPlainText(licence.text or self.tr("The package does not bring the text of its licence."))
