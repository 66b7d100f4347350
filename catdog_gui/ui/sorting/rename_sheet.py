"""The sheet that asks for the new name of a picture, and says at once if it cannot have that one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from catdog_gui.sorting.renaming import Renaming
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.common.widgets.sheet import Sheet


class RenameSheet(Sheet):
    """The suffix stays, so only the stem can be edited. Enter renames."""

    rename_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._renaming: Renaming | None = None
        self._title = label("", wrap=True)
        self._title.setObjectName("title")
        self._title.setProperty("large", "true")
        self._field = QLineEdit(self._card)
        self._field.setObjectName("name")
        self._field.setAccessibleName(self.tr("New name"))
        self._suffix = quiet(label(""))
        self._along = quiet(label("", wrap=True))
        self._along.setObjectName("along")
        self._problem = label("", wrap=True)
        self._problem.setObjectName("problem")
        self._problem.setProperty("warning", "true")
        self._cancel = button(self.tr("Cancel"), self.close_sheet)
        self._rename = button(self.tr("Rename"), self.accept, primary=True)
        self._rename.setObjectName("rename")
        self._field.textChanged.connect(self._refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        name_row = QHBoxLayout()
        name_row.setSpacing(8)
        name_row.addWidget(self._field, 1)
        name_row.addWidget(self._suffix)
        button_row = QHBoxLayout()
        button_row.addStretch()
        button_row.addWidget(self._cancel)
        button_row.addWidget(self._rename)
        column = self._make_card_layout(12)
        column.addWidget(self._title)
        column.addLayout(name_row)
        column.addWidget(self._problem)
        column.addWidget(self._along)
        self._pin_to_bottom(button_row)

    def open_for(self, renaming: Renaming) -> None:
        picture, count = renaming.group.picture, len(renaming.group.companions)
        self._renaming = renaming
        self._title.setText(self.tr("Rename “{}”").format(picture.name))
        self._suffix.setText(picture.suffix)
        self._along.setText(self.tr("%Ln file(s) that belong to it are renamed too.", "", count))
        self._along.setVisible(count > 0)
        self._field.setText(renaming.stem)
        self._refresh()
        self.open_sheet()
        self._field.setFocus()
        self._field.selectAll()
        self.slide_in()

    @Slot()
    def _refresh(self) -> None:
        renaming, stem = self._renaming, self._field.text()
        problem = renaming.problem(stem) if renaming is not None else None
        # While the field is empty, everybody sees what is missing.
        self._problem.setText(translate_message(problem) if problem and stem else "")
        self._problem.setVisible(bool(self._problem.text()))
        self._rename.setEnabled(renaming is not None and problem is None and stem != renaming.stem)
        self.fit_to_parent()

    @Slot()
    def accept(self) -> None:
        if self._rename.isEnabled():
            self.close_sheet()
            self.rename_requested.emit(self._field.text())
